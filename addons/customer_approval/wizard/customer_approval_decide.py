from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.seal import read_comment


class CustomerApprovalDecide(models.TransientModel):
    """Asks for the comment of a decision, for one or many documents."""

    _name = "customer.approval.decide"
    _description = "Decide on Documents"

    approval_ids = fields.Many2many("customer.approval", required=True, readonly=True)
    decision = fields.Selection(
        [
            ("approved", "Approve"),
            ("rejected", "Reject"),
            ("revised", "Revise"),
            ("withdrawn", "Withdraw"),
        ],
        required=True,
        readonly=True,
    )
    comment = fields.Text()

    @api.model
    def _dialog(self, approvals, decision):
        titles = {
            "approved": self.env._("Approve"),
            "rejected": self.env._("Reject: give the reason"),
            "revised": self.env._("Revise: give the reason"),
            "withdrawn": self.env._("Withdraw: give the reason"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[decision],
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_approval_ids": approvals.ids,
                "default_decision": decision,
            },
        }

    def action_confirm(self):
        """Carry out the decision; every right is checked there.

        :raise UserError: no reason for a rejection, revision or withdrawal
        """
        self.ensure_one()
        comment = read_comment(self.comment)
        if self.decision != "approved" and not comment:
            raise UserError(self.env._("Give the reason: the applicant needs it to go on."))
        if self.decision == "approved":
            return self.approval_ids.action_approve(comment)
        if self.decision == "rejected":
            self.approval_ids.action_reject(comment)
        else:
            for approvals in self.approval_ids.grouped("res_model").values():
                documents = self.env[approvals[0].res_model].browse(approvals.mapped("res_id"))
                if self.decision == "revised":
                    documents.action_revise(comment)
                else:
                    documents.action_withdraw(comment)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
