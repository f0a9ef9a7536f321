from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        leaving = self.browse()
        if vals.get("active") is False or vals.get("company_ids"):
            leaving = self
        result = super().write(vals)
        if leaving:
            # in the same transaction: what waits for somebody who has left never waits alone
            self.env["customer.approval.step"]._reroute_from(leaving)
        return result
