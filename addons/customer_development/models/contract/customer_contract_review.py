import hashlib
import json

from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import UserError, ValidationError

from ..customer_development import CLOSED_STATES

# Filled in by finance and legal, each in its stage.
FINDINGS = ("finance_finding", "legal_finding")
# What an order says itself.
FROM_ORDER = ("amount", "currency_id", "payment_term_id", "content")


class CustomerContractReview(models.Model):
    """Review of a contract before it is signed (合同评审, 000 articles 5.3, 11.3; REQ D-11).

    Finance looks at the payment terms, legal at the compliance, each with its finding. The
    contract is a quotation, an order, or a file. What was reviewed is kept as a fingerprint:
    price, terms or a file changed afterwards need a new review.
    """

    _name = "customer.contract.review"
    _inherit = ["customer.document.mixin", "customer.development.files.mixin"]
    _description = "Contract Review"
    _order = "date desc, id desc"

    _record_sequence = "customer.contract.review"
    _record_amounts = ("amount",)
    _entry_links = ("partner_id", "development_id")
    _entry_system_fields = frozenset({"fingerprint"})

    development_id = fields.Many2one(
        "customer.development", "Customer Development", index="btree_not_null",
        ondelete="restrict", check_company=True,
        domain="[('partner_id', '=', partner_id)]",
    )  # fmt: skip
    order_id = fields.Many2one(
        "sale.order", "Quotation or Order", index="btree_not_null", ondelete="restrict",
        check_company=True, tracking=True,
        domain="[('partner_id', 'child_of', partner_id), ('state', '!=', 'cancel')]",
    )  # fmt: skip
    contract_number = fields.Char(tracking=True)
    attachment_ids = fields.Many2many(string="Contract Files")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary("Contract Amount", tracking=True, help="With tax.")
    payment_term_id = fields.Many2one(
        "account.payment.term", "Payment Terms", ondelete="restrict", check_company=True
    )
    content = fields.Text("Products and Prices")
    terms = fields.Text(
        "Other Terms", help="Delivery, acceptance, service, warranty, liability, disputes."
    )
    finance_finding = fields.Text(
        "Finding of Finance", copy=False, help="On payment terms, invoices and money risk."
    )
    legal_finding = fields.Text(
        "Finding of Legal",
        copy=False,
        help="On compliance, liability and the form of the contract.",
    )
    fingerprint = fields.Char(readonly=True, copy=False)
    is_current = fields.Boolean(
        "Still As Reviewed",
        compute="_compute_is_current",
        help="Neither price, terms nor a file has changed since the approval.",
    )

    # ------------------------------------------------------------------ computes, constraints
    @api.depends("state", "fingerprint", "order_id", "attachment_ids")
    def _compute_is_current(self):
        for review in self:
            review.is_current = review._origin._is_as_reviewed()

    @api.constrains("order_id", "development_id", "partner_id")
    def _check_same_customer(self):
        for review in self:
            # sudo: compared only
            customers_sudo = review.sudo().order_id.partner_id.commercial_partner_id
            customers_sudo |= review.sudo().development_id.commercial_partner_id
            if customers_sudo - review.sudo().commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(review)s: order and development must be of the customer of the review.",
                        review=review.name,
                    )
                )

    # ------------------------------------------------------------------ create and write
    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["order_id", "development_id"])
        vals_list = [self._with_customer({**defaults, **vals}) for vals in vals_list]
        self._check_orders([vals.get("order_id") for vals in vals_list])
        reviews = super().create(vals_list)
        if not self.env.su:
            for review in reviews:
                review._check_findings({name: False for name in FINDINGS if review[name]})
        reviews.filtered("order_id")._take_from_order()
        return reviews

    def write(self, vals):
        if not self.env.su:
            self._check_findings(vals)
            self._check_orders([vals.get("order_id")])
        return super().write(vals)

    @api.model
    def _with_customer(self, vals):
        """Return values that are of the customer of the order, or of the development."""
        # sudo: which customer it is; the right to it is checked with the record
        order_sudo = self.env["sale.order"].sudo().browse(vals.get("order_id") or [])
        development_sudo = (
            self.env["customer.development"].sudo().browse(vals.get("development_id") or [])
        )
        source = development_sudo or order_sudo
        if not source:
            return vals
        known = {
            "partner_id": source.partner_id.commercial_partner_id.id,
            "company_id": source.company_id.id,
        }
        # of an order that belongs to a development which the writer works on
        development = order_sudo.development_id.sudo(self.env.su)
        if development and development.has_access("write"):
            known["development_id"] = development.id
        return known | vals

    @api.model
    def _check_orders(self, order_ids):
        """:raises AccessError: an order that the user may not read"""
        if not self.env.su and (ids := list(filter(None, order_ids))):
            self.env["sale.order"].browse(ids).check_access("read")

    def _check_findings(self, vals):
        """:raises UserError: a finding is written outside of its stage"""
        names = [name for name in FINDINGS if name in vals]
        for review in self if names else ():
            changed = [name for name in names if review._approval_changes(name, vals[name])]
            # while a round runs, its step says who fills in what
            if changed and not review._approval_is_running():
                raise UserError(
                    self.env._(
                        "%(review)s: %(fields)s are written by the reviewers, each in the own "
                        "stage.",
                        review=review.display_name,
                        fields=self._approval_labels(changed),
                    )
                )

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if order := self.order_id:
            self.partner_id = order.partner_id.commercial_partner_id
            self.development_id = self.development_id or order.development_id
            self.update(order._contract_values())

    @api.onchange("development_id")
    def _onchange_development_id(self):
        if self.development_id:
            self.partner_id = self.development_id.partner_id
            self.terms = self.terms or self.development_id._negotiated_text()

    def _take_from_order(self):
        """Write down what the orders say now."""
        for review in self:
            kept = in_company_language(review, review.company_id)
            # sudo: the order of the review, which its writer may read
            values = kept.sudo().order_id._contract_values()
            review.write(
                {
                    name: values[name]
                    for name in FROM_ORDER
                    if kept._approval_changes(name, values[name])
                }
            )

    # ------------------------------------------------------------------ what was reviewed
    def _contract_fingerprint(self):
        """Return the fingerprint of what one review is about, as it is now."""
        self.ensure_one()
        review_sudo = self.sudo()  # compared only
        data = {
            "files": review_sudo._file_checksums(),
            "order": review_sudo.order_id._contract_terms() if review_sudo.order_id else None,
            "amount": review_sudo.currency_id.round(review_sudo.amount),
            "payment": review_sudo.payment_term_id.id,
            "terms": review_sudo.terms or "",
        }
        text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _is_as_reviewed(self):
        """Tell whether one review is approved, and of what the contract says now."""
        return bool(self.state == "approved" and self.fingerprint == self._contract_fingerprint())

    # ------------------------------------------------------------------ approval
    def _approval_amount(self):
        return self.amount, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id",
            "development_id",
            "order_id",
            "contract_number",
            "attachment_ids",
            "terms",
            *FROM_ORDER,
        }

    @api.model
    def _approval_fact_fields(self):
        return ["contract_number", "amount", "payment_term_id", "content", "terms"]

    def _approval_snapshot(self):
        """An order or a file changed meanwhile is no longer what was submitted."""
        return super()._approval_snapshot() | {"contract_now": self._contract_fingerprint()}

    def action_submit(self):
        """Submit what the orders say now; findings of an earlier round are written anew."""
        self.check_access("write")
        open_reviews = self.filtered(lambda review: review.state in self._approval_submit_states)
        open_reviews.filtered("order_id")._take_from_order()
        unsealed(open_reviews).write(dict.fromkeys(FINDINGS, False))
        return super().action_submit()

    def _check_can_submit(self):
        super()._check_can_submit()
        for review in self:
            # sudo: state of the order and of the development that the review names
            order_sudo, development_sudo = review.sudo().order_id, review.sudo().development_id
            if not order_sudo and not review.attachment_ids:
                raise UserError(
                    self.env._(
                        "%(review)s: choose the order, or add the file of the contract.",
                        review=review.display_name,
                    )
                )
            if not review.payment_term_id:
                raise UserError(
                    self.env._(
                        "%(review)s: enter the payment terms; finance reviews them.",
                        review=review.display_name,
                    )
                )
            if order_sudo.state == "cancel":
                raise UserError(
                    self.env._("%(review)s: its order is cancelled.", review=review.display_name)
                )
            if development_sudo.state in CLOSED_STATES and development_sudo.state != "done":
                raise UserError(
                    self.env._(
                        "%(review)s: the development of this customer has ended.",
                        review=review.display_name,
                    )
                )
        self._check_none_running()

    def _check_none_running(self):
        """:raises UserError: another review of the same order is under way"""
        # sudo: also one that a colleague has begun; of the own customer
        running_sudo = self.sudo().search(
            [
                ("order_id", "in", self.sudo().order_id.ids),
                ("state", "=", "submitted"),
                ("id", "not in", self.ids),
            ]
        )
        if running_sudo:
            raise UserError(
                self.env._(
                    "%(order)s is under review already: %(review)s.",
                    order=running_sudo[0].order_id.name,
                    review=running_sudo[0].name,
                )
            )

    def _on_approved(self):
        super()._on_approved()
        for review in self:
            unsealed(review).write({"fingerprint": review._contract_fingerprint()})
