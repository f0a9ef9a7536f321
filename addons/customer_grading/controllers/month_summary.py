from odoo import http
from odoo.addons.customer_base.controllers.customer_list import XLSX
from odoo.http import content_disposition, request


class MonthSummaryController(http.Controller):
    @http.route("/customer_grading/month_summary.xlsx", type="http", auth="user", readonly=False)
    def month_summary(self, ids=""):
        """Return monthly summaries as a workbook; the model checks the rights (REQ G-10, B-09)."""
        selected = [int(part) for part in ids.split(",") if part.isdecimal()]
        content = request.env["customer.month.summary"]._xlsx(selected)
        name = f"{request.env._('Monthly Summaries')}.xlsx"
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, headers=headers)
