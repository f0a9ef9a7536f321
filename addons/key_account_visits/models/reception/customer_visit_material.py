from odoo import fields, models


class CustomerVisitMaterial(models.Model):
    """What a reception needs stands on the same list."""

    _inherit = "customer.visit.material"
    _entry_links = ("visit_id", "reception_id")

    reception_id = fields.Many2one("customer.reception", index="btree_not_null", ondelete="cascade")
