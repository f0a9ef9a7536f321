from odoo import fields, models


class CustomerComplaintCause(models.Model):
    """Causes as a tree: 人机料法环测 and others, with their subtypes (REQ C-06)."""

    _name = "customer.complaint.cause"
    _inherit = ["customer.complaint.tree"]
    _description = "Cause of Complaints"
    _parent_store = True
    _order = "sequence, parent_path, id"

    parent_id = fields.Many2one(
        "customer.complaint.cause", string="Above", index=True, ondelete="restrict"
    )
    child_ids = fields.One2many("customer.complaint.cause", "parent_id", string="Below")
