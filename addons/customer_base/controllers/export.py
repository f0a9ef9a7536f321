import json

from odoo.addons.web.controllers.pivot import TableExporter
from odoo.addons.web.controllers.vcard import Partner
from odoo.http import request, route
from werkzeug.datastructures import FileStorage


class CustomerTableExporter(TableExporter):
    @route()
    def export_xlsx(self, data, **kw):
        """REQ B-09: a pivot table of customer data is put on record; it holds sums, not records."""
        table = json.load(data) if isinstance(data, FileStorage) else json.loads(data)
        if isinstance(data, FileStorage):
            data.seek(0)
        name = (table or {}).get("model")
        if name in request.env and request.env[name]._customer_data:
            request.env["customer.export.log"]._log(
                request.env[name], "pivot", [str(table.get("title"))], len(table.get("rows") or ())
            )
        return super().export_xlsx(data, **kw)


class CustomerPartner(Partner):
    @route()
    def download_vcard(self, partner_ids=None, partner=None, **kwargs):
        """REQ B-09: contact cards of several customers at once are an export."""
        ids = [int(part) for part in (partner_ids or "").split(",") if part.isdigit()]
        partners = request.env["res.partner"].browse(ids)
        count = partners._customer_export_count()
        if count > 1:
            partners._customer_check_export([(partners, count)], "vcard")
            request.env["customer.export.log"]._log(partners, "vcard", [], count)
        return super().download_vcard(partner_ids=partner_ids, partner=partner, **kwargs)
