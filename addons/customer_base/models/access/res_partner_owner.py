from odoo import models


class ResPartner(models.Model):
    # Handing several customers over at once, from the list (U-05).

    _inherit = "res.partner"

    def action_customer_set_owner(self):
        """Open the dialog that hands these customers to another responsible person."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Responsible"),
            "res_model": "customer.owner.set",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.commercial_partner_id.ids},
        }
