from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_credit_gate import Supply

# who owes a confirmed order, and when, by these
DEBTOR_FIELDS = {"partner_id", "partner_invoice_id", "company_id", "commitment_date"}


class SaleOrder(models.Model):
    # Orders of customers that may not be supplied are not confirmed (REQ D-12, D-13, 003 三).
    #
    # All ways of confirming write the state: the button, the portal's signature, a payment, a
    # job, an import, a call. Partners that are no customers of ours are left alone.

    _inherit = "sale.order"

    customer_hold_message = fields.Text(
        string="Why It Waits",
        compute="_compute_customer_hold_message",
        groups="base.group_user",
    )

    @api.depends("partner_id", "partner_invoice_id", "amount_total", "state", "commitment_date")
    def _compute_customer_hold_message(self):
        """What would be answered to the confirmation now, for the form."""
        for order in self:
            message = False
            if order.state in ("draft", "sent") and order.partner_id:
                message = order._origin._customer_refusal(lock=False)
            order.customer_hold_message = message

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._customer_check_supply()
        return orders

    def write(self, vals):
        confirming, moving = vals.get("state") == "sale", DEBTOR_FIELDS & vals.keys()
        if not confirming and not moving:
            return super().write(vals)
        confirmed = self.filtered(lambda order: order.state == "sale")
        if confirming:
            (self - confirmed)._customer_check_supply()
        result = super().write(vals)
        if moving:
            confirmed._customer_check_supply()
        return result

    # ------------------------------------------------------------------
    # The check
    # ------------------------------------------------------------------
    def _customer_company_amount(self):
        """Return the total in company currency, with tax."""
        self.ensure_one()
        return self.amount_total / (self.currency_rate or 1.0)

    def _customer_supply(self):
        """Return what the gate has to know of one order."""
        self.ensure_one()
        order_sudo = self.sudo()  # whose customer it is, whoever confirms
        customer = order_sudo.partner_id.commercial_partner_id
        payer = order_sudo.partner_invoice_id.commercial_partner_id or customer
        value = order_sudo._customer_company_amount()
        counted = order_sudo.state == "sale" or self.env["customer.credit.gate"]._is_far(order_sudo)
        return Supply(
            document=self.name,
            order=order_sudo,
            customers=customer | payer,
            debtor=payer if payer.customer_category else customer,
            payer=payer,
            amount=0.0 if counted else value,
            value=value,
        )

    def _customer_refusal(self, lock=True):
        """Return why these orders may not be confirmed, or False."""
        gate = self.env["customer.credit.gate"]
        # sudo: settings of the company
        for company, orders in self.grouped(lambda order: order.company_id.sudo()).items():
            if not gate._is_closed(company):
                continue
            supplies = [order._customer_supply() for order in orders]
            troubles = gate._troubles(company, supplies, "order", lock)
            for position, trouble in troubles.items():
                return gate._sentence(supplies[position], trouble, company)
        return False

    def _customer_check_supply(self):
        """:raises UserError: with reason, figures and who can help"""
        if self and (refusal := self._customer_refusal()):
            raise UserError(refusal)

    def _customer_totals(self):
        """Return {order: total} of confirmed orders of companies that check."""
        gate = self.env["customer.credit.gate"]
        return {
            order: order.amount_total
            for order in self
            # sudo: settings of the company
            if order.state == "sale" and gate._is_closed(order.company_id.sudo())
        }

    def _customer_check_grown(self, before):
        """:raises UserError: a confirmed order has grown, and its customer is blocked"""
        totals = self._customer_totals()
        self.browse().union(
            *(
                order
                for order, total in totals.items()
                if order.currency_id.compare_amounts(total, before.get(order, 0.0)) > 0
            )
        )._customer_check_supply()

    # ------------------------------------------------------------------
    # Ways of outsiders
    # ------------------------------------------------------------------
    def _validate_order(self):
        """A customer's signature is kept; a blocked order waits, and its salesperson is told."""
        if self._customer_hold_back():
            return None
        return super()._validate_order()

    def _customer_hold_back(self):
        """Tell the salespeople of blocked orders instead of refusing their customers.

        :return: those that wait
        """
        held = self.browse()
        for order in self:
            # in the words of the salesperson, not of the customer
            people = order.user_id or order.partner_id.commercial_partner_id.user_id
            speaking = order.with_context(lang=people.lang or order.company_id.partner_id.lang)
            if refusal := speaking._customer_refusal():
                held |= order
                order.sudo()._message_log(body=refusal)  # an internal note of the system
                if people:
                    # sudo: for the salesperson, whoever accepts the offer
                    order.sudo().activity_schedule(
                        "mail.mail_activity_data_todo",
                        user_id=people[0].id,
                        summary=speaking.env._("The customer accepted, and the order has to wait"),
                        note=refusal,
                    )
        return held
