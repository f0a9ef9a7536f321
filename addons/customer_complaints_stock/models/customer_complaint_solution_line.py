from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare


class CustomerComplaintSolutionLine(models.Model):
    # What is returned comes back by the warehouse's own return (REQ C-10).

    _inherit = "customer.complaint.solution.line"

    _entry_system_fields = frozenset(
        {"credit_note_id", "replacement_order_id", "return_picking_ids"}
    )

    return_picking_ids = fields.Many2many(
        "stock.picking",
        "customer_complaint_return_rel",
        "line_id",
        "picking_id",
        string="Returns",
        readonly=True,
        copy=False,
        # who may not open the warehouse's documents reads the solution without them
        groups="stock.group_stock_user,sales_team.group_sale_salesman",
    )

    def _delivered_moves(self):
        """Return the moves by which the customer got what is complained about, newest first."""
        self.ensure_one()
        moves = self.complaint_line_id.order_line_id.move_ids
        return moves.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        ).sorted(lambda move: (move.date, move.id), reverse=True)

    def _unmade(self):
        return super()._unmade() | self._unmade_returns()

    def _unmade_returns(self):
        """Return the lines whose goods came by a delivery and have no return yet."""
        return self.filtered(
            lambda line: (
                line.remedy == "return"
                and not line.return_picking_ids.filtered(lambda back: back.state != "cancel")
                and line._delivered_moves()
            )
        )

    def _documents_in_force(self):
        return super()._documents_in_force() or self.return_picking_ids.filtered(
            lambda back: back.state == "done"
        )

    def _remove_drafts(self):
        backs = self.return_picking_ids.filtered(lambda back: back.state != "done")
        super()._remove_drafts()
        backs.action_cancel()

    def _carried_out_reason(self):
        if reason := super()._carried_out_reason():
            return reason
        waiting = self.return_picking_ids.filtered(
            lambda back: back.state not in ("done", "cancel")
        )
        if waiting:
            return self.env._("The return %s has not arrived yet.", waiting[0].name)
        return False

    def _return_parts(self):
        """Return [(move, quantity in its unit)] of what comes back.

        :raises ValidationError: more than the deliveries have left to return
        """
        self.ensure_one()
        claimed = self.complaint_line_id
        parts, left = [], self.quantity
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        for move in self._delivered_moves():
            back = move.returned_move_ids.filtered(lambda other: other.state != "cancel")
            unit = claimed.uom_id or move.product_uom
            wanted = unit._compute_quantity(left, move.product_uom, round=False)
            # what a return has planned but not done counts too
            rest = move.quantity - sum(back.mapped("product_uom_qty"))
            taken = min(wanted, rest)
            if float_compare(taken, 0, precision) > 0:
                parts.append((move, taken))
                left -= move.product_uom._compute_quantity(taken, unit, round=False)
        if float_compare(left, 0, precision) > 0:
            raise ValidationError(
                self.env._(
                    "%(solution)s: of %(product)s %(quantity)s more are to be returned than the "
                    "deliveries have left.",
                    solution=self.solution_id.name,
                    product=claimed.product_id.display_name,
                    quantity=left,
                )
            )
        return parts
