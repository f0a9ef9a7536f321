from odoo import fields, models
from odoo.exceptions import UserError


class CustomerDevelopmentRegister(models.TransientModel):
    # The prospect of an opportunity is registered with what the opportunity knows (issue 15).

    _inherit = "customer.development.register"

    crm_lead_id = fields.Many2one("crm.lead", "Opportunity")

    def action_register(self):
        """Register, and link the opportunity.

        :raises UserError: the opportunity has a development already
        """
        lead = self.crm_lead_id
        if not lead:
            return super().action_register()
        lead.check_access("write")
        # sudo: whether there is a development, whoever may see it
        if lead.sudo().development_id:
            raise UserError(
                self.env._(
                    "%(lead)s is being developed already. Open it with the button Customer "
                    "Development.",
                    lead=lead.name,
                )
            )
        action = super().action_register()
        development = self.env["customer.development"].browse(action["res_id"])
        # sudo: the link is the system's; both rights were checked
        lead.sudo().development_id = development
        known = {"expected_sales": lead.expected_revenue, "date_expected": lead.date_deadline}
        development.write({name: value for name, value in known.items() if value})
        lead.sudo()._follow_development()
        return action
