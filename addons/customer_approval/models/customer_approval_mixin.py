import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list

from ..tools.seal import plain, read_comment, unsealed
from .customer_approval_rule import _names
from .customer_approval_sealed import APPROVAL_SEAL


class CustomerApprovalMixin(models.AbstractModel):
    """Makes a document pass staged approval before it takes effect.

    ``state`` moves only through the methods here. While a round runs the document is locked;
    after approval its key fields are, until ``action_revise`` takes it up again. None of the
    guards looks at anything a client can send.
    """

    _name = "customer.approval.mixin"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Document with Approval"

    _seal = APPROVAL_SEAL
    _approval_document = True
    _approval_initial_state = "draft"
    _approval_submit_states = ("draft", "rejected")
    _approval_running_state = "submitted"
    _approval_approved_state = "approved"
    _approval_rejected_state = "rejected"
    _approval_withdrawn_state = "draft"

    # by a method: labels in a list would stay English on documents of other addons
    state = fields.Selection(
        selection="_selection_state",
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self._approval_initial_state,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    applicant_id = fields.Many2one(
        "res.users",
        string="Applicant",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    approval_id = fields.Many2one(
        "customer.approval",
        string="Current Round",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    approval_ids = fields.Many2many(
        "customer.approval",
        string="Rounds",
        compute="_compute_approval_ids",
        compute_sudo=True,
    )
    approval_step_ids = fields.Many2many(
        "customer.approval.step",
        string="Approval Steps",
        compute="_compute_approval_ids",
        compute_sudo=True,
    )
    approval_due_date = fields.Date(string="Decide Until", related="approval_id.due_date")
    approval_due_text = fields.Char(string="Time to Decide", related="approval_id.due_text")
    approval_due_days = fields.Integer(related="approval_id.due_days")
    approval_hint = fields.Char(string="Whose Turn", compute="_compute_approval_hint")
    can_submit = fields.Boolean(compute="_compute_approval_rights")
    can_decide = fields.Boolean(compute="_compute_approval_rights")
    can_withdraw = fields.Boolean(compute="_compute_approval_rights")
    can_revise = fields.Boolean(compute="_compute_approval_rights")

    # ---------------------------------------------------------------- hooks

    @api.model
    def _selection_state(self):
        """Return the states a document goes through, with their names."""
        labels = {
            "draft": self.env._("Draft"),
            "submitted": self.env._("In Approval"),
            "approved": self.env._("Approved"),
            "rejected": self.env._("Rejected"),
        }
        return list(labels.items())

    def _approval_amount(self):
        """Return (amount, currency) that the rules look at, for one document."""
        self.ensure_one()
        return 0.0, self.company_id.currency_id

    def _check_can_submit(self):
        """Check documents before a round begins.

        :raise UserError: what is missing, in the user's words
        """

    def _on_submitted(self):
        """React to a round that began. Called on all documents at once, as superuser."""

    def _on_approved(self):
        """React to the last approval. Called on all documents at once, as superuser."""

    def _on_rejected(self, reason):
        """React to a rejection. Called on all documents at once, as superuser."""

    def _on_withdrawn(self):
        """React to a withdrawal. Called on all documents at once, as superuser."""

    def _approval_key_fields(self):
        """Return the names of the fields that an approval is about."""
        return {"applicant_id", "company_id"}

    def _approval_unlocked_fields(self):
        """Return the names of the fields that may change while a round runs."""
        return set()

    def _approval_department(self):
        """Return the department whose manager is asked, for one document."""
        self.ensure_one()
        return self.applicant_id._employee_in(self.company_id).department_id

    def _approval_may_request(self):
        """Return those documents that the current user may submit, withdraw and revise."""
        user = self.env.user
        return self.filtered(lambda document: user in (document.applicant_id, document.create_uid))

    def _approval_excluded_users(self):
        """Return who never decides on the document: applicant, author, submitter."""
        self.ensure_one()
        return self.applicant_id | self.create_uid | self.env.user

    def _approval_snapshot(self):
        """Return the key values of one document as JSON data, lines included."""
        self.ensure_one()
        return self._approval_snapshot_of(sorted(self._approval_key_fields()))

    def _approval_snapshot_of(self, names):
        # seen the same way whoever looks, in whatever language, company or context
        document = self.sudo().with_context(allowed_company_ids=self.company_id.ids)
        document = plain(document).with_context(lang=None, tz=None)
        values = {name: document._approval_value(self._fields[name]) for name in names}
        return json.loads(json.dumps(values, default=str, ensure_ascii=False))

    def _approval_value(self, field):
        value = self[field.name]
        if field.type == "one2many":
            stored = [
                line_field
                for line_field in value._fields.values()
                if line_field.store
                and line_field.column_type
                and line_field.name not in models.MAGIC_COLUMNS
            ]
            return [
                [
                    line.id,
                    {f.name: f.convert_to_read(line[f.name], line, False) for f in stored},
                ]
                for line in value.sorted("id")
            ]
        if field.type == "many2many":
            return sorted(value.ids)
        return field.convert_to_read(value, self, use_display_name=False)

    # ---------------------------------------------------------------- computed fields

    @api.depends("approval_id.state")
    def _compute_approval_ids(self):
        groups = self.env["customer.approval"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )
        by_document = groups.grouped("res_id")
        for document in self:
            approvals = by_document.get(document._origin.id, groups.browse())
            document.approval_ids = approvals
            document.approval_step_ids = approvals.step_ids.sorted(
                lambda step: (step.approval_id.round, step.sequence)
            )

    @api.depends("state", "approval_id.state", "approval_id.step_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_approval_hint(self):
        for document in self:
            # sudo: whoever may read the document may know whose turn it is. Of the saved document:
            # a form being filled in may name anybody's round
            approval = document._origin.approval_id.sudo()
            running = document.state == document._approval_running_state
            if running and approval.current_step_id:
                document.approval_hint = document._approval_waiting_text(approval)
            elif approval.state == "rejected" and document.state == (
                document._approval_rejected_state
            ):
                step = approval.step_ids.filtered(lambda step: step.state == "rejected")
                document.approval_hint = self.env._(
                    "Rejected by %(person)s: %(reason)s",
                    person=step.decided_by_id.name,
                    reason=step.comment,
                )
            elif approval.state == "returned" and document.state == (
                document._approval_withdrawn_state
            ):
                step = approval.step_ids.filtered(lambda step: step.state == "returned")[-1:]
                document.approval_hint = self.env._(
                    "Sent back by %(person)s: %(reason)s",
                    person=step.decided_by_id.name,
                    reason=step.comment,
                )
            else:
                document.approval_hint = False

    def _approval_waiting_text(self, approval):
        step = approval.current_step_id
        text = self.env._(
            "Step %(number)s of %(total)s, %(stage)s: waiting for %(people)s since %(since)s",
            number=step.sequence,
            total=approval.step_count,
            stage=step.name,
            people=format_list(self.env, step._able_approvers()[:5].mapped("name")),
            since=format_date(self.env, step.started_date),
        )
        if step.due_date:
            until = format_date(self.env, step.due_date)
            text = self.env._("%(text)s, until %(until)s", text=text, until=until)
        return text

    @api.depends("state", "approval_id.state", "approval_id.superseded_on", "applicant_id")
    @api.depends_context("uid")
    def _compute_approval_rights(self):
        requesting = self._approval_may_request()
        deciding = self.approval_id._deciders()
        for document in self:
            mine = document in requesting and bool(document._origin)
            approval = document.approval_id.sudo()  # readers of documents need not read rounds
            document.can_submit = mine and document.state in document._approval_submit_states
            document.can_decide = approval.id in deciding
            document.can_withdraw = mine and approval.state == "running"
            document.can_revise = mine and document._approval_is_frozen()

    def _approval_set_state(self, state):
        """Move documents on after their approval. The caller has checked the rights."""
        unsealed(self).write({"state": state})

    # ---------------------------------------------------------------- buttons

    def action_submit(self):
        """Start a round of approval.

        :raise UserError: not the applicant or author, wrong status, no rule, nobody to ask
        """
        self = plain(self)
        self.check_access("write")
        self._check_approval_requester()
        self._lock_documents()
        wrong = self.filtered(
            lambda document: document.state not in document._approval_submit_states
        )
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(document)s cannot be submitted: its status is %(state)s.",
                    document=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )
        self._check_approval_applicants()
        self._check_can_submit()
        self.env["customer.approval"]._start(self)
        return True

    def _check_approval_applicants(self):
        """:raise UserError: an applicant has no superior to ask: not of the company, left"""
        router, nobody = self.env["customer.approval.router"], self.env["res.users"]
        for document in self.sudo():  # employees and companies are not the submitter's to read
            if router._eligible(document.applicant_id, document, nobody):
                continue
            raise UserError(
                self.env._(
                    "%(person)s cannot be the applicant of %(document)s: not an active"
                    " colleague of %(company)s. Choose another applicant.",
                    person=document.applicant_id.name,
                    document=document.display_name,
                    company=document.company_id.name,
                )
            )

    def _check_approval_requester(self):
        others = self - self._approval_may_request()
        if others:
            raise UserError(
                self.env._(
                    "Only the applicant can do this for %(document)s: %(applicant)s.",
                    document=_names(others),
                    applicant=format_list(self.env, others.applicant_id.mapped("name")),
                )
            )

    def _lock_documents(self):
        if not self:
            raise UserError(self.env._("Select at least one document."))
        # a second click from another window waits for nothing: it is told (sudo: a lock only)
        if len(self.sudo().try_lock_for_update(allow_referencing=True)) != len(self):
            raise UserError(
                self.env._("%s is being saved by somebody else. Reload the page.", _names(self))
            )
        self.invalidate_recordset(["state", "approval_id"])

    def _current_rounds(self):
        """Return the current rounds of all documents.

        :raise UserError: a document that is not in approval
        """
        self.check_access("read")
        missing = self.filtered(lambda document: not document.approval_id)
        if missing or not self:
            raise UserError(
                self.env._("Not in approval: %s. Nothing was decided.", _names(missing))
            )
        return plain(self.approval_id.sudo())  # the round itself checks who may decide

    def action_approve(self, comment=None):
        """Approve the current step as its approver or deputy.

        :raise UserError: not the current user's turn, own document, already decided
        """
        rounds, comment = self._current_rounds(), read_comment(comment)
        asked = rounds.sudo(False)._ask_password(comment)
        if asked:
            return asked
        rounds._decide("approved", comment)
        return rounds.with_env(self.env)._after_decision()

    def action_reject(self, comment=None):
        """Reject the document; without a reason, a dialog asks for it."""
        rounds = self._current_rounds()
        comment = read_comment(comment)
        if not comment:
            return self.env["customer.approval.decide"]._dialog(rounds, "rejected")
        rounds._decide("rejected", comment)
        return rounds.with_env(self.env)._after_decision()

    def action_open_approvals(self):
        """Open the rounds of this document."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("customer_approval.approval_action_all")
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return action
