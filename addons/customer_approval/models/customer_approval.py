from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.seal import plain, read_comment, resealed, unsealed
from .language import in_company_language


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
    observer_ids = fields.Many2many(
        "res.users",
        "customer_approval_observer_rel",
        context={"active_test": False},
        string="Copied To",
        readonly=True,
        ondelete="restrict",
        help="They see the request and do not decide: told by the rule, or who handed it over.",
    )
    copy_user_ids = fields.Many2many(
        "res.users",
        "customer_approval_copy_rel",
        context={"active_test": False},
        string="Copy To",
        readonly=True,
        ondelete="restrict",
        help="They are told of the outcome.",
    )
    repeat_mode = fields.Char(readonly=True)
    single_only = fields.Boolean(
        string="By Itself Only",
        readonly=True,
        help="The rule does not let it be approved together with others.",
    )
    needs_password = fields.Boolean(
        string="Password Asked Again",
        readonly=True,
        help="The amount is above the one from which the rule asks for the password again.",
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
            ("returned", "Sent Back"),
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
            # at most one step is pending
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
        steps = [
            Command.create(stage._prepare_step(document, route, note, index))
            for index, (stage, route, note) in enumerate(
                router._routes(document, plan.stages, excluded), start=1
            )
        ]
        rule = plan.rule
        return {
            "name": document.display_name,
            "res_model": document._name,
            "res_id": document.id,
            "model_id": self.env["ir.model"]._get_id(document._name),
            "company_id": document.company_id.id,
            "round": max(earlier.mapped("round"), default=0) + 1,
            "rule_id": rule.id,
            "rule_name": rule.name,
            "repeat_mode": rule.repeat_mode,
            "single_only": not rule.batch_allowed
            or bool(rule.batch_amount and plan.amount > rule.batch_amount),
            "needs_password": bool(rule.password_amount and plan.amount > rule.password_amount),
            "copy_user_ids": [Command.set(rule._copied(document).ids)],
            "amount": plan.amount,
            "snapshot": document._approval_snapshot(),
            "requester_id": document.applicant_id.id,
            "author_id": document.create_uid.id,
            "submitter_id": self.env.uid,
            "excluded_user_ids": [Command.set(excluded.ids)],
            "step_count": len(steps),
            "step_ids": steps,
        }

    # ---------------------------------------------------------------- buttons

    def action_approve(self, comment=None):
        """Approve the selected rounds that wait for the current user, all or nothing.

        :raise UserError: not the user's turn, a rule that wants each decided by itself
        """
        self.check_access("read")
        if asked := self._ask_password(read_comment(comment)):
            return asked
        self._decide_checked("approved", comment)
        return self._after_decision()

    def action_reject(self, comment=None):
        """Reject the selected rounds; without a reason, a dialog asks for it."""
        self.check_access("read")
        if not read_comment(comment):
            return self.env["customer.approval.decide"]._dialog(self, "rejected")
        self._decide_checked("rejected", comment)
        return self._after_decision()

    def _decide_checked(self, decision, comment):
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Select at least one document."))
        self._decide(decision, read_comment(comment))

    def action_open_document(self):
        """Open the document of this round in its own form."""
        self.ensure_one()
        self.check_access("read")
        action = {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
        # the inbox may show an earlier round of the document for a moment
        if self.waits_for_me or self.env.context.get("approval_inbox"):
            action["context"] = {"approval_next": True}
        return action

    def action_reassign(self):
        """Open the dialog in which an approval administrator names another approver."""
        self.ensure_one()
        return self.env["customer.approval.reassign"]._dialog(self)
