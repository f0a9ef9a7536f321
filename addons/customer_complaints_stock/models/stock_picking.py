from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    # A complaint can be registered from the delivery it is about (REQ C-01, C-10).

    _inherit = "stock.picking"

    def action_register_complaint(self):
        """Open a new complaint about what this delivery brought."""
        self.ensure_one()
        self.check_access("read")
        moves_sudo = self.sudo().move_ids.filtered("sale_line_id")  # what was delivered, of whom
        if self.picking_type_code != "outgoing" or self.state != "done" or not moves_sudo:
            raise UserError(
                self.env._(
                    "%(delivery)s has brought nothing to a customer yet. Register the complaint "
                    "from the customer or the order.",
                    delivery=self.name,
                )
            )
        order_sudo = moves_sudo.sale_line_id.order_id[:1]
        lines = [
            {
                "order_line_id": move.sale_line_id.id,
                "quantity": move.quantity,
                "lot": ", ".join(move.lot_ids.mapped("name")),
            }
            for move in moves_sudo
            if move.quantity
        ]
        return self.env["customer.complaint"]._register_action(
            {
                "default_partner_id": order_sudo.partner_id.commercial_partner_id.id,
                "default_company_id": order_sudo.company_id.id,
                "default_order_id": order_sudo.id,
            },
            lines,
        )
