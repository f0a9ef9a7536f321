from collections import defaultdict

from odoo import models
from odoo.addons.customer_complaints.models.complaint.terms import OPEN_STATES
from odoo.tools import format_datetime


class CustomerVisitBriefing(models.AbstractModel):
    # What the customer complains about belongs to what one knows before going there.

    _inherit = "customer.visit.briefing"

    def _sections(self):
        sections = super()._sections()
        # before the people and talks: what the customer will speak of first
        return [*sections[:2], self._section_complaints, *sections[2:]]

    def _section_complaints(self, customers, company):
        """Open complaints, the most urgent first, and what each waits for."""
        Complaint = self.env["customer.complaint"]
        complaints = Complaint.search(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("company_id", "=", company.id),
                ("state", "in", OPEN_STATES),
            ],
            order="next_due, id",
        )
        states = dict(Complaint._fields["state"]._description_selection(self.env))
        waiting = dict(Complaint._fields["waiting_for"]._description_selection(self.env))
        rows = defaultdict(list)
        for complaint in complaints:
            parts = [complaint.name, complaint.subject, states[complaint.state]]
            if complaint.waiting_for:
                parts.append(self.env._("waiting for: %s", waiting[complaint.waiting_for]))
            if complaint.next_due:
                due = format_datetime(
                    self.env,
                    complaint.next_due,
                    tz=company._workday_tz_name(),
                    dt_format="short",
                )
                parts.append(self.env._("due %s", due))
            rows[complaint.commercial_partner_id].append("  ".join(parts))
        return self.env._("Open Complaints"), self._cut(rows)
