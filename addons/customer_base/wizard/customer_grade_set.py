from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CustomerGradeSet(models.TransientModel):
    """Grade customers by hand, with a reason (REQ G-01, G-05)."""

    _name = "customer.grade.set"
    _description = "Set Grade"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    grade_id = fields.Many2one(
        "customer.grade", string="Grade", domain="[('company_id', 'in', [False] + companies)]"
    )
    companies = fields.Json(default=lambda self: self.env.companies.ids)
    reason = fields.Text(required=True)

    def action_apply(self):
        """Set the grade.

        :raises AccessError: naming a customer the user may not grade
        :raises UserError: for a contact that is no managed customer, or without reason
        """
        self.ensure_one()
        customers = self.partner_ids.commercial_partner_id
        customers.check_access("read")
        refused = customers - customers._customer_gradable()
        if refused:
            raise AccessError(
                self.env._(
                    "You may not grade %(customer)s. The manager of the responsible person's "
                    "department, the marketing director or the market department can.",
                    customer=refused[:1].display_name,
                )
            )
        unmanaged = customers.filtered(lambda partner: not partner.customer_category)
        if unmanaged:
            raise UserError(
                self.env._(
                    "%(contact)s has no customer category. Set the category first.",
                    contact=unmanaged[:1].display_name,
                )
            )
        self.grade_id.check_access("read")
        customers._customer_set_grade(self.grade_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
