from odoo import fields, models


class CustomerReception(models.Model):
    _name = "customer.reception"
    _inherit = ["customer.reception", "customer.arranged.mixin"]

    _entry_links = ("partner_id", "request_id")
    _request_done = "done_reception_id"

    finding_ids = fields.One2many(
        "customer.visit.finding", "reception_id", string="Customer's Findings"
    )
