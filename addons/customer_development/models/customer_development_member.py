from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerDevelopmentMember(models.Model):
    """Member of the team (项目小组) with role and work (004 3.3.3 two.3; REQ D-07).

    Members read the development and add records of its stages. The team may still change after
    the approval: the manager forms it then (004 3.2.1).
    """

    _name = "customer.development.member"
    _description = "Development Team Member"
    _inherit = ["customer.entry.mixin", "customer.approval.line.mixin"]
    _order = "sequence, id"

    _approval_parent_field = "development_id"
    _approval_line_scope = "running"
    _entry_links = ("development_id",)
    _entry_people = ("user_id",)

    development_id = fields.Many2one(
        "customer.development",
        "Customer Development",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    role = fields.Selection(
        [
            ("coordinator", "Coordinator"),
            ("developer", "Development Group"),
            ("liaison", "Liaison"),
            ("upgrade", "Upgrade Event Lead"),
            ("trainer", "Training Lead"),
        ],
        required=True,
        default="developer",
    )
    user_id = fields.Many2one("res.users", "Member", required=True, index=True)
    work = fields.Text()

    _one_coordinator = models.UniqueIndex(
        "(development_id) WHERE role = 'coordinator'", "A team has one coordinator."
    )
    _member_once = models.Constraint(
        "UNIQUE(development_id, role, user_id)", "This person already has this role in the team."
    )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.development_id._sync_customer_access()
        return members

    def write(self, vals):
        # record rules look at a line before it is written only: whoever could move an own
        # line would become the coordinator of a colleague's development
        if "development_id" in vals and not self.env.su:
            raise AccessError(self.env._("A member of the team stays with its development."))
        result = super().write(vals)
        if "user_id" in vals:
            self.development_id._sync_customer_access()
        return result

    def unlink(self):
        developments = self.development_id
        result = super().unlink()
        developments._sync_customer_access()
        return result
