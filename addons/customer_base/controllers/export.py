import json
import logging

from odoo.addons.web.controllers.export import CSVExport, ExcelExport
from odoo.addons.web.controllers.pivot import TableExporter
from odoo.addons.web.controllers.vcard import Partner
from odoo.exceptions import UserError
from odoo.http import request, route, serialize_exception
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import InternalServerError

_logger = logging.getLogger(__name__)


class RefusedInWords:
    """Answers a refused export as Odoo does, without an error and a traceback in the log (S-10)."""

    def base(self, data):
        try:
            return super().base(data)
        except UserError as refusal:
            request.env.cr.rollback()
            _logger.info("Export refused for user %s: %s", request.env.uid, refusal)
            content = {
                "code": 0,
                "message": "Odoo Server Error",  # what the web client expects; it shows the data
                "data": serialize_exception(refusal),
            }
            return InternalServerError(json.dumps(content)).get_response()


class CustomerCSVExport(RefusedInWords, CSVExport):
    """See :class:`RefusedInWords`."""


class CustomerExcelExport(RefusedInWords, ExcelExport):
    """See :class:`RefusedInWords`."""


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
