from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

# Rounds do not grow without end: then it is time to reject or to talk.
MAX_STEPS = 40


class CustomerApproval(models.Model):
    """An approver asks somebody else before or after, or hands the decision over (REQ A-02)."""

    _inherit = "customer.approval"

    def _begin_single(self, kind):
        """Lock this round for the current user, who may decide it; return it, step and Voice.

        :raise UserError: not the user's turn, content changed, or the round has grown too long
        """
        self.ensure_one()
        approval, voices = self._begin_decision(kind)
        step = approval.current_step_id
        if kind != "handed" and len(approval.step_ids) >= MAX_STEPS:
            raise UserError(
                self.env._(
                    "%s has gone through too many steps already. Approve or reject it.",
                    approval.name,
                )
            )
        return approval, step, voices[approval.id]

    def _check_person_asked(self, step, user):
        """:raise UserError: this person cannot decide on the document, or is asked already"""
        # sudo: companies and roles of the person are not the approver's to read
        able = self.env["customer.approval.router"]._eligible(
            user.sudo(), self, self._excluded_users()
        )
        if not able:
            raise UserError(
                self.env._(
                    "%(person)s cannot decide on %(document)s: the person made the request, has"
                    " left or works for another company. Choose another colleague.",
                    person=user.name,
                    document=self.name,
                )
            )
        if user == self.env.user:
            raise UserError(self.env._("Choose a colleague: it is you who decides now."))
        if user in step._able_approvers():
            raise UserError(
                self.env._(
                    "%(person)s is asked at this stage already. Choose another colleague.",
                    person=user.name,
                )
            )

    def _add_signer(self, user, where, reason):
        """Ask somebody else before the current user decides, or after.

        :param where: "before" or "after"
        :raise UserError: not the user's turn, the stage does not allow it, a person who cannot
            decide here
        """
        approval, step, voice = self._begin_single("added")
        if not step.may_add:
            raise UserError(
                self.env._(
                    "Stage %s does not allow asking others. Approve, reject or send it back.",
                    step.name,
                )
            )
        approval._check_person_asked(step, user)
        over = approval._open_activities()
        first = step.sequence + (where == "after")
        for later in approval.step_ids.filtered(lambda one: one.sequence >= first):
            later.sequence += 1
        text = approval._added_text(step._kept_env(), user, where, reason)
        approval.write({"step_count": approval.step_count + 1})
        added = step.create(
            {
                "approval_id": approval.id,
                "sequence": first,
                "name": step._kept_env()._("%s: asked in addition", (step.origin_id or step).name),
                "mode": "any",
                "approver_ids": [Command.set(user.ids)],
                "kind": where,
                "may_add": True,
                "limit_days": step.limit_days,
                "routing_note": text,
            }
        )
        approval._log_events("added", [(step, text)], voice={step.id: voice})
        if where == "before":
            step._wait()
            added._open()
            over.unlink()

    def _added_text(self, kept, user, where, reason):
        """Return what everybody reads about who was asked in addition, by whom and why."""
        by, person = self.env.user.name, user.name
        if where == "before":
            return kept._(
                "%(by)s asks %(person)s first: %(reason)s", by=by, person=person, reason=reason
            )
        return kept._(
            "%(by)s asks %(person)s afterwards: %(reason)s", by=by, person=person, reason=reason
        )

    def _hand_over(self, user, reason):
        """Let somebody else decide in the current user's place, where the stage allows it.

        :raise UserError: not the user's turn, not allowed, a person who cannot decide here
        """
        approval, step, voice = self._begin_single("handed")
        if not step.may_hand_over:
            raise UserError(
                self.env._(
                    "Stage %s does not allow handing the decision over. Name a deputy if you are"
                    " away.",
                    step.name,
                )
            )
        approval._check_person_asked(step, user)
        giver = voice.for_user or voice.user
        escalated = giver in step.escalated_user_ids
        step.write(
            {
                "escalated_user_ids" if escalated else "approver_ids": [
                    Command.unlink(giver.id),
                    Command.link(user.id),
                ],
                "handed_user_ids": [Command.link(user.id), Command.unlink(giver.id)],
            }
        )
        approval._add_observers(giver | self.env.user)
        text = step._kept_env()._("To %(person)s: %(reason)s", person=user.name, reason=reason)
        approval._log_events("handed", [(step, text)], voice={step.id: voice})
        step._ask_again()


class CustomerApprovalStep(models.Model):
    _inherit = "customer.approval.step"

    def _wait(self):
        """Put these steps back into the row: they are asked anew when it is their turn."""
        self.write(
            {
                "state": "waiting",
                "started_on": False,
                "started_date": False,
                "due_date": False,
                "reminded_on": False,
                "escalation_level": 0,
            }
        )
