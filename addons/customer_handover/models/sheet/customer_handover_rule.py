from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerHandoverRule(models.Model):
    """Who takes over which customers: by region, grade, category, department (REQ H-02)."""

    _name = "customer.handover.rule"
    _description = "Rule of Who Takes Over"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    region_ids = fields.Many2many("res.country.state", string="Regions", help="Empty: all.")
    grade_ids = fields.Many2many("customer.grade", string="Grades", help="Empty: all.")
    category = fields.Selection("_selection_category", help="Empty: all.")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        help="Of the person who hands over. Empty: all.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Take Over",
        required=True,
        domain="[('share', '=', False)]",
        help="Of several, whoever has the least customers.",
    )
    active = fields.Boolean(default=True)

    @api.model
    def _selection_category(self):
        return self.env["res.partner"]._fields["customer_category"]._description_selection(self.env)

    @api.constrains("user_ids")
    def _check_users(self):
        for rule in self:
            if not rule.user_ids:
                raise ValidationError(
                    self.env._("%(rule)s: enter at least one person.", rule=rule.name)
                )

    def _matches(self, handover, row):
        """Return whether the rule is about a customer of a sheet."""
        self.ensure_one()
        return (
            (not self.region_ids or row.region_id in self.region_ids)
            and (not self.grade_ids or row.grade_id in self.grade_ids)
            and (not self.category or row.category == self.category)
            and (not self.department_ids or handover.department_id in self.department_ids)
        )
