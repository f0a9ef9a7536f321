from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_customer_refer(self):
        """Open the dialog that refers the customer to a colleague: the second click sends it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refer to a Colleague"),
            "res_model": "customer.referral",
            "view_mode": "form",
            "views": [(self.env.ref("customer_base.customer_referral_view_form_send").id, "form")],
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }
