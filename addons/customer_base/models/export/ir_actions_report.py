from odoo import models


class IrActionsReport(models.Model):
    # Reports over several records take customer data out as well (REQ B-09).

    _inherit = "ir.actions.report"

    def _render_qweb_html(self, report_ref, docids, data=None):
        """PDF reports are made of this, too."""
        self._customer_log_report(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        self._customer_log_report(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _customer_log_report(self, report_ref, docids):
        report = self._get_report(report_ref)
        ids = [docids] if isinstance(docids, int) else list(docids or [])
        if self.env.su or len(ids) < 2 or report.model not in self.env:
            return
        records = self.env[report.model].browse(ids)
        if records._customer_data and (count := records._customer_export_count()):
            self.env["customer.export.log"]._log(records, "report", [report.report_name], count)
