from collections import defaultdict

from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare, format_amount

from .customer_complaint_solution_line import CREDITS


class CustomerComplaintSolutionLine(models.Model):
    # How much of an invoice is left to credit (REQ C-10): never more than was invoiced, less all
    # credit notes for it, whoever made them, and what other solutions have in approval.

    _inherit = "customer.complaint.solution.line"

    def _check_credit_room(self):
        """Called as superuser, on lines of credits.

        :raises ValidationError: naming the invoice and what is left of it
        """
        lines = self.filtered(lambda line: line.credit_note_id.state != "posted")
        if not lines:
            return
        # all that is asked for together, not only the lines just written
        lines = lines.solution_id.line_ids.filtered(
            lambda line: line.remedy in CREDITS and line.credit_note_id.state != "posted"
        )
        invoices = lines.invoice_line_id.move_id
        amounts, quantities = lines._credited(invoices)
        for line in lines:
            invoice, product = line.invoice_line_id.move_id, line.invoice_line_id.product_id
            for key in ((invoice, None), (invoice, product)):
                amounts[key] += line.amount
            quantities[invoice, product] += line._invoice_quantity()
        for line in lines:
            line._check_room_of(amounts, quantities)

    def _check_room_of(self, amounts, quantities):
        self.ensure_one()
        invoice, product = self.invoice_line_id.move_id, self.invoice_line_id.product_id
        sold = invoice.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.product_id == product
        )
        currency = invoice.currency_id
        limits = {
            (invoice, None): invoice.amount_untaxed,
            (invoice, product): sum(sold.mapped("price_subtotal")),
        }
        for key, limit in limits.items():
            if currency.compare_amounts(amounts[key], limit) > 0:
                left = limit - amounts[key] + self.amount
                raise ValidationError(
                    self.env._(
                        "%(solution)s: %(amount)s is more than %(invoice)s has left to credit "
                        "for %(product)s, %(left)s.",
                        solution=self.solution_id.name,
                        amount=format_amount(self.env, self.amount, currency),
                        invoice=invoice.name,
                        product=product.display_name or "–",
                        left=format_amount(self.env, max(left, 0), currency),
                    )
                )
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        quantity = sum(sold.mapped("quantity"))
        if float_compare(quantities[invoice, product], quantity, precision) > 0:
            raise ValidationError(
                self.env._(
                    "%(solution)s: of %(product)s on %(invoice)s only %(left)s are left to credit.",
                    solution=self.solution_id.name,
                    product=product.display_name or "–",
                    invoice=invoice.name,
                    left=max(quantity - quantities[invoice, product] + self._invoice_quantity(), 0),
                )
            )

    def _credited(self, invoices):
        """Return ({(invoice, product or None): amount}, {(invoice, product): quantity}) that
        other credit notes and other solutions in approval take, in the invoice's currency."""
        amounts, quantities = defaultdict(float), defaultdict(float)
        own_drafts = self.credit_note_id.ids
        refunded = self.env["account.move.line"].search(
            [
                ("move_id.reversed_entry_id", "in", invoices.ids),
                ("move_id", "not in", own_drafts),
                ("display_type", "=", "product"),
                ("parent_state", "!=", "cancel"),
            ]
        )
        for line in refunded:
            invoice = line.move_id.reversed_entry_id
            amount = line.currency_id._convert(
                line.price_subtotal, invoice.currency_id, invoice.company_id, line.date
            )
            amounts[invoice, None] += amount
            amounts[invoice, line.product_id] += amount
            quantities[invoice, line.product_id] += line.quantity
        waiting = self.search(
            [
                ("invoice_line_id.move_id", "in", invoices.ids),
                ("remedy", "in", CREDITS),
                ("solution_id.state", "=", "submitted"),
                ("id", "not in", self.ids),
            ]
        )
        for line in waiting:
            invoice, product = line.invoice_line_id.move_id, line.invoice_line_id.product_id
            amounts[invoice, None] += line.amount
            amounts[invoice, product] += line.amount
            quantities[invoice, product] += line._invoice_quantity()
        return amounts, quantities

    def _credit_line_values(self):
        """Return quantity and price of the credit; the price keeps what tax is part of it."""
        self.ensure_one()
        sold = self.invoice_line_id
        quantity = self._invoice_quantity() or sold.quantity
        full = sold.price_subtotal * quantity / sold.quantity if sold.quantity else 0
        values = {"quantity": quantity}
        if full and sold.currency_id.compare_amounts(full, self.amount):
            values["price_unit"] = sold.price_unit * self.amount / full
        return values

    def _replacement_line_values(self):
        self.ensure_one()
        claimed = self.complaint_line_id
        values = {
            "product_id": claimed.product_id.id,
            "product_uom_qty": self.quantity,
        }
        if claimed.uom_id:
            values["product_uom_id"] = claimed.uom_id.id
        if not self.charge:
            values["price_unit"] = 0.0
        return values
