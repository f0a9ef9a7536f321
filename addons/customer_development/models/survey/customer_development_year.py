from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CustomerDevelopmentYear(models.Model):
    """What is expected of a customer in one of several years (004 3.2.2 (5); REQ D-04)."""

    _name = "customer.development.year"
    _inherit = ["customer.entry.mixin", "customer.approval.line.mixin"]
    _description = "Year of a Development Application"
    _order = "development_id, year, id"
    _rec_name = "year"

    _approval_parent_field = "development_id"
    _entry_links = ("development_id",)

    development_id = fields.Many2one(
        "customer.development", "Customer Development", required=True, index=True,
        ondelete="cascade",
    )  # fmt: skip
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="development_id.currency_id")
    year = fields.Char(
        required=True, size=4, default=lambda self: str(self.env.company._workday_today().year)
    )
    sales = fields.Monetary("Expected Sales")
    profit = fields.Monetary("Expected Profit")
    cost = fields.Monetary(help="Staff, travel, risk, development and management.")
    note = fields.Char("Assumption")

    _year_once = models.Constraint(
        "UNIQUE(development_id, year)", "Each year stands once in an application."
    )

    @api.constrains("year", "sales", "profit", "cost")
    def _check_figures(self):
        for line in self:
            if not (line.year or "").isdigit() or not 2000 <= int(line.year) <= 2100:
                raise ValidationError(
                    self.env._("“%(year)s” is no year. Enter it with four digits.", year=line.year)
                )
            if min(line.sales, line.profit, line.cost) < 0:
                raise ValidationError(
                    self.env._(
                        "%(year)s: sales, profit and cost must not be negative.", year=line.year
                    )
                )
            if line.currency_id.compare_amounts(line.profit, line.sales) > 0:
                raise ValidationError(
                    self.env._(
                        "%(year)s: the expected profit is higher than the expected sales.",
                        year=line.year,
                    )
                )

    def write(self, vals):
        if "development_id" in vals and not self.env.su:
            raise AccessError(self.env._("A year stays with its application."))
        return super().write(vals)
