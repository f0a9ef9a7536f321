from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _complaint_possible(self):
        """Tell whether complaints can be made of this commercial entity: no own company, no mere
        supplier."""
        self.ensure_one()
        partner_sudo = self.sudo()  # what kind of contact it is
        return not (
            partner_sudo._customer_is_pure_supplier()
            # sudo: which contacts are companies of ours
            or self.env["res.company"].sudo().search_count([("partner_id", "=", self.id)], limit=1)
        )
