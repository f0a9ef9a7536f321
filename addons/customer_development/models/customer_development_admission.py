from odoo import models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.exceptions import UserError

# Field of the file -> field of the development that knows it.
TAKEN_OVER = {
    "main_business": "main_business",
    "scale": "scale",
    "organization": "organization",
    "needs": "needs",
}


class CustomerDevelopment(models.Model):
    """Admission files the customer: what the development found goes into its file (F-22).

    003 four.1 to 3: each new customer has a file, written by the salesperson, reviewed by the
    department manager; 002 4.6.3: the new customer's papers are archived (REQ D-15, B-03).
    """

    _inherit = "customer.development"

    def _fill_customer_files(self):
        """Make or fill the customer's file, only what is empty there, and have it reviewed."""
        for development in self:
            # sudo: who admits a customer files it, whatever else of files they may write
            partner_sudo = development.commercial_partner_id.sudo()
            file_sudo = partner_sudo.customer_file_ids.filtered("active")[:1]
            values = development._prepare_file_vals(file_sudo)
            if not file_sudo:
                file_sudo = file_sudo.create(
                    {
                        **values,
                        "partner_id": partner_sudo.id,
                        "company_id": development.company_id.id,
                        "applicant_id": development.user_id.id,
                    }
                )
            elif values and not file_sudo._approval_is_running():
                file_sudo.write(values)
            development._submit_customer_file(file_sudo)

    def _prepare_file_vals(self, file):
        """Return what the development knows and the file does not say yet."""
        self.ensure_one()
        known = {name: self[source] for name, source in TAKEN_OVER.items()}
        # sudo: the contacts are the customer's, whoever admits it
        known["main_contact_id"] = self.sudo().contact_ids[:1].partner_id.id
        return {name: value for name, value in known.items() if value and not file[name]}

    def _submit_customer_file(self, file_sudo):
        """Hand the file in for review; what keeps it is told to the responsible person."""
        if file_sudo.state not in file_sudo._approval_submit_states:
            return
        try:
            with self.env.cr.savepoint():
                file_sudo.action_submit()
        except UserError:
            self._ask_to_complete(file_sudo)

    def _ask_to_complete(self, file_sudo):
        user = self.user_id
        file_sudo = for_reader(file_sudo, user)
        file_sudo.activity_schedule(
            "customer_base.mail_activity_file_correct",
            user_id=user.id,
            summary=file_sudo.env._("Complete the file of the new customer and submit it"),
            note=file_sudo.env._(
                "Completeness %(figure)s %%. Still missing: %(fields)s",
                figure=file_sudo.completeness,
                fields=file_sudo.missing_fields or "—",
            ),
        )
