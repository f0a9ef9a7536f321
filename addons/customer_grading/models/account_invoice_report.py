from odoo import fields, models


class AccountInvoiceReport(models.Model):
    # Invoices by the grade that the customer has today (REQ G-01).

    _inherit = "account.invoice.report"

    customer_grade_id = fields.Many2one(
        related="commercial_partner_id.customer_grade_id", string="Customer Grade"
    )
