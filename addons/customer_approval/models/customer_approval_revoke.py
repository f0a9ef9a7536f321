from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.seal import read_comment, unsealed
from .customer_approval_rule import _names

# What the system notes by itself does not come between a decision and taking it back.
BY_ITSELF = ("reminded", "escalated", "rerouted", "repeated")


class CustomerApproval(models.Model):
    """An approver takes the own approval back while nothing has followed from it."""

    _inherit = "customer.approval"

    can_revoke = fields.Boolean(compute="_compute_can_revoke")

    @api.depends_context("uid")
    @api.depends("event_ids", "state")
    def _compute_can_revoke(self):
        revocable = self._revocable()
        for approval in self:
            approval.can_revoke = approval.id in revocable

    def _revocable(self):
        """Return {round's id: event} of what the current user approved last, and may take back.

        Nothing has followed: the round runs, and nobody has decided, asked others, handed over
        or written into the document since.
        """
        found = {}
        # sudo: of the user's own decisions only
        for approval in self.sudo().filtered(lambda rnd: rnd.state == "running"):
            events = approval.event_ids.filtered(lambda event: event.kind not in BY_ITSELF)
            last = events.sorted("id")[-1:]
            if last.kind == "approved" and last.user_id == self.env.user:
                found[approval.id] = last
        return found

    def action_revoke(self, reason=None):
        """Take back the current user's own last approval; without a reason, a dialog asks for it.

        :raise UserError: something has followed, or it was somebody else's
        """
        self.check_access("read")
        reason = read_comment(reason)
        if not reason:
            return self.env["customer.approval.decide"]._dialog(self, "revoked")
        self._revoke(reason)
        return True

    def _revoke(self, reason):
        """Take back the current user's own last approval; the stage is asked again.

        :raise UserError: something has followed from it
        """
        approvals = unsealed(self)
        approvals._lock()
        revocable = approvals._revocable()
        wrong = approvals.filtered(lambda approval: approval.id not in revocable)
        if wrong:
            raise UserError(
                self.env._(
                    "%s: there is no decision of yours to take back. It has ended, the next stage"
                    " has acted, or you have not approved it.",
                    _names(wrong),
                )
            )
        over = approvals._open_activities()
        steps = approvals.step_ids.browse()
        for approval in approvals:
            event = revocable[approval.id].with_env(approvals.env)
            step, voter = event.step_id, event.for_user_id or event.user_id
            # stages decided with it, and the one that waits now
            later = approval.step_ids.filtered(
                lambda one, step=step: (
                    one.sequence > step.sequence and one.state in ("approved", "pending")
                )
            )
            (step | later)._take_back(voter)
            later._wait()
            steps |= step
        approvals._log_events("revoked", [(step, reason) for step in steps])
        # the limit runs on as it did
        steps.write({"state": "pending"})
        over.unlink()
        steps._ask()


class CustomerApprovalStep(models.Model):
    _inherit = "customer.approval.step"

    def _take_back(self, voter):
        """Open the decision of these steps again; what happened stays in the events."""
        self.write(
            {
                "agreed_user_ids": [Command.unlink(voter.id)],
                "decided_by_id": False,
                "decided_for_id": False,
                "decided_on": False,
                "comment": False,
            }
        )
