from odoo import fields, models
from odoo.exceptions import UserError


class CustomerDevelopmentSign(models.TransientModel):
    """Choose the confirmed order that is the customer's first contract (000 article 11)."""

    _name = "customer.development.sign"
    _description = "Sign with an Order"

    development_id = fields.Many2one("customer.development", "Customer Development", required=True)
    commercial_partner_id = fields.Many2one(related="development_id.commercial_partner_id")
    company_id = fields.Many2one(related="development_id.company_id")
    order_id = fields.Many2one(
        "sale.order",
        "Sales Order",
        required=True,
        domain="[('state', '=', 'sale'), ('company_id', '=', company_id),"
        " ('partner_id', 'child_of', commercial_partner_id)]",
    )

    def action_confirm(self):
        """Sign with the chosen order.

        :raises UserError: the order is not confirmed, or another customer's
        """
        self.ensure_one()
        development, order = self.development_id, self.order_id
        development._check_transition("sign")
        order.check_access("read")
        if (
            order.state != "sale"
            or order.company_id != development.company_id
            or order.partner_id.commercial_partner_id != development.commercial_partner_id
        ):
            raise UserError(
                self.env._(
                    "%(order)s is not a confirmed order of %(customer)s.",
                    order=order.name,
                    customer=development.commercial_partner_id.name,
                )
            )
        if order.development_id != development:
            # sudo: the link is part of signing; both records were checked above
            order.sudo().development_id = development
        development._development_sign(order)
        return {"type": "ir.actions.act_window_close"}
