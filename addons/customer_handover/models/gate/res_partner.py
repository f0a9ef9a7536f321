from odoo import api, models


class ResPartner(models.Model):
    # Who hands over gets no customers (REQ H-04). ``_customer_hand_over`` itself writes by
    # statements: what is taken back passes here.

    _inherit = "res.partner"

    @api.model
    def _customer_check_create(self, given, vals):
        super()._customer_check_create(given, vals)
        if vals.get("user_id") and given.get("customer_category"):
            self.env["res.users"].browse(vals["user_id"])._handover_check_not_frozen()

    def _customer_check_write(self, vals):
        super()._customer_check_write(vals)
        if vals.get("user_id"):
            user = self.env["res.users"].browse(vals["user_id"])
            # sudo: whether anything would change decides, before the rights are checked
            managed_sudo = self.sudo().filtered("customer_category")
            if managed_sudo.filtered(lambda partner: partner.user_id != user):
                user._handover_check_not_frozen()
