from odoo import fields, models

# Way of contact here -> means of contact of the customer's interactions.
WAYS = {"chat": "wechat"}


class CustomerDevelopmentContactMixin(models.AbstractModel):
    """A contact written down in a development is one of the customer's, once (REQ B-07, D-08).

    It is put on record as ``customer.interaction`` by itself: the customer's timeline shows it,
    and the next contact is due counted from it (000 chapter 9; 001 two (one)). What is corrected
    or deleted here is there, too.
    """

    _name = "customer.development.contact.mixin"
    _description = "Contact within a Development"

    method = fields.Selection(
        [
            ("visit", "Visit"),
            ("phone", "Phone"),
            ("letter", "Letter"),
            ("email", "E-Mail"),
            ("chat", "WeChat"),
            ("meeting", "Meeting"),
            ("reception", "Reception"),
            ("event", "Event"),
        ],
        "Way of Contact",
    )

    def _interactions(self):
        """Return the interactions of these contacts, as superuser."""
        # sudo: the system keeps both the same, whatever of them the user may read
        return (
            self.env["customer.interaction"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )

    def _sync_interactions(self):
        """Write these contacts down as interactions of their customers, or correct those."""
        known = {interaction.res_id: interaction for interaction in self._interactions()}
        missing = []
        # sudo: who may record the contact was checked; the interaction is the same fact
        for contact_sudo in self.sudo():
            vals = contact_sudo._prepare_interaction_vals()
            if contact_sudo.id in known:
                known[contact_sudo.id].write(vals)
            else:
                missing.append({**vals, "res_model": self._name, "res_id": contact_sudo.id})
        # sudo: as above, and only the system says where an interaction comes from
        self.env["customer.interaction"].sudo().create(missing)

    def _prepare_interaction_vals(self):
        """Return what the interaction says of one contact."""
        self.ensure_one()
        company = self.company_id
        interactions = self.env["customer.interaction"].with_company(company)
        return {
            "partner_id": self.development_id.commercial_partner_id.id,
            "company_id": company.id,
            "user_id": self.user_id.id,
            "date": interactions._noon(self.date),
            "way": WAYS.get(self.method, self.method),
        }

    def unlink(self):
        interactions_sudo = self._interactions()
        result = super().unlink()
        interactions_sudo.unlink()
        return result
