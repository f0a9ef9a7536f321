from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command
from odoo.tools import format_list

from ..tools.seal import plain, read_comment, resealed, unsealed
from .customer_approval_rule import _names
from .language import for_reader, in_company_language


class CustomerApproval(models.Model):
    """One round of approval of one document, from submission to its end.

    Everything that decided it is copied here when it is submitted: rule and stage names,
    approvers, limits, the amount and the key values. A new round stands beside the old one.
    """

    _name = "customer.approval"
    _inherit = ["customer.approval.sealed"]
    _description = "Approval"
    _order = "id desc"

    name = fields.Char(string="Document", required=True, readonly=True)
    res_model = fields.Char(string="Model Name", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    model_id = fields.Many2one(
        "ir.model",
        string="Kind",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    round = fields.Integer(required=True, readonly=True)
    rule_id = fields.Many2one("customer.approval.rule", readonly=True, ondelete="set null")
    rule_name = fields.Char(string="Rule Name", readonly=True)
    amount = fields.Monetary(readonly=True, help="As evaluated at submission.")
    snapshot = fields.Json(readonly=True)
    requester_id = fields.Many2one(
        "res.users",
        string="Applicant",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    author_id = fields.Many2one(
        "res.users",
        string="Author",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    submitter_id = fields.Many2one(
        "res.users",
        string="Submitted By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    excluded_user_ids = fields.Many2many(
        "res.users",
        "customer_approval_excluded_rel",
        context={"active_test": False},
        string="Never Decide",
        readonly=True,
        ondelete="restrict",
        help="Applicant, author and submitter of this and earlier rounds, and whom the document"
        " names: nobody decides on the own request.",
    )
    submitted_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    ended_on = fields.Datetime(readonly=True)
    superseded_on = fields.Datetime(
        readonly=True,
        help="When the approved document was taken up again for revision.",
    )
    state = fields.Selection(
        [
            ("running", "In Approval"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="running",
        readonly=True,
    )
    step_ids = fields.One2many("customer.approval.step", "approval_id", readonly=True)
    event_ids = fields.One2many("customer.approval.event", "approval_id", readonly=True)
    step_count = fields.Integer(string="Steps", readonly=True)
    current_step_id = fields.Many2one(
        "customer.approval.step", string="Current Step", compute="_compute_current_step"
    )
    due_date = fields.Date(string="Until", compute="_compute_due_date", store=True, index=True)
    waiting_since = fields.Datetime(compute="_compute_current_step")

    _document_idx = models.Index("(res_model, res_id)")
    _one_running = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'running'",
        "The document is already waiting for approval.",
    )

    @api.depends("step_ids.state", "step_ids.due_date")
    def _compute_current_step(self):
        # as superuser: participants see the whole round
        for approval in self.sudo():
            step = approval.step_ids.filtered(lambda step: step.state == "pending")[:1]
            approval.current_step_id = step
            approval.waiting_since = step.started_on

    # ---------------------------------------------------------------- small helpers

    def _document(self):
        """Return the document of this round, as superuser without the engine's mark."""
        self.ensure_one()
        # sudo: the engine works for approvers who need not see the document in any other way
        return resealed(self.sudo()).env[self.res_model].browse(self.res_id)

    def _documents(self):
        """Return the documents of rounds of one kind, as superuser."""
        # sudo: as in _document
        return resealed(self.sudo()).env[self[:1].res_model].browse(self.mapped("res_id"))

    def _excluded_users(self):
        """Return who never decides on these documents, as it was when they were submitted."""
        return self.excluded_user_ids | self.requester_id | self.author_id | self.submitter_id

    def _link(self, text):
        return Markup('<p><a href="/mail/view?model=%s&amp;res_id=%s">%s</a></p>') % (
            self.res_model,
            self.res_id,
            text,
        )

    def _log_events(self, kind, events, voice=None):
        """Keep what happened: event rows, and a line in each document's chatter.

        :param events: list of (step, comment)
        """
        # whose languages are asked for below are read together
        (self.company_id.partner_id | self.env.user.partner_id).mapped("lang")
        unsealed(self.env["customer.approval.event"]).create(
            [
                {
                    "approval_id": step.approval_id.id,
                    "step_id": step.id,
                    "kind": kind,
                    "user_id": self.env.uid,
                    "for_user_id": voice and voice[step.id].for_user.id,
                    "comment": comment,
                }
                for step, comment in events
            ]
        )
        bodies = {}
        for step, comment in events:
            approval = step.approval_id
            body = Markup("<p>%s</p>") % approval._event_text(kind, step, voice)
            if comment:
                body += Markup("<p>%s</p>") % comment
            bodies.setdefault(approval.res_model, {})[approval.res_id] = body
        for model, model_bodies in bodies.items():
            # sudo: whoever decides leaves a trace, also without the right to post there
            documents = resealed(self.sudo()).env[model].browse(model_bodies)
            documents._message_log_batch(bodies=model_bodies)

    def _event_text(self, kind, step, voice):
        """Return the line that everybody reads about an event, in the company's language."""
        self.ensure_one()
        kept = in_company_language(self, self.company_id).env
        kinds = kept["customer.approval.event"]._fields["kind"]._description_selection(kept)
        text = kept._(
            "Approval round %(round)s, %(stage)s: %(what)s",
            round=self.round,
            stage=step.name,
            what=dict(kinds)[kind],
        )
        if voice and voice[step.id].for_user:
            text = kept._(
                "%(text)s (in place of %(approver)s)",
                text=text,
                approver=voice[step.id].for_user.name,
            )
        return text

    def _open_activities(self, user=None):
        """Return the engine's open activities of these rounds, of everybody or of one user."""
        Data = self.env["ir.model.data"]
        type_id = Data._xmlid_to_res_id("customer_approval.mail_activity_approval")
        # sudo: they belong to everybody who was asked; this finds the engine's own only
        activities = self.env["mail.activity"].sudo()
        for model, approvals in self.grouped("res_model").items():
            activities |= activities.search(
                [
                    ("activity_type_id", "=", type_id),
                    ("res_model", "=", model),
                    ("res_id", "in", approvals.mapped("res_id")),
                    *([("user_id", "=", user.id)] if user else []),
                ]
            )
        return activities

    def _forget_activities(self):
        """Remove the engine's open activities of these rounds: one search, one delete."""
        self._open_activities().unlink()

    # ---------------------------------------------------------------- a round begins

    @api.model
    def _start(self, documents):
        """Open a round for each document (of one model) and ask the first stage.

        :raise UserError: no rule, nobody to ask, no exchange rate; nothing is kept then
        """
        self, documents = plain(self), plain(documents)
        # sudo: applicants read neither rules nor other people's rounds; the mixin has checked
        # who may submit
        documents_sudo = documents.sudo()
        plans = self.env["customer.approval.rule"].sudo()._plan(documents_sudo)
        rounds = self._earlier_rounds(documents_sudo)
        # an earlier round that ended a moment ago must be written before the new one is
        self.flush_model(["state"])
        approvals = unsealed(self).create(
            [
                self._prepare_round(
                    document, plans[document.id], rounds.get(document.id, self.browse())
                )
                for document in documents_sudo
            ]
        )
        for document, approval in zip(documents_sudo, approvals, strict=True):
            unsealed(document).write({"approval_id": approval.id})
        unsealed(documents).write({"state": documents._approval_running_state})
        first = approvals.step_ids.filtered(lambda step: step.sequence == 1)
        first._open()
        approvals._log_events("submitted", [(step, step.routing_note) for step in first])
        documents_sudo._on_submitted()
        return approvals

    @api.model
    def _earlier_rounds(self, documents):
        """Return {document id: its rounds so far}, by one search."""
        # sudo: earlier rounds count whoever may read them
        rounds = self.sudo().search(
            [("res_model", "=", documents._name), ("res_id", "in", documents.ids)]
        )
        return rounds.grouped("res_id")

    @api.model
    def _prepare_round(self, document, plan, earlier):
        # who asked for an earlier round asked for this document
        excluded = document._approval_excluded_users() | earlier.requester_id | earlier.submitter_id
        # sudo: employees, roles and companies are not the applicant's to read
        router = self.env["customer.approval.router"].sudo()
        steps = []
        routes = router._routes(document, plan.stages, excluded)
        for index, (stage, route, note) in enumerate(routes, start=1):
            by_role = stage.approver_type == "group" and not route.note
            steps.append(
                Command.create(
                    {
                        "sequence": index,
                        "name": stage.name,
                        "mode": stage.mode,
                        "group_id": stage.group_id.id if by_role else False,
                        "approver_ids": [Command.set(route.users.ids)],
                        "limit_days": stage.limit_days,
                        "routing_note": note,
                    }
                )
            )
        return {
            "name": document.display_name,
            "res_model": document._name,
            "res_id": document.id,
            "model_id": self.env["ir.model"]._get_id(document._name),
            "company_id": document.company_id.id,
            "round": max(earlier.mapped("round"), default=0) + 1,
            "rule_id": plan.rule.id,
            "rule_name": plan.rule.name,
            "amount": plan.amount,
            "snapshot": document._approval_snapshot(),
            "requester_id": document.applicant_id.id,
            "author_id": document.create_uid.id,
            "submitter_id": self.env.uid,
            "excluded_user_ids": [Command.set(excluded.ids)],
            "step_count": len(steps),
            "step_ids": steps,
        }

    # ---------------------------------------------------------------- decisions

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
        approvals = unsealed(self)
        approvals._lock()
        voices = self._deciders()
        approvals._check_decision(voices)
        steps = approvals.current_step_id
        step_voices = {step.id: voices[step.approval_id.id] for step in steps}
        decided = steps.browse()
        for step in steps:
            if decision == "rejected":
                step._close("rejected", step_voices[step.id], comment)
                decided |= step
            elif step._agree(step_voices[step.id], comment):
                decided |= step
        self._log_events(decision, [(step, comment) for step in steps], voice=step_voices)
        done = decided.approval_id
        # where a step still waits for others, only the user's own
        over = (approvals - done)._open_activities(self.env.user) | done._open_activities()
        if decision == "rejected":
            done._end("rejected", comment)
        else:
            done._advance()
        # last: a delete empties the caches
        over.unlink()

    def _check_decision(self, voices):
        """:raise UserError: with the reason for each document that cannot be decided"""
        problems = []
        documents = {
            (document._name, document.id): document
            for approvals in self.grouped("res_model").values()
            for document in approvals._documents()
        }
        for approval in self:
            document = documents[approval.res_model, approval.res_id]
            if approval.state != "running":
                labels = dict(self._fields["state"]._description_selection(self.env))
                problems.append(
                    self.env._(
                        "%(document)s: already decided (%(state)s).",
                        document=approval.name,
                        state=labels[approval.state],
                    )
                )
            elif approval.id not in voices:
                problems.append(approval._refusal())
            elif approval.snapshot != document._approval_snapshot():
                problems.append(
                    self.env._(
                        "%s: the content has changed since it was submitted. Reject it, so that"
                        " it is submitted again.",
                        approval.name,
                    )
                )
        if problems:
            raise UserError("\n".join(problems))

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
        """Ask the next stage; without one, the document is approved."""
        next_steps = self.step_ids.browse()
        for approval in self:
            next_steps |= approval.step_ids.filtered(lambda step: step.state == "waiting")[:1]
        next_steps._open()
        (self - next_steps.approval_id)._end("approved")

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

    def _tell_applicants(self, state, comment):
        """Send one message to each applicant about what somebody else did with the documents."""
        for applicant, approvals in self.grouped("requester_id").items():
            mine = for_reader(self, applicant).env
            title = {
                "approved": mine._("Your request was approved"),
                "rejected": mine._("Your request was rejected"),
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

    # ---------------------------------------------------------------- buttons

    def action_approve(self, comment=None):
        """Approve the selected rounds that wait for the current user, all or nothing."""
        self._decide_checked("approved", comment)
        return True

    def action_reject(self, comment=None):
        """Reject the selected rounds; without a reason, a dialog asks for it."""
        self.check_access("read")
        if not read_comment(comment):
            return self.env["customer.approval.decide"]._dialog(self, "rejected")
        self._decide_checked("rejected", comment)
        return True

    def _decide_checked(self, decision, comment):
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Select at least one document."))
        self._decide(decision, read_comment(comment))

    def action_open_document(self):
        """Open the document of this round in its own form."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_reassign(self):
        """Open the dialog in which an approval administrator names another approver."""
        self.ensure_one()
        return self.env["customer.approval.reassign"]._dialog(self)
