from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CustomerListController(http.Controller):
    @http.route("/customer_base/customer_list.xlsx", type="http", auth="user", readonly=False)
    def customer_list(self, ids=""):
        """Return the 客户信息一览表; the model checks the rights (REQ B-03, B-09)."""
        selected = [int(part) for part in ids.split(",") if part.isdecimal()]
        content = request.env["customer.file"]._list_xlsx(selected)
        name = f"{request.env._('Customer List')}.xlsx"
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, headers=headers)
