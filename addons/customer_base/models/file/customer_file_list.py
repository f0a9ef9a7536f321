import io

import xlsxwriter
from odoo import api, models
from odoo.exceptions import AccessError, UserError

EXPORT_GROUP = "customer_base.group_customer_export"
# Columns of the 客户信息一览表 (seed S3 四.2 and annex 5) and their widths.
LIST_FIELDS = {
    "name": 14,
    "customer_code": 12,
    "partner_name": 32,
    "customer_category": 14,
    "company_nature": 20,
    "supervising_authority": 20,
    "partner_city": 12,
    "partner_street": 32,
    "partner_phone": 18,
    "main_contact_id": 14,
    "main_contact_phone": 18,
    "main_business": 32,
    "user_id": 14,
    "department_id": 16,
    "archived_on": 18,
}


class CustomerFile(models.Model):
    """The customer list 客户信息一览表 on paper and as a workbook (REQ B-03)."""

    _inherit = "customer.file"

    def action_list_excel(self):
        """Download the list of archived files as a workbook, or of the selected ones."""
        self._list_files()
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_base/customer_list.xlsx?ids={ids}",
            "target": "download",
        }

    def action_list_pdf(self):
        """Print the list of archived files, or of the selected ones."""
        files = self._list_files()
        return self.env.ref("customer_base.customer_file_action_report_list").report_action(files)

    def _list_files(self):
        """Return the files to list, all archived ones that the user may read without a selection.

        :raises AccessError: the user may not take customer data out
        :raises UserError: nothing is archived
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
        domain = [("state", "=", "archived")]
        if self.ids:
            domain.append(("id", "in", self.ids))
        files = self.search(domain, order="name")
        if not files:
            raise UserError(
                self.env._("No archived customer file is selected. Only archived ones are listed.")
            )
        return files

    def _list_labels(self):
        return [self._fields[name]._description_string(self.env) for name in LIST_FIELDS]

    def _list_rows(self):
        """Return the cells of each file as text, in the order of ``LIST_FIELDS``."""
        # the customer is a column of its own
        files = self.with_context(partner_display_name_hide_company=True)
        return [[files._change_text(file, name) for name in LIST_FIELDS] for file in files]

    @api.model
    @api.private
    def _list_xlsx(self, ids):
        """Return the workbook of the list as bytes; the export is put on record.

        :param ids: ids of the selected files, all archived ones if empty
        """
        files = self.browse(ids)._list_files()
        self.env["customer.export.log"]._log(files, "xlsx", list(LIST_FIELDS))
        buffer = io.BytesIO()
        # texts stay texts: a name may begin with "="
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as workbook:
            sheet = workbook.add_worksheet(self.env._("Customer List"))
            head = workbook.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
            cell = workbook.add_format({"border": 1, "text_wrap": True, "valign": "top"})
            for column, (label, width) in enumerate(
                zip(self._list_labels(), LIST_FIELDS.values(), strict=True)
            ):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, label, head)
            for row, values in enumerate(files._list_rows(), start=1):
                for column, value in enumerate(values):
                    sheet.write_string(row, column, value, cell)
            sheet.freeze_panes(1, 0)
        return buffer.getvalue()
