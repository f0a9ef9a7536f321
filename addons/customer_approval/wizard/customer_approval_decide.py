from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.seal import plain, read_comment

# what is done with one request at a time
SINGLE = ("returned", "added", "handed")


class CustomerApprovalDecide(models.TransientModel):
    """Asks for the comment of a decision, and for what else it needs: a person, a stage."""

    _name = "customer.approval.decide"
    _description = "Decide on Documents"

    approval_ids = fields.Many2many("customer.approval", required=True, readonly=True)
    decision = fields.Selection(
        [
            ("approved", "Approve"),
            ("rejected", "Reject"),
            ("returned", "Send Back"),
            ("added", "Ask Others"),
            ("handed", "Hand Over"),
            ("revoked", "Take Back"),
            ("revised", "Revise"),
            ("withdrawn", "Withdraw"),
        ],
        required=True,
        readonly=True,
    )
    comment = fields.Text()
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        domain="[('share', '=', False), ('company_ids', 'in', company_id), ('id', '!=', uid)]",
    )
    company_id = fields.Many2one("res.company", compute="_compute_target_ids")
    where = fields.Selection(
        [
            ("before", "First, then I decide"),
            ("after", "After I have approved"),
        ],
        string="When",
        default="before",
    )
    target_ids = fields.Many2many("customer.approval.step", compute="_compute_target_ids")
    step_id = fields.Many2one(
        "customer.approval.step",
        string="Back To",
        domain="[('id', 'in', target_ids)]",
        help="Empty: to the applicant, who changes it and submits it again.",
    )

    @api.depends("approval_ids", "decision")
    def _compute_target_ids(self):
        for dialog in self:
            # of rounds that the user reads only
            approvals = dialog.approval_ids._origin._filtered_access("read")
            single = approvals if len(approvals) == 1 else approvals.browse()
            dialog.company_id = single.company_id
            dialog.target_ids = single._return_targets() if single else single.step_ids

    @api.model
    def _dialog(self, approvals, decision):
        titles = {
            "approved": self.env._("Approve"),
            "rejected": self.env._("Reject: give the reason"),
            "returned": self.env._("Send back: give the reason"),
            "added": self.env._("Ask somebody else as well"),
            "handed": self.env._("Hand the decision over"),
            "revoked": self.env._("Take the decision back: give the reason"),
            "revised": self.env._("Revise: give the reason"),
            "withdrawn": self.env._("Withdraw: give the reason"),
        }
        context = {
            "default_approval_ids": approvals.ids,
            "default_decision": decision,
        }
        if self.env.context.get("approval_next"):
            context["approval_next"] = True
        return {
            "type": "ir.actions.act_window",
            "name": titles[decision],
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_confirm(self):
        """Carry out the decision; every right is checked there.

        :raise UserError: no reason where one is needed, no colleague, more than one request
        """
        self.ensure_one()
        comment = read_comment(self.comment)
        if self.decision != "approved" and not comment:
            raise UserError(self.env._("Give the reason: the applicant needs it to go on."))
        if self.decision in SINGLE:
            return self._decide_single(comment)
        if self.decision == "approved":
            return self.approval_ids.action_approve(comment)
        if self.decision == "rejected":
            return self._reload(self.approval_ids.action_reject(comment))
        for approvals in self.approval_ids.grouped("res_model").values():
            documents = self.env[approvals[0].res_model].browse(approvals.mapped("res_id"))
            if self.decision == "revised":
                documents.action_revise(comment)
            elif self.decision == "revoked":
                documents.action_revoke(comment)
            else:
                documents.action_withdraw(comment)
        return self._reload()

    def _decide_single(self, comment):
        """Send one request back, ask others about it, or hand it over."""
        approval = self.approval_ids
        if len(approval) != 1:
            raise UserError(self.env._("Open one request: this is done for each by itself."))
        # the dialog names any round: the user must be able to see it
        approval.check_access("read")
        approval = plain(approval.sudo())  # sudo: the round itself checks who may decide
        if self.decision == "returned":
            approval._send_back(plain(self.step_id.sudo()), comment)  # sudo: checked there
        elif not self.user_id:
            raise UserError(self.env._("Choose the colleague."))
        elif self.decision == "added":
            approval._add_signer(self.user_id, self.where or "before", comment)
        else:
            approval._hand_over(self.user_id, comment)
        return self._reload(approval.with_env(self.env)._after_decision())

    def _reload(self, following=True):
        """Return what the screen shows next: the next request, or the page anew."""
        if isinstance(following, dict):
            return following
        return {"type": "ir.actions.client", "tag": "soft_reload"}
