from odoo import api, models


class ReportVisitBriefing(models.AbstractModel):
    """Facts for the printed briefing; asked for by whoever prints, so checked here again."""

    _name = "report.key_account_visits.report_visit_briefing"
    _description = "Briefing before a Visit, Printed"

    @api.model
    def _get_report_values(self, docids, data=None):
        visits = self.env["customer.visit"].browse(docids)
        visits._check_briefing()
        briefings = {}
        Briefing = self.env["customer.visit.briefing"]
        for company, mine in visits.grouped("company_id").items():
            # sudo: which customers; who may know about them was checked
            customers_sudo = mine.sudo().commercial_partner_id
            facts = Briefing._of(customers_sudo, company)
            for visit in mine:
                briefings[visit] = facts[visit.sudo().commercial_partner_id]
        return {
            "doc_ids": docids,
            "doc_model": "customer.visit",
            "docs": visits.sudo(),  # the page names the customer, checked above
            "briefing_of": lambda visit: briefings[visit.sudo(self.env.su)],
        }
