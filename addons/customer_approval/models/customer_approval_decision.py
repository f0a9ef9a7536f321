from markupsafe import Markup
from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import format_list

from ..tools.seal import resealed, unsealed
from .customer_approval_rule import _names
from .language import for_reader


class CustomerApproval(models.Model):
    """How a round is decided: the current step, the next one, its end."""

    _inherit = "customer.approval"

    def _lock(self):
        """Keep others out until this transaction ends.

        What was read before stays true: the database refuses to lock a row that somebody
        else has changed since this transaction began, and the request starts anew.

        :raise UserError: somebody else is deciding right now
        """
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is deciding on %s at this moment. Reload the page to see the"
                    " outcome.",
                    _names(self),
                )
            ) from error

    def _decide(self, decision, comment=None):
        """Keep the current user's decision on each round, all or nothing.

        :param decision: "approved" or "rejected"
        :raise UserError: names every document on which the user cannot decide, and why
        """
        approvals, voices = self._begin_decision(decision)
        steps = approvals.current_step_id
        step_voices = {step.id: voices[step.approval_id.id] for step in steps}
        decided = steps.browse()
        for step in steps:
            if decision == "rejected":
                step._close("rejected", step_voices[step.id], comment)
                decided |= step
            elif step._agree(step_voices[step.id], comment):
                decided |= step
        approvals._log_events(decision, [(step, comment) for step in steps], voice=step_voices)
        done = decided.approval_id
        decided._tell_copied()
        # where a step still waits for others, only the user's own
        over = (approvals - done)._open_activities(self.env.user) | done._open_activities()
        if decision == "rejected":
            done._end("rejected", comment)
        else:
            done._advance()
        # last: a delete empties the caches
        over.unlink()

    def _begin_decision(self, decision):
        """Lock these rounds for the current user, who may decide each of them.

        :param decision: "approved", or another kind of event
        :return: the rounds as the engine writes them, {round's id: Voice}
        :raise UserError: names every document on which the user cannot decide, and why
        """
        approvals = unsealed(self)
        approvals._lock()
        voices = approvals._deciders()
        approvals._check_decision(voices, decision)
        if decision == "approved":
            approvals._check_together()
            approvals._check_password()
        return approvals, voices

    def _check_decision(self, voices, decision):
        """:raise UserError: with the reason for each document that cannot be decided"""
        documents = {
            (document._name, document.id): document
            for approvals in self.grouped("res_model").values()
            for document in approvals._documents()
        }
        problems = [
            approval._why_undecidable(
                documents[approval.res_model, approval.res_id], voices, decision
            )
            for approval in self
        ]
        if any(problems):
            raise UserError("\n".join(filter(None, problems)))

    def _why_undecidable(self, document, voices, decision):
        """Return in words why the current user cannot decide this round like that, or nothing."""
        if self.state != "running":
            return self.env._(
                "%(document)s: already decided (%(state)s).",
                document=self.name,
                state=dict(self._fields["state"]._description_selection(self.env))[self.state],
            )
        if self.id not in voices:
            return self._refusal()
        # what has changed is still rejected, or sent back
        if decision not in ("rejected", "returned") and (
            self.snapshot != document._approval_snapshot()
        ):
            return self.env._(
                "%s: the content has changed since it was submitted. Reject it, so that"
                " it is submitted again.",
                self.name,
            )
        step = self.current_step_id
        missing = document._approval_missing(step) if decision == "approved" else None
        if missing:
            return self.env._(
                "%(document)s: fill in %(fields)s first. Stage %(stage)s asks for it.",
                document=self.name,
                fields=document.with_env(self.env)._approval_labels(missing),
                stage=step.name,
            )
        return None

    def _refusal(self):
        if self.env.user in self._excluded_users():
            return self.env._(
                "%s: you made this request, so somebody else decides on it.", self.name
            )
        people = format_list(self.env, self.current_step_id._able_approvers().mapped("name"))
        return self.env._(
            "%(document)s: it is not your turn. %(stage)s waits for %(people)s.",
            document=self.name,
            stage=self.current_step_id.name,
            people=people,
        )

    def _advance(self):
        """Ask the next stage; without one, the document is approved.

        A stage that the rule lets count as decided by somebody who has approved already is
        closed in that person's name, and the one after it is asked.
        """
        going = self
        while going:
            steps = going.step_ids.browse()
            for approval in going:
                waiting = approval.step_ids.filtered(lambda step: step.state == "waiting")
                steps |= waiting.sorted("sequence")[:1]
            repeated = steps._close_repeated()
            repeated._tell_copied()
            (steps - repeated)._open()
            (going - steps.approval_id)._end("approved")
            going = repeated.approval_id

    def _end(self, state, comment=None):
        """Close the rounds, move their documents on and tell the applicants."""
        if not self:
            return
        self.write({"state": state, "ended_on": fields.Datetime.now()})
        self.step_ids.filtered(lambda step: step.state in ("waiting", "pending")).write(
            {"state": "cancelled"}
        )
        for approvals in self.grouped("res_model").values():
            documents = approvals._documents()
            target = {
                "approved": documents._approval_approved_state,
                "rejected": documents._approval_rejected_state,
                "returned": documents._approval_withdrawn_state,
                "withdrawn": documents._approval_withdrawn_state,
            }[state]
            unsealed(documents).write({"state": target})
            if state == "approved":
                documents._on_approved()
            elif state == "rejected":
                documents._on_rejected(comment)
            else:
                documents._on_withdrawn()
        self._tell_applicants(state, comment)
        if state in ("approved", "rejected"):
            self._tell_observers(state)

    def _tell_applicants(self, state, comment):
        """Send one message to each applicant about what somebody else did with the documents."""
        for applicant, approvals in self.grouped("requester_id").items():
            mine = for_reader(self, applicant).env
            title = {
                "approved": mine._("Your request was approved"),
                "rejected": mine._("Your request was rejected"),
                "returned": mine._("Your request was sent back"),
                "withdrawn": mine._("Your request was withdrawn"),
            }[state]
            body = Markup("").join(approval._link(approval.name) for approval in approvals)
            if comment:
                body += Markup("<p>%s</p>") % comment
            if applicant != self.env.user:
                resealed(self).env["mail.thread"].message_notify(
                    partner_ids=applicant.partner_id.ids,
                    subject=title,
                    body=body,
                    model=approvals.res_model if len(approvals) == 1 else False,
                    res_id=approvals.res_id if len(approvals) == 1 else False,
                )

    def _withdraw(self, comment=None):
        approvals = unsealed(self)
        approvals._lock()
        wrong = approvals.filtered(lambda approval: approval.state != "running")
        if wrong:
            raise UserError(self.env._("%s: the approval has already ended.", _names(wrong)))
        steps = approvals.current_step_id
        approvals._log_events("withdrawn", [(step, comment) for step in steps])
        approvals._forget_activities()
        approvals._end("withdrawn", comment)
