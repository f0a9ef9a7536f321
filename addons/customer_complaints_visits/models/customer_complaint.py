from odoo import fields, models


class CustomerComplaint(models.Model):
    # Its return visit can be planned as a visit.

    _inherit = "customer.complaint"

    visit_ids = fields.One2many("customer.visit", "complaint_id", string="Visits", readonly=True)
    visit_count = fields.Integer(compute="_compute_visit_count")

    def _compute_visit_count(self):
        # with the reader's own rights: what one may not see is not counted
        counts = dict(
            self.env["customer.visit"]._read_group(
                [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
            )
        )
        for complaint in self:
            complaint.visit_count = counts.get(complaint._origin, 0)

    def action_plan_visit(self):
        """Open a new visit to the customer, about this complaint."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan Visit"),
            "res_model": "customer.visit",
            "view_mode": "form",
            "context": {
                "default_complaint_id": self.id,
                "default_partner_id": self.commercial_partner_id.id,
                "default_kind": "periodic",
                "default_purpose": self.env._(
                    "Return visit for complaint %(number)s: %(subject)s",
                    number=self.name,
                    subject=self.subject,
                ),
                "default_contact_ids": self.contact_id.ids,
            },
        }

    def action_open_visits(self):
        """Open the visits about this complaint."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "key_account_visits.customer_visit_action"
        )
        return {**action, "domain": [("complaint_id", "=", self.id)], "context": {}}
