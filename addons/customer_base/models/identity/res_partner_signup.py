from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def signup_get_auth_param(self):
        """Give what opens a contact's portal account only to who may see the contact (S-16).

        Odoo makes it for any employee and any contact, as superuser.

        :raises AccessError: a contact of a customer that the user may not see
        """
        if not self.env.su and self._customer_is_hidden():
            self.check_access("read")
        return super().signup_get_auth_param()
