from odoo import fields, models


class CustomerComplaintCategory(models.Model):
    """What complaints are about, as a tree; each has the department that answers for it."""

    _name = "customer.complaint.category"
    _inherit = ["customer.complaint.tree"]
    _description = "Complaint Category"
    _parent_store = True
    _order = "sequence, id"

    parent_id = fields.Many2one(
        "customer.complaint.category", string="Above", index=True, ondelete="restrict"
    )
    child_ids = fields.One2many("customer.complaint.category", "parent_id", string="Below")
    department_id = fields.Many2one(
        "hr.department",
        string="Responsible Department",
        index="btree_not_null",
        help="Who gives the solution; empty: as the category above says.",
    )

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
