from odoo import api, fields, models


class CustomerComplaintCause(models.Model):
    """Causes as a tree: 人机料法环测 and others, with their subtypes (REQ C-06)."""

    _name = "customer.complaint.cause"
    _description = "Cause of Complaints"
    _parent_store = True
    _order = "sequence, parent_path, id"
    _rec_name = "complete_name"
    _rec_names_search = ["name", "parent_id.name"]

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        string="Full Name", compute="_compute_complete_name", recursive=True
    )
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        "customer.complaint.cause", string="Above", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("customer.complaint.cause", "parent_id", string="Below")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for cause in self:
            above = cause.parent_id.complete_name
            cause.complete_name = f"{above} / {cause.name}" if above else cause.name

    @api.depends("complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.complete_name
