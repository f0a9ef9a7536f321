from odoo import models
from odoo.addons.customer_qualification.models.credit.customer_credit_gate import Supply
from odoo.exceptions import UserError


class StockMove(models.Model):
    # Goods leave for a customer only when it may be supplied (REQ D-13, 003 三.2: 先款后货).
    #
    # All ways of delivering set moves to done: the button, a batch, a part of an order, a direct
    # shipment from the supplier, a job, a call.

    _inherit = "stock.move"

    def write(self, vals):
        if vals.get("state") == "done":
            self.filtered(lambda move: move.state != "done")._customer_check_delivery()
        return super().write(vals)

    def _customer_outgoing(self):
        """Return those that bring goods to customers; what comes back is none."""
        return self.filtered(
            lambda move: (
                move.location_dest_id.usage == "customer" and move.location_id.usage != "customer"
            )
        )

    def _customer_check_delivery(self):
        """:raises UserError: with reason, figures and who can help"""
        if refusal := self._customer_refusal():
            raise UserError(refusal)

    def _customer_refusal(self, lock=True):
        """Return why these goods may not leave, or False."""
        gate = self.env["customer.credit.gate"]
        # sudo: settings of the company
        for company, moves in self.grouped(lambda move: move.company_id.sudo()).items():
            if not gate._is_closed(company):
                continue
            supplies = moves._customer_outgoing()._customer_supplies()
            troubles = gate._troubles(company, supplies, "delivery", lock) if supplies else {}
            for position, trouble in troubles.items():
                return gate._sentence(supplies[position], trouble, company)
        return False

    def _customer_supplies(self):
        """Return what the gate has to know, one Supply for each delivery and order."""
        supplies = []
        # sudo: whose order it is and what it is worth, whoever delivers
        for picking_sudo, moves in self.sudo().grouped("picking_id").items():
            for order_sudo, own in moves.grouped(lambda move: move.sale_line_id.order_id).items():
                contact = order_sudo.partner_id or picking_sudo.partner_id or own.partner_id[:1]
                customer = contact.commercial_partner_id
                if not customer:
                    continue
                payer = order_sudo.partner_invoice_id.commercial_partner_id or customer
                amount = own._customer_value()
                supplies.append(
                    Supply(
                        document=picking_sudo.name or own[0].display_name,
                        order=order_sudo,
                        customers=customer | payer,
                        debtor=payer if payer.customer_category else customer,
                        payer=payer,
                        amount=amount,
                        value=amount + order_sudo._customer_delivered_value(),
                    )
                )
        return supplies

    def _customer_value(self):
        """Return what these goods cost the customer, with tax, in company currency."""
        total = 0.0
        for move in self:
            line = move.sale_line_id
            done = move.quantity if move.picked or move.quantity else move.product_uom_qty
            if not line:
                # given without an order: at its list price
                quantity = move.product_uom._compute_quantity(done, move.product_id.uom_id)
                total += quantity * move.product_id.lst_price
                continue
            quantity = move.product_uom._compute_quantity(done, line.product_uom_id)
            unit = line.price_total / line.product_uom_qty if line.product_uom_qty else (
                line.price_unit * (1 - line.discount / 100)
            )  # fmt: skip
            total += quantity * unit / (line.order_id.currency_rate or 1.0)
        return total
