from odoo import api, fields, models

from .terms import REMEDIES


class CustomerComplaintLine(models.Model):
    """What was sold and is complained about: product, lot, quantity claimed (REQ C-10)."""

    _name = "customer.complaint.line"
    _inherit = ["customer.complaint.part"]
    _description = "Product Complained About"
    _order = "complaint_id, sequence, id"

    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Product",
        compute="_compute_from_sold",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    name = fields.Char(string="What Is Wrong")
    lot = fields.Char(string="Lot or Serial Number", index="trigram")
    quantity = fields.Float(
        string="Quantity Claimed", digits="Product Unit", required=True, default=1.0
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_from_sold",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    order_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        index="btree_not_null",
        ondelete="restrict",
    )
    invoice_line_id = fields.Many2one(
        "account.move.line",
        string="Invoice Line",
        index="btree_not_null",
        ondelete="restrict",
    )
    remedy = fields.Selection(REMEDIES, string="Remedy")

    @api.depends("order_line_id", "invoice_line_id")
    def _compute_from_sold(self):
        for line in self:
            # sudo: product and unit of what was sold to this customer
            sold_sudo = line.order_line_id.sudo() or line.invoice_line_id.sudo()
            product_sudo = sold_sudo.product_id or line.product_id.sudo()
            line.product_id = product_sudo.sudo(False)
            line.uom_id = sold_sudo.product_uom_id or line.uom_id or product_sudo.uom_id
