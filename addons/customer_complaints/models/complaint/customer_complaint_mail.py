from odoo import models


class CustomerComplaint(models.Model):
    # What the customer is told by template.

    _inherit = "customer.complaint"

    def _acknowledge(self):
        """Send the acknowledgement where the company has switched it on."""
        for complaint in self:
            # sudo: a setting of the company
            if complaint.company_id.sudo().customer_complaint_acknowledge:
                complaint._send_customer("customer_complaints.mail_template_acknowledge")

    def _tell_joined(self, target):
        """Tell both customers; neither learns of the other (REQ C-01)."""
        self.ensure_one()
        self._send_customer("customer_complaints.mail_template_joined")
        # sudo: addresses of both, whoever joins them
        if target.sudo()._customer_address() != self.sudo()._customer_address():
            target._send_customer("customer_complaints.mail_template_joined_to")

    def _tell_joined_closed(self):
        """Tell those whose complaint was joined with this one that it is done."""
        for complaint_sudo in self.sudo():  # letters of the company, whoever closes
            known = {complaint_sudo._customer_address()}
            for joined_sudo in complaint_sudo.joined_ids:
                if joined_sudo._customer_address() not in known:
                    known.add(joined_sudo._customer_address())
                    joined_sudo._send_customer("customer_complaints.mail_template_joined_closed")

    def _joined_number(self):
        """Return the number under which it goes on, where that is the same customer's."""
        self.ensure_one()
        target = self.joined_into_id
        return target.commercial_partner_id == self.commercial_partner_id and target.name

    def _send_customer(self, template_xmlid):
        """Send a template to the customer; nobody with an address, nothing is sent."""
        self.ensure_one()
        template = self.env.ref(template_xmlid, raise_if_not_found=False)
        complaint_sudo = self.sudo()  # a letter of the company, whoever registers
        if template and (complaint_sudo._customer_address()):
            template.sudo().send_mail(self.id, force_send=False)  # sudo: as above

    def _customer_address(self):
        """Return where the customer is written to."""
        self.ensure_one()
        return self.email_from or self.contact_id.email or self.partner_id.email

    def action_acknowledge(self):
        """Open a mail to the customer with the acknowledgement in it."""
        self.ensure_one()
        self.check_access("write")
        template = self.env.ref(
            "customer_complaints.mail_template_acknowledge", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer the Customer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
                "default_partner_ids": (self.contact_id or self.partner_id).ids,
            },
        }
