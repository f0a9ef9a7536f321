from odoo import fields, models


class AccountMove(models.Model):
    # The customer's grade on invoices (REQ G-01).

    _inherit = "account.move"

    # not stored: read through the customer, so that no existing entry is rewritten
    customer_grade_id = fields.Many2one(
        related="commercial_partner_id.customer_grade_id",
        string="Customer Grade",
        groups="base.group_user",
    )
