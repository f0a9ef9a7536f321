from odoo import models


class ReportComplaintSheet(models.AbstractModel):
    """Facts for the complaint sheet, checked as those of the 8D report are."""

    _name = "report.customer_complaints.report_complaint_sheet"
    _inherit = ["report.customer_complaints.report_complaint_8d"]
    _description = "Complaint Sheet"
