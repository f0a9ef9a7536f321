from odoo import fields, models


class CustomerGrade(models.Model):
    """What a grade means in the service of a customer (REQ G-01, seed S1 三(二), 四(二)1)."""

    _name = "customer.grade"
    _description = "Grade"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short sign in lists, such as A.")
    sequence = fields.Integer(default=10, help="The best grade comes first.")
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    contact_days = fields.Integer(
        string="Contact Frequency",
        required=True,
        default=21,
        help="A customer of this grade is contacted at least once in this many working days.",
    )
    return_visit_days = fields.Integer(
        string="Return Visit Frequency",
        help="A return visit at least once in this many working days; 0 for none.",
    )
    priority = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Very High")],
        required=True,
        default="1",
        help="Whose requests come first when resources are short.",
    )
    strategy = fields.Text(translate=True, help="How customers of this grade are looked after.")
    resources = fields.Text(translate=True, help="What they are given: people, stock, terms.")
    active = fields.Boolean(default=True)

    _contact_days_positive = models.Constraint(
        "CHECK(contact_days > 0)", "The contact frequency must be at least one working day."
    )
    _return_visit_days_not_negative = models.Constraint(
        "CHECK(return_visit_days >= 0)", "The return visit frequency must not be negative."
    )
    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is a grade with this code already.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "contact_days" in vals:
            self.env["customer.interaction.state"]._mark_stale(
                [("partner_id.customer_grade_id", "in", self.ids)]
            )
        return result
