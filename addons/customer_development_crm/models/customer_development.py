from odoo import fields, models

FOLLOWED = {"expected_sales", "currency_id", "date_expected", "partner_id", "user_id", "state"}


class CustomerDevelopment(models.Model):
    """A development that is also an opportunity of the CRM, without double entry (issue 15)."""

    _inherit = "customer.development"

    crm_lead_ids = fields.One2many(
        "crm.lead", "development_id", "Opportunity", context={"active_test": False}
    )

    def write(self, vals):
        result = super().write(vals)
        if not FOLLOWED.isdisjoint(vals):
            # sudo: the opportunity follows, whoever works on the development
            self.sudo().crm_lead_ids._follow_development()
        return result

    def _opportunity_values(self):
        """Return the values of the opportunity of one development."""
        self.ensure_one()
        return {
            "name": self.partner_id.name,
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "development_id": self.id,
        }

    def action_opportunity(self):
        """Open the opportunity of this development, or show it in the CRM from now on."""
        self.ensure_one()
        self.check_access("write")
        # sudo: one opportunity a development, whoever may see it
        lead_sudo = self.sudo().crm_lead_ids[:1]
        if not lead_sudo:
            leads = self.env["crm.lead"]
            leads.check_access("create")
            # sudo: the link is the system's
            lead_sudo = leads.sudo().create(self._opportunity_values())
            lead_sudo._follow_development()
        lead = lead_sudo.sudo(False)
        lead.check_access("read")
        return lead.get_formview_action()

    def action_new_quotation(self):
        action = super().action_new_quotation()
        # sudo: the quotation belongs to the opportunity, too
        lead_sudo = self.sudo().crm_lead_ids[:1]
        if lead_sudo and lead_sudo.sudo(False).has_access("read"):
            action["context"]["default_opportunity_id"] = lead_sudo.id
        return action
