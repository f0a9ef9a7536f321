from odoo import fields, models
from odoo.tools import SQL


class CustomerAgenda(models.Model):
    # What runs out on a complaint stands in the day of whoever has to act (REQ C-02, V-12).

    _inherit = "customer.agenda"

    kind = fields.Selection(selection_add=[("complaint", "Complaint")])

    def _agenda_sources(self):
        return [*super()._agenda_sources(), self._source_complaints()]

    def _source_complaints(self):
        """Return open complaints with a clock, for who is to act on its next step."""
        return SQL(
            """
            SELECT 'complaint', complaint.name || ' ' || complaint.subject,
                   complaint.partner_id,
                   CASE WHEN complaint.next_kind IN ('solution', 'execution')
                        THEN COALESCE(complaint.assignee_id, complaint.user_id)
                        ELSE complaint.user_id END,
                   complaint.department_id, complaint.company_id,
                   (complaint.next_due AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date,
                   complaint.next_due, 'customer.complaint', complaint.id
              FROM customer_complaint complaint
              JOIN zone ON zone.company_id = complaint.company_id
             WHERE complaint.next_due IS NOT NULL
               AND complaint.state NOT IN ('closed', 'withdrawn', 'joined')
            """
        )
