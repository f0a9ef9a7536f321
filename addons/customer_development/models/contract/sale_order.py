from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext


class SaleOrder(models.Model):
    # Orders of customers are confirmed once finance and legal have reviewed the contract, where
    # the company wants it (REQ D-11). All ways of confirming write the state.

    _inherit = "sale.order"

    contract_review_ids = fields.One2many(
        "customer.contract.review", "order_id", "Contract Reviews", groups="base.group_user"
    )
    contract_review_text = fields.Char(
        "Contract Review", compute="_compute_contract_review_text", groups="base.group_user"
    )

    @api.depends("contract_review_ids.state", "partner_id", "state", "order_line", "amount_total")
    @api.depends_context("lang")
    def _compute_contract_review_text(self):
        """How far the review is, for orders of customers; empty for everybody else's."""
        for order in self:
            order_sudo = order._origin.sudo()  # how far it is, whoever may read the review
            newest_sudo = order_sudo.contract_review_ids.sorted("id")[-1:]
            text = False
            if not order_sudo.partner_id.commercial_partner_id.customer_category:
                text = False
            elif newest_sudo.state == "approved" and not newest_sudo._is_as_reviewed():
                text = self.env._("Changed since the Review")
            elif newest_sudo.state == "approved":
                text = self.env._("Review Passed")
            elif newest_sudo:
                text = self.env._("In Review")
            elif order_sudo.state in ("draft", "sent"):
                text = self.env._("Not Reviewed")
            order.contract_review_text = text

    # ------------------------------------------------------------------ what is reviewed
    def _contract_terms(self):
        """Return what a review of one order is about, as plain data."""
        self.ensure_one()
        order_sudo = self.sudo()  # compared only
        return {
            "payer": order_sudo.partner_invoice_id.commercial_partner_id.id,
            "currency": order_sudo.currency_id.id,
            "payment": order_sudo.payment_term_id.id,
            "delivery": str(order_sudo.commitment_date or ""),
            "note": html2plaintext(order_sudo.note or ""),
            "lines": [
                [
                    line.product_id.id,
                    line.name,
                    line.product_uom_qty,
                    line.product_uom_id.id,
                    line.price_unit,
                    line.discount,
                    sorted(line.tax_ids.ids),
                ]
                for line in order_sudo.order_line.sorted("id")
            ],
        }

    def _contract_values(self):
        """Return the values of a review that one order says itself."""
        self.ensure_one()
        lines = []
        for line in self.order_line:
            text = (line.name or "").splitlines()[0] if line.name else ""
            if not line.display_type:
                price = line.currency_id.format(line.price_unit)
                text += f" × {line.product_uom_qty:g} {line.product_uom_id.name or ''} @ {price}"
                text += f" -{line.discount:g}%" if line.discount else ""
            lines.append(text)
        return {
            "amount": self.amount_total,
            "currency_id": self.currency_id.id,
            "payment_term_id": self.payment_term_id.id,
            "content": "\n".join(lines),
        }

    # ------------------------------------------------------------------ the gate
    @api.model_create_multi
    def create(self, vals_list):
        # sudo: who is a customer before; a first order makes one
        partners_sudo = self.env["res.partner"].sudo()
        ids = [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        managed_sudo = partners_sudo.browse(ids).commercial_partner_id.filtered("customer_category")
        orders = super().create(vals_list)
        confirmed = orders.filtered(
            lambda order: (
                order.state == "sale"
                # sudo: whether it is one of those, whoever may read the customer
                and order.sudo().partner_id.commercial_partner_id in managed_sudo
            )
        )
        if refusal := confirmed._contract_refusal():
            raise UserError(refusal)
        return orders

    def write(self, vals):
        waiting = self.browse()
        if vals.get("state") == "sale":
            # of customers, before a first order makes one
            waiting = self.filtered(
                lambda order: (
                    order.state in ("draft", "sent")
                    # sudo: whether it is a customer, whoever confirms
                    and order.sudo().partner_id.commercial_partner_id.customer_category
                )
            )
        result = super().write(vals)
        # before, it is asked with all that orders wait for; again, for what changed with it
        if refusal := waiting._contract_refusal():
            raise UserError(refusal)
        return result

    def _customer_refusal(self, lock=True):
        """A confirmed order waits for no review: its contract is signed."""
        return super()._customer_refusal(lock) or (
            self.filtered(lambda order: order.state in ("draft", "sent"))._contract_refusal()
        )

    def _contract_refusal(self):
        """Return why one of these orders may not be confirmed without a review, or False."""
        # sudo: settings, customers and reviews, whoever confirms
        wanting_sudo = self.sudo().filtered(lambda order: order._contract_needs_review())
        for order in wanting_sudo:
            reviews = order.contract_review_ids.filtered(
                lambda review, order=order: (
                    review.state == "approved"
                    and review.partner_id == order.partner_id.commercial_partner_id
                )
            )
            if not reviews:
                return self.env._(
                    "%(order)s: finance and legal review the contract before the order is "
                    "confirmed. Press Contract Review on the order.",
                    order=order.name,
                )
            if not any(review._is_as_reviewed() for review in reviews):
                return self.env._(
                    "%(order)s: price, terms or a file have changed since the contract was "
                    "reviewed. Revise the contract review and submit it again.",
                    order=order.name,
                )
        return False

    def _contract_needs_review(self):
        """Tell whether the company wants this order reviewed (superuser)."""
        self.ensure_one()
        company = self.company_id
        amount = self.amount_total / (self.currency_rate or 1.0)
        return bool(
            company.development_contract_review
            and self.partner_id.commercial_partner_id.customer_category
            and company.currency_id.compare_amounts(amount, company.development_contract_from) >= 0
        )

    def action_contract_review(self):
        """Open the contract review of this order, or begin one."""
        self.ensure_one()
        self.check_access("read")
        newest = self.env["customer.contract.review"].search(
            [("order_id", "=", self.id)], order="id desc", limit=1
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Contract Review"),
            "res_model": "customer.contract.review",
            "view_mode": "form",
            "views": [(False, "form")],
        }
        if newest:
            return {**action, "res_id": newest.id}
        customer = self.partner_id.commercial_partner_id
        return {
            **action,
            "context": {
                "default_order_id": self.id,
                "default_partner_id": customer.id,
                "default_company_id": self.company_id.id,
            },
        }
