from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.seal import plain, read_comment, unsealed
from .customer_approval_rule import _names


class CustomerApprovalMixin(models.AbstractModel):
    """How a document gets out of its approval again: withdrawn, or taken up for revision."""

    _inherit = "customer.approval.mixin"

    def _approval_own(self):
        """Return those documents that the current user asked for: applicant, author, submitter."""
        user = self.env.user
        return self.filtered(
            lambda document: (
                user in (document.applicant_id, document.create_uid)
                # sudo: whoever asked for a round need not read it
                or user == document.approval_id.sudo().submitter_id
            )
        )

    def action_withdraw(self, reason=None):
        """End the running round and open the document for changes again.

        Whoever asked for it does so at once. Others who may (a superior, the person responsible)
        are asked for the reason: it stays on record, and the applicant is told.

        :raise UserError: not the user's to withdraw, or not in approval
        """
        self = plain(self)
        self.check_access("write")
        rounds = self._current_rounds()
        self._check_approval_requester()
        reason = read_comment(reason)
        if not reason and self - self._approval_own():
            return self.env["customer.approval.decide"]._dialog(rounds, "withdrawn")
        rounds._withdraw(reason)
        return True

    def action_revise(self, reason=None):
        """Take an approved document up again; it needs a new round. The old one stays.

        :raise UserError: not the applicant or author, or not approved
        """
        self = plain(self)
        self.check_access("write")
        self._check_approval_requester()
        reason = read_comment(reason)
        wrong = self.filtered(lambda document: not document._approval_is_frozen())
        if wrong or not self:
            raise UserError(
                self.env._("%s is not approved; there is nothing to revise.", _names(wrong))
            )
        if not reason:
            return self.env["customer.approval.decide"]._dialog(self.approval_id, "revised")
        self._lock_documents()
        rounds = unsealed(self.approval_id)
        rounds.write({"superseded_on": fields.Datetime.now()})
        rounds._log_events("revised", [(approval.step_ids[-1:], reason) for approval in rounds])
        self._approval_set_state(self._approval_withdrawn_state)
        return True
