from odoo import models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed

# Fields of the file itself that an empty target takes over.
MERGED_FIELDS = (
    "established_on",
    "main_shareholders",
    "supervising_authority",
    "fax",
    "staff_chinese",
    "staff_foreign",
    "company_nature",
    "trade_standing",
    "main_business",
    "side_business",
)


class CustomerFile(models.Model):
    """Two customers become one (REQ B-02: one file per customer)."""

    _inherit = "customer.file"

    def _take_over(self, source):
        """Fill what is empty from the file of a customer that is merged into this one.

        :param source: one file, as the system writes it; it ends inactive
        """
        self.ensure_one()
        vals = {
            name: self._fields[name].convert_to_write(source[name], source)
            for name in MERGED_FIELDS
            if source[name] and not self[name]
        }
        if source.registered_capital and not self.registered_capital:
            vals["registered_capital"] = source.registered_capital
            vals["currency_id"] = source.currency_id.id
        source.write({"active": False, "merged_into_id": self.id})
        if vals:
            self.write(vals)
        years = set(self.sales_ids.mapped("year"))
        # as the system: the file may be archived or waiting for review
        unsealed(source.sales_ids.filtered(lambda line: line.year not in years)).write(
            {"file_id": self.id}
        )
        unsealed(source.change_ids).write({"file_id": self.id})
        self.env.flush_all()
        kept = in_company_language(self, self.company_id)
        body = kept.env._(
            "The file %(number)s of %(customer)s was merged into this one.",
            number=source.name,
            customer=source.partner_id.name,
        )
        self._message_log(body=body)
        source._message_log(body=kept.env._("Merged into %(number)s.", number=self.name))
