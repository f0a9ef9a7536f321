from odoo import api, fields, models
from odoo.fields import Domain


class CustomerComplaintPart(models.AbstractModel):
    """Rows of a complaint, seen and changed by those who may see and change the complaint.

    Record rules say ``[('complaint_read', '=', True)]`` and ``[('complaint_write', '=', True)]``;
    both answer by the rules of the complaint itself, so that these stand in one place.
    """

    _name = "customer.complaint.part"
    _inherit = ["customer.entry.mixin"]
    _description = "Part of a Complaint"

    _entry_links = ("complaint_id",)

    complaint_id = fields.Many2one(
        "customer.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    commercial_partner_id = fields.Many2one(
        related="complaint_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
    )
    complaint_read = fields.Boolean(
        string="Complaint Is Visible to Me",
        compute="_compute_complaint_rights",
        search="_search_complaint_read",
    )
    complaint_write = fields.Boolean(
        string="Complaint Is Mine to Change",
        compute="_compute_complaint_rights",
        search="_search_complaint_write",
    )

    @api.depends("complaint_id")
    @api.depends_context("uid")
    def _compute_complaint_rights(self):
        # sudo: asked as the user, also where the record rules themselves ask as superuser
        complaints = self.sudo().complaint_id._origin.with_user(self.env.uid)
        readable = complaints._filtered_access("read")
        writable = readable._filtered_access("write")
        # sudo: which complaint it is of
        for part, part_sudo in zip(self, self.sudo(), strict=True):
            complaint_id = part_sudo.complaint_id._origin.id
            part.complaint_read = complaint_id in readable._ids
            part.complaint_write = complaint_id in writable._ids

    def _search_complaint_read(self, operator, value):
        return self._search_complaint(operator, "read")

    def _search_complaint_write(self, operator, value):
        return self._search_complaint(operator, "write")

    @api.model
    def _search_complaint(self, operator, mode):
        if operator != "in":
            return NotImplemented
        rules = self.env["ir.rule"].with_user(self.env.uid)
        domain = Domain(rules._compute_domain("customer.complaint", mode))
        return Domain.TRUE if domain.is_true() else Domain("complaint_id", "any!", domain)
