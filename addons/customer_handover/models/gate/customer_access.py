from odoo import api, models


class CustomerAccess(models.Model):
    _inherit = "customer.access"

    @api.model_create_multi
    def create(self, vals_list):
        """Who hands over is let into no further customer (REQ H-04)."""
        users = self.env["res.users"].browse(
            {vals["user_id"] for vals in vals_list if vals.get("user_id")}
        )
        for user in users.filtered(lambda user: user._handover_is_frozen()):
            wanted = {vals["partner_id"] for vals in vals_list if vals.get("user_id") == user.id}
            # sudo: which customers are the person's own already
            customers_sudo = self.env["res.partner"].sudo().browse(wanted)
            if customers_sudo.filtered(lambda partner, user=user: partner.user_id != user):
                user._handover_check_not_frozen()
        return super().create(vals_list)
