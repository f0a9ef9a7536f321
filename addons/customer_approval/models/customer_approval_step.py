from collections import namedtuple

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..tools.seal import unsealed
from .language import in_company_language

# How a user may decide a step: for himself, or in place of an approver.
Voice = namedtuple("Voice", "user for_user")


class CustomerApprovalStep(models.Model):
    """One stage of one round: a snapshot of who is asked, with what limit, and the outcome.

    ``approver_ids`` are those asked (all of them in mode "all"), ``escalated_user_ids`` the
    superiors who were asked because the limit passed; one of those decides the step alone.
    """

    _name = "customer.approval.step"
    _inherit = ["customer.approval.sealed"]
    _description = "Approval Step"
    _order = "approval_id desc, sequence, id"

    approval_id = fields.Many2one(
        "customer.approval",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    approval_round = fields.Integer(string="Round", related="approval_id.round")
    sequence = fields.Integer(string="Step", readonly=True)
    name = fields.Char(string="Stage", required=True, readonly=True)
    mode = fields.Selection(
        [("any", "One of them decides"), ("all", "All must agree")],
        string="Agreement",
        required=True,
        readonly=True,
    )
    group_id = fields.Many2one("res.groups", string="Role", ondelete="set null", readonly=True)
    approver_ids = fields.Many2many(
        "res.users",
        "customer_approval_step_approver_rel",
        ondelete="restrict",
        context={"active_test": False},
        string="Approvers",
        readonly=True,
    )
    escalated_user_ids = fields.Many2many(
        "res.users",
        "customer_approval_step_escalated_rel",
        ondelete="restrict",
        context={"active_test": False},
        string="Also Asked",
        readonly=True,
    )
    agreed_user_ids = fields.Many2many(
        "res.users",
        "customer_approval_step_agreed_rel",
        ondelete="restrict",
        context={"active_test": False},
        string="Agreed So Far",
        readonly=True,
    )
    handed_user_ids = fields.Many2many(
        "res.users",
        "customer_approval_step_handed_rel",
        ondelete="restrict",
        context={"active_test": False},
        string="Handed Over To",
        readonly=True,
        help="They decide by name, whether or not they have the role of the stage.",
    )
    copy_user_ids = fields.Many2many(
        "res.users",
        "customer_approval_step_copy_rel",
        ondelete="restrict",
        context={"active_test": False},
        string="Copy To",
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("stage", "Stage of the Rule"),
            ("before", "Asked Before"),
            ("after", "Asked Afterwards"),
        ],
        required=True,
        default="stage",
        readonly=True,
    )
    origin_id = fields.Many2one(
        "customer.approval.step",
        string="Decides Again",
        ondelete="cascade",
        readonly=True,
        index="btree_not_null",
        help="The step that this one repeats after the request was sent back.",
    )
    may_add = fields.Boolean(readonly=True)
    may_hand_over = fields.Boolean(readonly=True)
    field_rights = fields.Json(
        readonly=True, help="Fields of the document that this step must fill or may change."
    )
    filled = fields.Text(
        string="Filled In", readonly=True, help="What the approver wrote into the document."
    )
    limit_days = fields.Integer(string="Limit (Working Days)", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Later"),
            ("pending", "Waiting for Decision"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("returned", "Sent Back"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    started_on = fields.Datetime(string="Since", readonly=True)
    started_date = fields.Date(readonly=True, help="The day in the company's time zone.")
    due_date = fields.Date(string="Until", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users",
        string="Decided By",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    decided_for_id = fields.Many2one(
        "res.users", string="In Place Of", readonly=True, ondelete="restrict"
    )
    decided_on = fields.Datetime(readonly=True)
    comment = fields.Text(readonly=True)
    routing_note = fields.Char(string="Note", readonly=True)
    reminded_on = fields.Date(readonly=True)
    escalation_level = fields.Integer(readonly=True)

    _pending_idx = models.Index("(due_date) WHERE state = 'pending'")

    # ---------------------------------------------------------------- who decides

    @api.model
    def _asked_domain(self, user):
        """Return the domain of the steps that wait for this user, also as a deputy."""
        domain = self._asked_directly(user)
        delegations = self.env["customer.approval.delegation"]._running(delegates=user)
        for delegation in delegations:
            asked = self._asked_directly(delegation.user_id)
            if delegation.model_ids:
                models_covered = delegation.model_ids.mapped("model")
                asked &= Domain("approval_id.res_model", "in", models_covered)
            domain |= asked
        return Domain("state", "=", "pending") & domain

    @api.model
    def _asked_directly(self, user):
        return (
            Domain("approver_ids", "in", user.ids) & Domain("agreed_user_ids", "not in", user.ids)
        ) | Domain("escalated_user_ids", "in", user.ids)

    def _able_approvers(self):
        """Return the approvers of this step who can decide today (still there, still in role)."""
        self.ensure_one()
        approval = self.approval_id
        users = self.approver_ids | self.escalated_user_ids
        if self.group_id:
            holders = self.group_id.all_user_ids
            users = (self.approver_ids & (holders | self.handed_user_ids)) | self.escalated_user_ids
        return self.env["customer.approval.router"]._eligible(
            users, approval, approval._excluded_users()
        )

    def _open_approvers(self):
        """Return the approvers of this step whose decision is still missing."""
        able = self._able_approvers()
        if self.mode == "all":
            able -= self.agreed_user_ids - self.escalated_user_ids
        return able

    def _voice(self, user, delegations):
        """Return how the user may decide this step now, or None.

        :param delegations: the delegations to this user that run today
        """
        self.ensure_one()
        approval = self.approval_id
        if self.state != "pending" or not self.env["customer.approval.router"]._eligible(
            user, approval, approval._excluded_users()
        ):
            return None
        open_approvers = self._open_approvers()
        if user in open_approvers:
            return Voice(user, self.env["res.users"])
        for delegation in delegations._covers(approval.res_model):
            if delegation.user_id in open_approvers:
                return Voice(user, delegation.user_id)
        return None

    # ---------------------------------------------------------------- progress

    def _open(self):
        """Make these steps the ones that wait for a decision, and ask their approvers."""
        now = fields.Datetime.now()
        self.write({"state": "pending", "started_on": now})
        self._set_due_dates()
        self._replace_missing()
        self._ask()

    def _set_due_dates(self):
        """Count the limit from today on, in working days of each document's company."""
        for company, steps in self.grouped(lambda step: step.approval_id.company_id).items():
            today = company._workday_today()
            steps.write({"started_date": today})
            limited = steps.filtered("limit_days")
            limits = [step.limit_days for step in limited]
            dates = company._workday_add([today] * len(limited), limits)
            for step, date in zip(limited, dates, strict=True):
                step.due_date = date

    def _ask(self, users=None):
        """Give an activity to the people asked (deputies included): one insert for all."""
        Data = self.env["ir.model.data"]
        type_id = Data._xmlid_to_res_id("customer_approval.mail_activity_approval")
        delegations = self.env["customer.approval.delegation"]._running(
            users=self.approver_ids | self.escalated_user_ids
        )
        model_ids = {
            name: self.env["ir.model"]._get_id(name)
            for name in set(self.approval_id.mapped("res_model"))
        }
        vals_list = []
        for step in self:
            approval = step.approval_id
            asked = users if users is not None else step._open_approvers()
            for delegation in delegations._covers(approval.res_model):
                if delegation.user_id in asked:
                    asked |= self.env["customer.approval.router"]._eligible(
                        delegation.delegate_id, approval, approval._excluded_users()
                    )
            vals_list += [
                {
                    "activity_type_id": type_id,
                    "res_model_id": model_ids[approval.res_model],
                    "res_id": approval.res_id,
                    "res_name": approval.name,
                    "user_id": user.id,
                    "summary": step.name,
                    "date_deadline": step.due_date or approval.company_id._workday_today(),
                    "automated": True,
                }
                for user in asked
            ]
        # the inbox and the clock icon tell the approver; a mail for each document would not
        # be read: one insert instead of a dozen queries a person. sudo: applicants may not plan
        # activities for others
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            vals_list
        )

    def _agree(self, voice, comment):
        """Keep one agreement. Return True when the step is decided by it."""
        self.ensure_one()
        voter = voice.for_user or voice.user
        if self.mode == "all" and voter not in self.escalated_user_ids:
            self.agreed_user_ids |= voter
            if self._able_approvers() - self.escalated_user_ids - self.agreed_user_ids:
                return False
        self._close("approved", voice, comment)
        return True

    def _close(self, state, voice, comment):
        self.write(
            {
                "state": state,
                "decided_by_id": voice.user.id,
                "decided_for_id": voice.for_user.id,
                "decided_on": fields.Datetime.now(),
                "comment": comment,
            }
        )

    # ---------------------------------------------------------------- never stuck

    def _replace_missing(self):
        """Ask others where an approver has left or lost the role; return the steps changed.

        In mode "any" nothing changes while somebody can still decide; in mode "all" each
        missing approver is replaced, and agreements already given stay.
        """
        changed = self.browse()
        router = self.env["customer.approval.router"]
        for step in self:
            able = step._able_approvers()
            if able and step.mode == "any":
                continue
            kept = step.approver_ids & able
            gone = step.approver_ids - able - step.agreed_user_ids
            if able and not gone:
                continue
            approval = step.approval_id
            route = router._choose(
                approval._document(),
                gone,
                approval._excluded_users(),
                step.name,
                barred=gone | kept,
            )
            step._set_approvers(kept | (step.approver_ids - gone) | route.users, route.note)
            changed |= step
        return changed

    def _set_approvers(self, users, note):
        """Let these people decide the step, and keep why they are asked."""
        self.ensure_one()
        self.write(
            {
                "approver_ids": [Command.set(users.ids)],
                "group_id": False,
                "routing_note": note,
            }
        )
        self.approval_id._log_events("rerouted", [(self, note or "")])

    @api.model
    def _reroute_from(self, users):
        """Replace users who can no longer decide, in the same transaction."""
        steps = unsealed(self).search(
            Domain("state", "in", ("pending", "waiting"))
            & (
                Domain("approver_ids", "in", users.ids)
                | Domain("escalated_user_ids", "in", users.ids)
            )
        )
        steps._replace_missing()._ask_again()
        return steps

    def _ask_again(self):
        """Renew the activities of steps whose approvers changed."""
        pending = self.filtered(lambda step: step.state == "pending")
        pending.approval_id._forget_activities()
        pending._ask()

    def _kept_env(self):
        """Return the environment in whose language the history of this document is kept."""
        return in_company_language(self, self.approval_id.company_id).env
