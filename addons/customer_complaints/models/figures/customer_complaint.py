from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader


class CustomerComplaint(models.Model):
    # Complaints of important customers are watched by those who answer for them (REQ C-09,
    # seed S4 1.2.1): the responsible person and their manager.

    _inherit = "customer.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        # sudo: who answers for a customer, whoever registers the complaint
        complaints.sudo()._watch_key_accounts()
        return complaints

    def _watch_key_accounts(self):
        """Let those who answer for important customers follow; tell them where it is wanted."""
        watched = self.filtered(lambda complaint: complaint.commercial_partner_id.is_key_account)
        for complaint in watched:
            company = complaint.company_id
            people = complaint._key_account_people()
            if not people:
                continue
            complaint.message_subscribe(partner_ids=people.partner_id.ids)
            if company.complaint_key_account_notice:
                complaint._tell_key_account(people - self.env.user)

    def _key_account_people(self):
        """Return the responsible person of the customer and their manager, who may read it."""
        self.ensure_one()
        owner = self.commercial_partner_id.user_id
        department = owner._employee_in(self.company_id).department_id if owner else None
        people = owner | department.manager_id.user_id if department else owner
        companies = self.company_id.ids
        return people.filtered(
            lambda person: (
                person.active
                and self.company_id in person.company_ids
                and self.with_user(person)
                .with_context(allowed_company_ids=companies)
                .has_access("read")
            )
        )

    def _tell_key_account(self, people):
        for person in people:
            spoken = for_reader(self, person)
            spoken.message_notify(
                partner_ids=person.partner_id.ids,
                subject=spoken.env._("Complaint of %s", self.commercial_partner_id.name),
                body=spoken.env._(
                    "%(number)s: %(subject)s", number=self.name, subject=self.subject
                ),
            )
