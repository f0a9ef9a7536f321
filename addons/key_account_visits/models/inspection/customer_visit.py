from odoo import fields, models


class CustomerVisit(models.Model):
    _name = "customer.visit"
    _inherit = ["customer.visit", "customer.arranged.mixin"]

    _request_done = "done_visit_id"

    finding_ids = fields.One2many(
        "customer.visit.finding", "visit_id", string="Customer's Findings"
    )

    def action_ask_for_more(self):
        """Open a new request: a visit at a higher level, or an invitation."""
        self.ensure_one()
        self.check_access("read")
        manager_sudo = self.sudo().department_id.manager_id  # who leads the department
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for More"),
            "res_model": "customer.visit.request",
            "view_mode": "form",
            "context": {
                "default_visit_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_arranger_id": manager_sudo.user_id.id,
            },
        }
