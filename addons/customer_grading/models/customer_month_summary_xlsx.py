import io

import xlsxwriter
from odoo import api, models
from odoo.addons.customer_base.models.mixin.customer_export_mixin import EXPORT_GROUP
from odoo.exceptions import AccessError, UserError

from .customer_month_figures_mixin import FIGURES

MONEY = {"invoiced", "invoiced_year_ago"}
TEXT_FIELDS = ("summary", "problems", "next_month")


class CustomerMonthSummary(models.Model):
    """Monthly summaries as a workbook (REQ G-10, B-09)."""

    _inherit = "customer.month.summary"

    def action_excel(self):
        """Download these summaries as a workbook."""
        self._check_excel()
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_grading/month_summary.xlsx?ids={','.join(map(str, self.ids))}",
            "target": "download",
        }

    def _check_excel(self):
        """Return those that may be taken out.

        :raises AccessError: without the right to export, or to read them
        :raises UserError: for none
        """
        if not self.env.user.has_group(EXPORT_GROUP):
            raise AccessError(
                self.env._(
                    "You may not export customer data. Ask an administrator for the right "
                    "“%(group)s”.",
                    # sudo: the name of a right is no secret
                    group=self.env.ref(EXPORT_GROUP).sudo().name,
                )
            )
        records = self.exists()
        if not records:
            raise UserError(self.env._("Select the summaries to export."))
        records.check_access("read")
        return records

    def _label(self, name, model=None):
        field = self.env[model or self._name]._fields[name]
        return field._description_string(self.env)

    def _choice(self, record, name):
        selection = dict(record._fields[name]._description_selection(self.env))
        return selection.get(record[name]) or ""

    @api.model
    @api.private
    def _xlsx(self, ids):
        """Return the workbook of these summaries as bytes; the export is put on record.

        :param ids: ids of the summaries
        """
        records = self.browse(ids)._check_excel()
        self.env["customer.export.log"]._log(records, "xlsx", [*FIGURES, *TEXT_FIELDS])
        buffer = io.BytesIO()
        # texts stay texts: what a manager writes may begin with "="
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as workbook:
            records._write_sheet(
                workbook,
                self.env._("Summaries"),
                [self._label(name) for name in ("department_id", "month_name", "state")],
                [
                    [record.department_id.sudo().name, record.month_name]  # sudo: names only
                    + [self._choice(record, "state")]
                    for record in records
                ],
                records,
                TEXT_FIELDS,
            )
            lines = records.line_ids
            records._write_sheet(
                workbook,
                self.env._("Monthly Figures"),
                [self._label(name) for name in ("department_id", "month_name")]
                + [self._label(name, lines._name) for name in ("customer_category",)]
                + [self._label("customer_grade_id", lines._name)],
                [
                    [line.department_id.sudo().name, line.summary_id.month_name]  # sudo: names
                    + [self._choice(line, "customer_category")]
                    + [line.customer_grade_id.name or ""]
                    for line in lines
                ],
                lines,
                (),
            )
        return buffer.getvalue()

    def _write_sheet(self, workbook, title, heads, names, records, texts):
        """Write one sheet: names of the rows, figures as numbers, then texts."""
        sheet = workbook.add_worksheet(title)
        head = workbook.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        cell = workbook.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        number = workbook.add_format({"border": 1, "valign": "top", "num_format": "#,##0"})
        money = workbook.add_format({"border": 1, "valign": "top", "num_format": "#,##0.00"})
        labels = heads + [self._label(name) for name in (*FIGURES, *texts)]
        for column, label in enumerate(labels):
            sheet.set_column(column, column, 40 if column >= len(heads) + len(FIGURES) else 16)
            sheet.write_string(0, column, label, head)
        for row, (record, name_cells) in enumerate(zip(records, names, strict=True), start=1):
            for column, value in enumerate(name_cells):
                sheet.write_string(row, column, value or "", cell)
            for column, name in enumerate(FIGURES, start=len(heads)):
                sheet.write_number(row, column, record[name], money if name in MONEY else number)
            for column, name in enumerate(texts, start=len(heads) + len(FIGURES)):
                sheet.write_string(row, column, record[name] or "", cell)
        sheet.freeze_panes(1, 0)
