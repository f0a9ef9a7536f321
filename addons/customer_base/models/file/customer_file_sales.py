from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFileSales(models.Model):
    """Sales of the customer itself in one year (近3年销售业绩), as the customer states them.

    REQ B-02, seed S4 3.3.4 form 1.
    """

    _name = "customer.file.sales"
    _description = "Customer's Annual Sales"
    _inherit = ["customer.entry.mixin", "customer.approval.line.mixin", "customer.access.mixin"]
    _order = "year desc"
    _rec_name = "year"

    _approval_parent_field = "file_id"
    _approval_line_scope = "running"
    _entry_links = ("file_id",)

    file_id = fields.Many2one("customer.file", required=True, index=True, ondelete="cascade")
    commercial_partner_id = fields.Many2one(
        related="file_id.commercial_partner_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="file_id.currency_id")
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._workday_today().year - 1,
        aggregator=None,
    )
    amount = fields.Monetary(string="Annual Sales")

    _year_uniq = models.Constraint(
        "UNIQUE(file_id, year)", "Every year is entered once. Change the line of that year."
    )

    @api.constrains("year", "amount")
    def _check_values(self):
        this_year = self.env.company._workday_today().year
        for line in self:
            if not 1900 <= line.year <= this_year:
                raise ValidationError(
                    self.env._(
                        "%(year)s is not a year up to now. Enter four digits.", year=line.year
                    )
                )
            if line.amount < 0:
                raise ValidationError(
                    self.env._("The sales of %(year)s must not be negative.", year=line.year)
                )
