from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerApproval(models.Model):
    """An approver sends a request back: to the applicant, or to an earlier stage (REQ A-03).

    What was decided stays on record. From an earlier stage on, each stage decides again, as
    steps of their own: the round shows the loop.
    """

    _inherit = "customer.approval"

    def _return_targets(self):
        """Return the earlier steps of this round that it may be sent back to, in order."""
        self.ensure_one()
        current = self.current_step_id
        earlier = self.step_ids.filtered(
            lambda step: step.sequence < current.sequence and step.state == "approved"
        ).sorted("sequence")
        firsts = {}
        for step in earlier:
            origin = step.origin_id or step
            if origin != (current.origin_id or current):
                firsts[origin] = step
        return self.env["customer.approval.step"].union(*firsts.values())

    def _send_back(self, target, comment):
        """Send this round back.

        :param target: the step to begin again with; empty: to the applicant
        :raise UserError: not the user's turn, or no earlier step of this round
        """
        approval, step, voice = self._begin_single("returned")
        if target and target not in approval._return_targets():
            raise UserError(
                self.env._(
                    "%(document)s cannot be sent back to %(stage)s. Choose a stage that has"
                    " decided on it before.",
                    document=approval.name,
                    stage=target.sudo().name,  # sudo: of the dialog's own choice
                )
            )
        over = approval._open_activities()
        step._close("returned", voice, comment)
        kept = step._kept_env()
        place = target.name or kept._("the applicant")
        text = kept._("To %(place)s: %(reason)s", place=place, reason=comment)
        approval._log_events("returned", [(step, text)], voice={step.id: voice})
        if target:
            approval._repeat_from(target, step)
            approval._advance()
        else:
            approval._end("returned", comment)
        over.unlink()

    def _repeat_from(self, target, current):
        """Put copies of the steps from ``target`` to ``current`` behind the current one."""
        span = self.step_ids.filtered(
            lambda step: target.sequence <= step.sequence <= current.sequence
        )
        origins = span.mapped(lambda step: step.origin_id or step).sorted("sequence")
        for later in self.step_ids.filtered(lambda step: step.sequence > current.sequence):
            later.sequence += len(origins)
        self.env["customer.approval.step"].with_context(current.env.context).create(
            [
                origin._prepare_again(current.sequence + index)
                for index, origin in enumerate(origins, start=1)
            ]
        )
        self.write({"step_count": self.step_count + len(origins)})


class CustomerApprovalStep(models.Model):
    _inherit = "customer.approval.step"

    def _prepare_again(self, sequence):
        """Return the values of a step that decides once more what this one decided."""
        self.ensure_one()
        return {
            "approval_id": self.approval_id.id,
            "sequence": sequence,
            "name": self.name,
            "mode": self.mode,
            "kind": self.kind,
            "group_id": self.group_id.id,
            "approver_ids": [Command.set(self.approver_ids.ids)],
            "handed_user_ids": [Command.set(self.handed_user_ids.ids)],
            "copy_user_ids": [Command.set(self.copy_user_ids.ids)],
            "may_add": self.may_add,
            "may_hand_over": self.may_hand_over,
            "field_rights": self.field_rights,
            "limit_days": self.limit_days,
            "routing_note": self.routing_note,
            "origin_id": self.id,
        }
