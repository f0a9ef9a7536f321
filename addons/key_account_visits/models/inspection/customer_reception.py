from odoo import api, fields, models


class CustomerReception(models.Model):
    _inherit = "customer.reception"
    _entry_links = ("partner_id", "request_id")

    request_id = fields.Many2one(
        "customer.visit.request",
        string="Asked For by",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    finding_ids = fields.One2many(
        "customer.visit.finding", "reception_id", string="Customer's Findings"
    )

    @api.model_create_multi
    def create(self, vals_list):
        receptions = super().create(vals_list)
        for reception in receptions.filtered("request_id"):
            reception.request_id.sudo().done_reception_id = reception  # what came of it
        return receptions
