from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.seal import unsealed


class CustomerApprovalReassign(models.TransientModel):
    """Lets an approval administrator name another approver for the current step."""

    _name = "customer.approval.reassign"
    _description = "Name Another Approver"

    approval_id = fields.Many2one("customer.approval", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="New Approver",
        required=True,
        domain=[("share", "=", False)],
    )
    reason = fields.Char(required=True)

    @api.model
    def _dialog(self, approval):
        self._check_administrator()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Name Another Approver"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_approval_id": approval.id},
        }

    def _check_administrator(self):
        if not self.env.user.has_group("customer_approval.group_approval_admin"):
            raise AccessError(
                self.env._("Only an approval administrator can name another approver.")
            )

    def action_confirm(self):
        """Replace the approvers of the current step.

        :raise UserError: the round has ended, or the person can't decide on this document
        """
        self.ensure_one()
        self._check_administrator()
        # the dialog names any round: the administrator must see it (companies)
        self.approval_id.check_access("read")
        approval = unsealed(self.approval_id)
        approval._lock()
        self._check_person(approval)
        step = approval.current_step_id
        if approval.state != "running" or not step:
            raise UserError(self.env._("%s: the approval has already ended.", approval.name))
        # sudo: the person's companies and roles are not the administrator's to read
        able = self.env["customer.approval.router"]._eligible(
            self.user_id.sudo(), approval, approval._excluded_users()
        )
        if not able:
            raise UserError(
                self.env._(
                    "%(person)s cannot decide on %(document)s: the person made the request, has"
                    " left or works for another company.",
                    person=self.user_id.name,
                    document=approval.name,
                )
            )
        if able & step.agreed_user_ids:
            raise UserError(
                self.env._(
                    "%(person)s has agreed already. Choose somebody who has not.",
                    person=self.user_id.name,
                )
            )
        step._set_approvers(able, self.reason)
        step._ask_again()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_person(self, approval):
        """:raise UserError: the administrator steers the own request, or takes the step over"""
        if self.env.user in approval._excluded_users():
            raise UserError(
                self.env._(
                    "%s: you made this request, so another administrator names the approver.",
                    approval.name,
                )
            )
        if self.user_id == self.env.user:
            raise UserError(
                self.env._("Choose somebody else: nobody names himself the approver."),
            )
