from odoo import api, fields, models


class CustomerComplaintTree(models.AbstractModel):
    """What is sorted as a tree: its full name, its place and its company.

    A model adds ``parent_id`` and ``child_ids`` and sets ``_parent_store``.
    """

    _name = "customer.complaint.tree"
    _description = "Tree of Complaints"
    _rec_name = "complete_name"
    _rec_names_search = ["name", "parent_id.name"]

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        string="Full Name", compute="_compute_complete_name", recursive=True
    )
    sequence = fields.Integer(default=10)
    parent_path = fields.Char(index=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for record in self:
            above = record.parent_id.complete_name
            record.complete_name = f"{above} / {record.name}" if above else record.name

    @api.depends("complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.complete_name
