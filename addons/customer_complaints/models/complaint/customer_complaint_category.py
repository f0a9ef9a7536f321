from odoo import api, fields, models


class CustomerComplaintCategory(models.Model):
    """What complaints are about, as a tree; each has the department that answers for it."""

    _name = "customer.complaint.category"
    _description = "Complaint Category"
    _parent_store = True
    _order = "sequence, id"
    _rec_name = "complete_name"
    _rec_names_search = ["name", "parent_id.name"]

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        string="Full Name", compute="_compute_complete_name", recursive=True
    )
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        "customer.complaint.category", string="Above", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("customer.complaint.category", "parent_id", string="Below")
    department_id = fields.Many2one(
        "hr.department",
        string="Responsible Department",
        index="btree_not_null",
        help="Who gives the solution; empty: as the category above says.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            above = category.parent_id.complete_name
            category.complete_name = f"{above} / {category.name}" if above else category.name

    @api.depends("complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.complete_name

    def _responsible_department(self, company):
        """Return the department that answers for it: its own, or that of one above.

        :param company: only departments of this company, or of none, count
        """
        category = self
        while category:
            # sudo: who answers for a complaint is no secret
            department_sudo = category.sudo().department_id
            if department_sudo and department_sudo.company_id in (company, self.env["res.company"]):
                return department_sudo.sudo(False)
            category = category.parent_id
        return self.env["hr.department"]
