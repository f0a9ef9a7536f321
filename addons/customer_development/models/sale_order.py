from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from .customer_development import WORKING_STATES


class SaleOrder(models.Model):
    _inherit = "sale.order"

    development_id = fields.Many2one(
        "customer.development",
        "Customer Development",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="The development of the customer that this quotation belongs to.",
        groups="base.group_user",
    )

    @api.constrains("development_id", "partner_id")
    def _check_development_partner(self):
        for order in self.filtered("development_id"):
            # sudo: who confirms or changes an order need not see the development
            development_sudo = order.development_id.sudo()
            if order.partner_id.commercial_partner_id != development_sudo.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(order)s: the development %(development)s is for another customer.",
                        order=order.name,
                        development=development_sudo.name,
                    )
                )

    @api.constrains("partner_id", "company_id")
    def _check_not_stopped(self):
        """A stop ends the talks: no new quotation while it stands (002 4.4.5; REQ D-10)."""
        # sudo: a stop holds for whoever sells, also who does not see the development
        stopped_sudo = self.sudo().partner_id.commercial_partner_id._development_stopped()
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            customer = order.sudo().partner_id.commercial_partner_id
            if development_sudo := stopped_sudo.get((customer, order.company_id)):
                raise ValidationError(
                    self.env._(
                        "The talks with %(customer)s were stopped (%(development)s): %(reason)s "
                        "A superior can reopen the development; then make the quotation.",
                        customer=customer.name,
                        development=development_sudo.name,
                        reason=development_sudo.closing_reason or "",
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if not self.env.su:
            orders.development_id.check_access("read")
        orders.filtered(lambda order: order.state == "sale")._check_development_works()
        return orders

    def write(self, vals):
        if "development_id" in vals and not self.env.su:
            self._check_development_change(vals["development_id"])
        waiting = self.browse()
        if vals.get("state") == "sale":
            waiting = self.filtered(lambda order: order.state != "sale")
        result = super().write(vals)
        # all ways of confirming write the state: the button, an import, a call (D-05, D-10)
        waiting._check_development_works()
        return result

    def _check_development_works(self):
        """:raises UserError: why an order may not be confirmed as its development stands"""
        for order in self:
            if refusal := order._development_refusal():
                raise UserError(refusal)

    def _check_development_change(self, development_id):
        """A quotation of a closed development stays with it: else it could be confirmed."""
        development = self.env["customer.development"].browse(development_id or [])
        development.check_access("read")
        # sudo: the rule holds for developments the user may not see, too
        held = self.sudo().filtered(
            lambda order: (
                order.development_id
                and order.development_id != development
                and order.development_id.state in ("stopped", "lost", "dropped")
            )
        )
        if held:
            raise UserError(
                self.env._(
                    "The development of %(orders)s is closed. Make a new quotation instead.",
                    orders=format_list(self.env, held.mapped("name")),
                )
            )

    def _confirmation_error_message(self):
        """Stop the order of a development that is stopped or not approved (002 4.4.5)."""
        return super()._confirmation_error_message() or self._development_refusal()

    def _development_refusal(self):
        """Return why the development of one order lets nobody confirm it, or False."""
        # sudo: who confirms an order need not see the development
        development_sudo = self.sudo().development_id
        if not development_sudo or development_sudo.state in WORKING_STATES:
            return False
        states = dict(development_sudo._fields["state"]._description_selection(self.env))
        if development_sudo.state in ("stopped", "lost", "dropped"):
            return self.env._(
                "The development %(name)s of this customer has ended (%(state)s): %(reason)s",
                name=development_sudo.name,
                state=states[development_sudo.state],
                reason=development_sudo.closing_reason or "",
            )
        return self.env._(
            "The development %(name)s of this customer is in the state '%(state)s'. "
            "Orders can be confirmed when the work has started.",
            name=development_sudo.name,
            state=states[development_sudo.state],
        )

    def action_confirm(self):
        res = super().action_confirm()
        for order in self.filtered("development_id"):
            # sudo: the confirmed order is the contract, whoever confirms it
            development_sudo = order.development_id.sudo()
            if order.state == "sale" and development_sudo.state == "in_progress":
                development_sudo._development_sign(order)
        return res
