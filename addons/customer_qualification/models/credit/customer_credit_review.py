from odoo import api, fields, models
from odoo.exceptions import UserError

from ..papers.customer_qualification import TRADE_MODES

FINANCE_FIELDS = ("credit_limit", "payment_term_id", "valid_until", "finance_opinion")


class CustomerCreditReview(models.Model):
    """Review of prepayment or credit for one customer (资信审批, 003 三.2; REQ D-13).

    Marketing proposes, finance writes limit, payment terms and their last day in its step; both
    sign. Approved, they are the terms in force and stand on the ERP's customer.
    """

    _name = "customer.credit.review"
    _inherit = ["customer.supply.document"]
    _description = "Credit Review"
    _order = "date desc, id desc"

    _record_sequence = "customer.credit.review"
    _record_amounts = ("requested_limit", "credit_limit", "yearly_sales")
    _record_date_pairs = (("date", "valid_until"),)

    mode = fields.Selection(
        TRADE_MODES, string="Trade Mode", required=True, default="prepaid", tracking=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    yearly_sales = fields.Monetary(string="Sales Expected a Year")
    requested_limit = fields.Monetary(string="Limit Asked for", tracking=True)
    requested_term_id = fields.Many2one(
        "account.payment.term", string="Terms Asked for", ondelete="restrict", check_company=True
    )
    opinion = fields.Text(
        string="Opinion of Marketing", help="Payment so far, standing, securities."
    )
    credit_limit = fields.Monetary(string="Credit Limit", tracking=True, copy=False)
    payment_term_id = fields.Many2one(
        "account.payment.term", string="Payment Terms", ondelete="restrict", tracking=True,
        check_company=True, copy=False,
    )  # fmt: skip
    valid_until = fields.Date(
        tracking=True, copy=False,
        help="Then the customer is reviewed again; without a review credit ends. Empty: no end.",
    )  # fmt: skip
    finance_opinion = fields.Text(string="Opinion of Finance", copy=False)
    exposure = fields.Monetary(compute="_compute_exposure", compute_sudo=True)
    overdue = fields.Monetary(
        string="Overdue Money", compute="_compute_exposure", compute_sudo=True
    )

    @api.depends("partner_id", "company_id")
    def _compute_exposure(self):
        """What the customer owes now: marketing and finance decide on it."""
        for company, reviews in self.grouped("company_id").items():
            partners = reviews.partner_id._origin
            found = self.env["customer.credit.exposure"]._of(company, partners) if company else {}
            for review in reviews:
                figures = found.get(review.partner_id._origin.id)
                review.exposure = figures and figures.total
                review.overdue = figures and figures.overdue

    def write(self, vals):
        if not self.env.su:
            self._check_terms(vals)
        return super().write(vals)

    def _check_terms(self, vals):
        """:raises UserError: what finance writes in its step is written outside of any step"""
        names = [name for name in FINANCE_FIELDS if name in vals]
        for review in self if names else ():
            changed = [name for name in names if review._approval_changes(name, vals[name])]
            # while a round runs, its step says who fills in what
            if changed and not review._approval_is_running():
                raise UserError(
                    self.env._(
                        "%(review)s: %(fields)s are written by finance, in its step.",
                        review=review.display_name,
                        fields=self._approval_labels(changed),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        if not self.env.su:
            for review in reviews:
                review._check_terms({name: False for name in FINANCE_FIELDS if review[name]})
        return reviews

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_amount(self):
        return self.requested_limit, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id",
            "mode",
            "requested_limit",
            "requested_term_id",
            "opinion",
        }

    @api.model
    def _approval_fact_fields(self):
        return ["mode", "requested_limit", "requested_term_id", "yearly_sales", "opinion"]

    def _check_can_submit(self):
        super()._check_can_submit()
        for review in self:
            if review.mode == "credit" and not (
                review.requested_limit and review.requested_term_id
            ):
                raise UserError(
                    self.env._(
                        "%(review)s: enter the limit and the payment terms asked for.",
                        review=review.display_name,
                    )
                )
        self._check_none_running(("submitted",))

    def _on_approved(self):
        super()._on_approved()
        for review in self:
            if review.mode == "credit" and not (review.credit_limit and review.payment_term_id):
                raise UserError(
                    self.env._(
                        "%(review)s: finance has to enter the credit limit and the payment terms "
                        "before it is approved.",
                        review=review.display_name,
                    )
                )
            review._set_terms()

    def _set_terms(self):
        """Make these the terms in force, on the account and on the ERP's customer (superuser)."""
        self.ensure_one()
        account = self.env["customer.credit.account"]._ensure(self.partner_id, self.company_id)
        values = self._account_values()
        account.write(values)
        vals = {"credit_limit": values["credit_limit"]}
        if self.payment_term_id:
            vals["property_payment_term_id"] = self.payment_term_id.id
        self.partner_id.with_company(self.company_id).write(vals)

    def _account_values(self):
        """Return what the account keeps of the terms."""
        return {
            "review_id": self.id,
            "mode": self.mode,
            "credit_limit": self.credit_limit if self.mode == "credit" else 0.0,
            "payment_term_id": self.payment_term_id.id,
            "review_until": self.valid_until,
        }
