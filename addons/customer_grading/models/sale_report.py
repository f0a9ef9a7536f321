from odoo import fields, models


class SaleReport(models.Model):
    # Sales by the grade that the customer has today (REQ G-01).

    _inherit = "sale.report"

    customer_grade_id = fields.Many2one(
        related="commercial_partner_id.customer_grade_id", string="Customer Grade"
    )
