from odoo import fields, models
from odoo.exceptions import UserError


class CustomerKeyAccountSet(models.TransientModel):
    """Make key accounts of customers by hand, with a reason (REQ G-06)."""

    _name = "customer.key.account.set"
    _description = "Set Key Account"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    type_id = fields.Many2one(
        "customer.key.account.type",
        required=True,
        domain="[('company_id', 'in', [False, company_id])]",
    )
    meaning = fields.Text(related="type_id.description")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    reason = fields.Text(required=True)

    def action_apply(self):
        """Make them key accounts of the type in the current company.

        :raises AccessError: naming a customer the user may not decide on
        :raises UserError: for a contact that is no managed customer, one that is of the type
            already, or without a reason
        """
        self.ensure_one()
        customers = self.partner_ids.commercial_partner_id
        self.env["customer.key.account"]._check_may_decide(customers)
        self.type_id.check_access("read")
        unmanaged = customers.filtered(lambda partner: not partner.customer_category)
        if unmanaged:
            raise UserError(
                self.env._(
                    "%(contact)s has no customer category. Set the category first.",
                    contact=unmanaged[:1].display_name,
                )
            )
        if self.type_id.company_id not in (self.env.company, self.env["res.company"]):
            raise UserError(
                self.env._(
                    "The type %(type)s is for another company than %(company)s.",
                    type=self.type_id.name,
                    company=self.env.company.name,
                )
            )
        self.env["customer.key.account"]._start(
            [
                {
                    "partner_id": partner.id,
                    "type_id": self.type_id.id,
                    "company_id": self.env.company.id,
                    "source": "manual",
                    "reason": self.reason,
                }
                for partner in customers
            ]
        )
        return {"type": "ir.actions.act_window_close"}
