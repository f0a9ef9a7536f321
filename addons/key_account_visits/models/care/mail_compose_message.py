from odoo import models
from odoo.tools.mail import email_normalize

# Letters to many that tell customers something.
LISTS = ("customer.communication.sent", "customer.care.event.guest")


class MailComposeMessage(models.TransientModel):
    # Letters to many never reach who does not want them (REQ V-13, PIPL 15), whatever ids, extra
    # addresses or switches a client sends along. Letters about documents stay Odoo's business.

    _inherit = "mail.compose.message"

    def _manage_mail_values(self, mail_values_all):
        mail_values_all = super()._manage_mail_values(mail_values_all)
        if self.composition_mode != "mass_mail" or self.model not in (*LISTS, "res.partner"):
            return mail_values_all
        if self.model in LISTS:
            records = self.env[self.model].browse(mail_values_all)
            records.check_access("write")
            for record in records._care_mail_refused():
                del mail_values_all[record.id]
        return self._care_without_refused(mail_values_all)

    def _care_without_refused(self, mail_values_all):
        """Take everybody out of the letters who is not to be written to; drop empty letters."""
        partners, emails = set(), set()
        for values in mail_values_all.values():
            partners |= {command[1] for command in values.get("recipient_ids", ())}
            emails |= {email for email in self._care_addresses(values)}
        if self.model == "res.partner":
            partners |= set(mail_values_all)
        refused, addresses = self.env["customer.communication.optout"]._refused_by_mail(
            list(partners), list(emails)
        )
        kept = {}
        for res_id, values in mail_values_all.items():
            if self.model == "res.partner" and res_id in refused:
                continue
            before = bool(values.get("recipient_ids") or self._care_addresses(values))
            values["recipient_ids"] = [
                command for command in values.get("recipient_ids", ()) if command[1] not in refused
            ]
            for name in ("email_to", "email_cc"):
                if values.get(name):
                    values[name] = ",".join(
                        email
                        for email in values[name].split(",")
                        if email_normalize(email) not in addresses
                    )
            if before and not (values["recipient_ids"] or self._care_addresses(values)):
                continue
            kept[res_id] = values
        return kept

    def _care_addresses(self, values):
        text = ",".join(filter(None, (values.get("email_to"), values.get("email_cc"))))
        return [email for email in text.split(",") if email.strip()]
