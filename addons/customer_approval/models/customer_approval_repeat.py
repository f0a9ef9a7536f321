from odoo import fields, models


class CustomerApprovalStep(models.Model):
    """A stage whose approver has approved already, by the rule's setting (REQ A-04)."""

    _inherit = "customer.approval.step"

    def _close_repeated(self):
        """Close those of these next steps that count as decided; return them.

        In mode "all" the person counts as agreeing, and the step is closed when nobody else is
        left. Each such step says with which stage it was decided.
        """
        closed, events = self.browse(), []
        for step in self:
            before = step._decided_before()
            if not before:
                continue
            user = before.decided_by_id
            note = step._kept_env()._("Decided with stage “%s”.", before.name)
            events.append((step, note))
            if step.mode == "all":
                step.agreed_user_ids |= user
                if step._able_approvers() - step.agreed_user_ids:
                    continue
            now = fields.Datetime.now()
            step.write(
                {
                    "state": "approved",
                    "started_on": now,
                    "decided_by_id": user.id,
                    "decided_on": now,
                    "comment": note,
                }
            )
            closed |= step
        if events:
            self.approval_id._log_events("repeated", events)
        return closed

    def _decided_before(self):
        """Return the step of this round by which this one counts as decided, or none.

        Only what somebody decided in the own name; not across a sending back, not where the
        step has fields to fill in, and not where somebody wrote into the document since.
        """
        self.ensure_one()
        mode = self.approval_id.repeat_mode or "each"
        nothing = self.browse()
        if mode == "each" or self.kind != "stage" or self.origin_id or self.field_rights:
            return nothing
        able = self._able_approvers()
        earlier = self.approval_id.step_ids.filtered(lambda step: step.sequence < self.sequence)
        for step in earlier.sorted("sequence", reverse=True):
            if step.state != "approved":
                return nothing
            if step.decided_by_id in able and not step.decided_for_id:
                return step
            if mode == "consecutive" or step.filled:
                return nothing
        return nothing
