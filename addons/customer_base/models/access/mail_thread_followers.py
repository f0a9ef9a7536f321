from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self._customer_check_followers(partner_ids)
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    def _customer_check_followers(self, partner_ids):
        """Refuse customers hidden from the user: followers are read by name and get the mails.

        Whom the documents are for follows them, whoever confirms them (REQ B-09).

        :raises AccessError: one of them is hidden
        """
        if self.env.su or not isinstance(partner_ids, (list, tuple, set)):
            return
        ids = {item for item in partner_ids if type(item) is int}
        ids -= {self.env.user.partner_id.id}
        if not ids:
            return
        # sudo: whom documents are for may be hidden from who works on them
        for partners in self.sudo()._mail_get_partners().values():
            ids -= set(partners.ids)
        # sudo: whether one exists, and is a customer at all; others are Odoo's own business
        known = self.env["res.partner"].sudo().browse(ids).exists()
        customers = known.filtered("commercial_partner_id.customer_category").sudo(False)
        if customers and customers._customer_is_hidden():
            raise customers._customer_hidden_error()
