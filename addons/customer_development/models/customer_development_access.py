from odoo import api, models

from .customer_development import CLOSED_STATES

# What is entered of a contact on the development.
CONTACT_FIELDS = ("partner_id", "buying_role", "is_decision_maker", "influence", "focus", "note")


class CustomerDevelopment(models.Model):
    """Whoever works on an open development sees its customer (REQ B-09, B-13, D-07)."""

    _inherit = "customer.development"

    @api.depends("commercial_partner_id.customer_contact_ids")
    @api.depends_context("uid")
    def _compute_contact_ids(self):
        """The customer's contacts, as far as the user may see them."""
        contacts = self.env["customer.contact"]
        if contacts.has_access("read"):
            contacts = contacts.search(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)]
            )
        groups = contacts.grouped("commercial_partner_id")
        for development in self:
            development.contact_ids = groups.get(development.commercial_partner_id._origin)

    def _inverse_contact_ids(self):
        wanted = {development: development.contact_ids for development in self}
        customers = self.commercial_partner_id
        present = self.env["customer.contact"].search(
            [("commercial_partner_id", "in", customers.ids)]
        )
        new = []
        for development, contacts in wanted.items():
            customer = development.commercial_partner_id
            mine = present.filtered(
                lambda line, customer=customer: line.commercial_partner_id == customer
            )
            (mine - contacts).unlink()
            new += [
                contact._convert_to_write({name: contact[name] for name in CONTACT_FIELDS})
                for contact in contacts
                if not contact.id
            ]
        # whose contact it is follows from the person; the person is checked there
        self.env["customer.contact"].create(new)
        self.invalidate_recordset(["contact_ids"])

    @api.model_create_multi
    def create(self, vals_list):
        developments = super().create(vals_list)
        developments._sync_customer_access()
        return developments

    def write(self, vals):
        result = super().write(vals)
        if not {"user_id", "partner_id", "state"}.isdisjoint(vals):
            self._sync_customer_access()
        if "partner_id" in vals:
            # sudo: what was written down of the contacts follows the development
            self.sudo()._development_contacts_follow()
        return result

    def unlink(self):
        self.env["customer.access"]._sync_work(self, {})
        # sudo: contacts of a development go with it, whoever wrote them down
        interactions_sudo = (
            self.sudo().survey_ids._interactions() | self.sudo().stage_record_ids._interactions()
        )
        result = super().unlink()
        interactions_sudo.unlink()
        return result

    def _development_contacts_follow(self):
        self.stage_record_ids._sync_interactions()
        surveys = self.survey_ids.filtered(lambda survey: survey.state == "concluded")
        surveys.filtered("method")._sync_interactions()

    @api.model
    def _entry_check_target(self, target, right):
        """Nobody's customers are there to be developed by whoever sees them (000 article 7).

        Those of the public pool are claimed there, with its quota and its waiting time.
        """
        if target._name == "res.partner":
            # sudo: who is responsible, and whether the customer is in the pool, decide
            nobodys = target.sudo().filtered(
                lambda partner: (
                    not partner.commercial_partner_id.user_id
                    and not partner.commercial_partner_id.customer_in_pool
                )
            )
            target -= nobodys.sudo(False)._filtered_access("read")
        super()._entry_check_target(target, right)

    def _sync_customer_access(self):
        """Let the responsible person and the team see the customer as long as it is open."""
        developments_sudo = self.sudo()  # the team of a document follows the document
        self.env["customer.access"]._sync_work(
            developments_sudo,
            {
                development: development.user_id | development.member_ids.user_id
                for development in developments_sudo
                if development.state not in CLOSED_STATES
            },
        )
