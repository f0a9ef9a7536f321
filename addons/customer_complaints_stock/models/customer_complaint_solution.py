from collections import defaultdict

from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command


class CustomerComplaintSolution(models.Model):
    # Approved returns are made by the warehouse's own wizard: one for each delivery.

    _inherit = "customer.complaint.solution"

    def _make_company_documents(self):
        super()._make_company_documents()
        self._make_returns(self.line_ids._unmade_returns())

    def _make_returns(self, lines):
        """Called as superuser, in the company of the solution."""
        # two approvals at once must not both find the same goods left to return
        deliveries = lines.complaint_line_id.order_line_id.move_ids.picking_id
        deliveries.lock_for_update(allow_referencing=True)
        by_delivery = defaultdict(list)
        for line in lines:
            for move, quantity in line._return_parts():
                by_delivery[move.picking_id].append((line, move, quantity))
        for delivery, parts in by_delivery.items():
            wizard = self.env["stock.return.picking"].create(
                {
                    "picking_id": delivery.id,
                    "product_return_moves": [
                        Command.create(
                            {
                                "product_id": move.product_id.id,
                                "move_id": move.id,
                                "quantity": quantity,
                            }
                        )
                        for _line, move, quantity in parts
                    ],
                }
            )
            # only what comes back by this solution, whatever the wizard proposes
            moves = {move for _line, move, _quantity in parts}
            proposed = wizard.product_return_moves
            proposed.filtered(lambda row, moves=moves: row.move_id not in moves).unlink()
            back = wizard._create_return()
            back.origin = self.env._(
                "%(delivery)s, complaint %(complaint)s",
                delivery=delivery.name,
                complaint=self.complaint_id.name,
            )
            for line in {line for line, _move, _quantity in parts}:
                unsealed(line).write({"return_picking_ids": [Command.link(back.id)]})
