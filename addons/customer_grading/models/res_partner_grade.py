from odoo import models


class ResPartner(models.Model):
    # Grades by hand need approval and an end (REQ G-05), unless the company wants them at once.

    _inherit = "res.partner"

    def _customer_grade_at_once(self):
        """Return the customers whose company lets their grade be set without approval."""
        return self.filtered(
            lambda partner: (partner.company_id or self.env.company).customer_grade_at_once
        )

    def action_customer_set_grade(self):
        """Open the document that asks for the grade; the wizard for several customers."""
        customers = self.commercial_partner_id
        if len(customers) != 1 or customers._customer_grade_at_once():
            return super().action_customer_set_grade()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Grade by Hand"),
            "res_model": "customer.grade.override",
            "view_mode": "form",
            "target": "current",
            "context": {"default_partner_id": customers.id},
        }
