from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerCreditException(models.Model):
    """Leave to supply a customer all the same: one order, or an amount, until a day (D-13).

    It is approved, dated, and stays on record. For one order it holds up to the amount that was
    approved: an order that has grown, or a copy of it, is checked like any other.
    """

    _name = "customer.credit.exception"
    _inherit = ["customer.supply.document"]
    _description = "Supply Exception"
    _order = "date desc, id desc"

    _record_sequence = "customer.credit.exception"
    _record_date_pairs = (("date", "valid_until"),)

    kind = fields.Selection(
        [("order", "One Order"), ("amount", "An Amount")],
        string="For",
        required=True,
        default="order",
        tracking=True,
    )
    order_id = fields.Many2one(
        "sale.order", string="Order", index="btree_not_null", ondelete="restrict",
        check_company=True, tracking=True,
        domain="[('partner_id', 'child_of', partner_id), ('state', '!=', 'cancel')]",
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Up to", required=True, tracking=True,
        help="In company currency, with tax: of the order, or on top of what the customer may owe.",
    )  # fmt: skip
    valid_until = fields.Date(required=True, tracking=True)
    reason = fields.Text(required=True, help="Why we supply all the same, and when money comes.")
    is_in_force = fields.Boolean(
        string="In Force", compute="_compute_is_in_force", search="_search_is_in_force"
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The amount of an exception must be more than zero."
    )

    @api.depends("state", "valid_until", "date", "company_id")
    def _compute_is_in_force(self):
        for leave in self:
            today = (leave.company_id or self.env.company)._workday_today()
            leave.is_in_force = bool(
                leave.state == "approved" and leave.valid_until and leave.valid_until >= today
            )

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._workday_today()
        return fields.Domain("state", "=", "approved") & fields.Domain("valid_until", ">=", today)

    @api.constrains("kind", "order_id", "partner_id")
    def _check_order(self):
        for leave in self:
            order_sudo = leave.order_id.sudo()  # compared only
            if leave.kind == "order" and not order_sudo:
                raise ValidationError(
                    self.env._("%(leave)s: choose the order.", leave=leave.display_name)
                )
            customers = (
                order_sudo.partner_id | order_sudo.partner_invoice_id
            ).commercial_partner_id
            if order_sudo and leave.partner_id not in customers:
                raise ValidationError(
                    self.env._(
                        "%(leave)s: the order is of another customer.", leave=leave.display_name
                    )
                )

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if self.order_id:
            self.partner_id = self.order_id.partner_id.commercial_partner_id
            self.amount = self.order_id._customer_company_amount()

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_amount(self):
        return self.amount, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id",
            "kind",
            "order_id",
            "amount",
            "valid_until",
            "reason",
        }

    @api.model
    def _approval_fact_fields(self):
        return ["kind", "order_id", "amount", "valid_until", "reason"]

    def _check_can_submit(self):
        super()._check_can_submit()
        for leave in self:
            if leave.valid_until < leave.company_id._workday_today():
                raise UserError(
                    self.env._(
                        "%(leave)s: the last day is over. Enter a later one.",
                        leave=leave.display_name,
                    )
                )
            # sudo: the applicant asks for an order of the customer, whose total is compared
            value = leave.order_id.sudo()._customer_company_amount() if leave.order_id else 0.0
            if leave.currency_id.compare_amounts(value, leave.amount) > 0:
                raise UserError(
                    self.env._(
                        "%(leave)s: the order comes to %(value)s. Ask for as much.",
                        leave=leave.display_name,
                        value=self.env["customer.credit.gate"]._money(value, leave.company_id),
                    )
                )

    # ------------------------------------------------------------------
    # What it allows (superuser)
    # ------------------------------------------------------------------
    @api.model
    def _in_force(self, company, orders, customers):
        """Return the exceptions in force for orders, and for amounts of customers: one query."""
        today = company._workday_today()
        return self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "approved"),
                ("valid_until", ">=", today),
                "|",
                ("order_id", "in", orders.ids),
                "&",
                ("kind", "=", "amount"),
                ("partner_id", "in", customers.ids),
            ]
        )

    def _allow(self, supply, trouble, company):
        """Return whether these exceptions allow it; see the gate for the arguments."""
        compare = company.currency_id.compare_amounts
        for leave in self:
            if (
                leave.kind == "order"
                and supply.order
                and leave.order_id == supply.order
                and compare(supply.value, leave.amount) <= 0
            ):
                return True
        amounts = self.filtered(
            lambda leave: leave.kind == "amount" and leave.partner_id == trouble.customer
        )
        if not amounts or trouble.terms is None:
            return False
        return not trouble.account._money_reason(
            trouble.terms,
            company,
            trouble.exposure,
            trouble.amount,
            trouble.basis,
            sum(amounts.mapped("amount")),
        )
