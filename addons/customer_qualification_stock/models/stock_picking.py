from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    customer_hold_message = fields.Text(
        string="Why It Waits",
        compute="_compute_customer_hold_message",
        groups="base.group_user",
    )

    @api.depends("state", "partner_id", "picking_type_code", "move_ids.quantity")
    def _compute_customer_hold_message(self):
        """What would be answered to the validation now, for the form."""
        for picking in self:
            message = False
            if picking.state in ("waiting", "confirmed", "assigned"):
                message = picking._origin.move_ids._customer_refusal(lock=False)
            picking.customer_hold_message = message
