from collections import Counter

from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, read_comment, unsealed
from odoo.addons.customer_base.tools.roles import WHOLE_COMPANY_GROUPS
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL
from psycopg2.errors import SerializationFailure

from .grading_query import customers_where
from .grading_registry import Scope

# Customers computed, and changes applied, in one transaction: people wait for the latter.
COMPUTE_CHUNK = 8000
APPLY_CHUNK = 250
# How often one job goes back because people write the same customers; the next job goes on.
MAX_CONFLICTS = 20
OPEN_STATES = ("computing", "computed", "submitted", "approved")
SYSTEM_FIELDS = {
    "name", "definition", "line_ids", "customer_count", "computed_count", "computed_upto",
    "computed_on", "applied_on", "drop_reason",
}  # fmt: skip


class CustomerGradingRun(models.Model):
    """One evaluation of customers (REQ G-04, S3 五.3(5): at least once a year).

    draft → computing → computed → in approval → approved → applied, or dropped. With the first
    figure the definition of the scheme is frozen in the run, and every customer's figures, old
    and proposed grade in its lines: it explains itself for good.
    """

    _name = "customer.grading.run"
    _inherit = ["customer.approval.mixin"]
    _description = "Grading Run"
    _order = "date desc, id desc"

    _approval_submit_states = ("computed", "rejected")
    _approval_withdrawn_state = "computed"

    name = fields.Char(string="Number", readonly=True, copy=False, default=False)
    scheme_id = fields.Many2one(
        "customer.grading.scheme",
        required=True,
        ondelete="restrict",
        domain="[('state', '=', 'used'), ('company_id', '=', company_id)]",
        tracking=True,
    )
    date = fields.Date(
        string="As of",
        required=True,
        default=lambda self: self.env.company._workday_today(),
        tracking=True,
        help="The last day that counts.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Only These Customers",
        help="Empty: all customers the scheme is for.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    definition = fields.Json(readonly=True, copy=False)
    line_ids = fields.One2many("customer.grading.line", "run_id", readonly=True, copy=False)
    customer_count = fields.Integer(string="Customers", readonly=True, copy=False)
    computed_count = fields.Integer(readonly=True, copy=False)
    computed_upto = fields.Integer(readonly=True, copy=False)
    computed_on = fields.Datetime(readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    up_count = fields.Integer(string="Up", compute="_compute_counts")
    down_count = fields.Integer(string="Down", compute="_compute_counts")
    new_count = fields.Integer(string="New", compute="_compute_counts")
    kept_count = fields.Integer(string="Kept", compute="_compute_counts")
    none_count = fields.Integer(string="No Grade Fits", compute="_compute_counts")
    change_count = fields.Integer(string="Changes", compute="_compute_counts")
    unchanged_count = fields.Integer(
        string="Unchanged",
        compute="_compute_counts",
        help="Customers whose grade stays as it is, those kept by a reviewer and those whom no "
        "grade fits among them.",
    )
    applied_count = fields.Integer(string="Applied", compute="_compute_counts")
    applied_on = fields.Datetime(readonly=True, copy=False)
    drop_reason = fields.Text(string="Why Dropped", readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(scheme_id) WHERE state IN ('computing', 'computed', 'submitted', 'approved')",
        "There is an open run of this scheme already. Apply or drop it first.",
    )

    @api.model
    def _selection_state(self):
        return list(
            {
                "draft": self.env._("Draft"),
                "computing": self.env._("Computing"),
                "computed": self.env._("To Review"),
                "submitted": self.env._("In Approval"),
                "approved": self.env._("Approved"),
                "applied": self.env._("Applied"),
                "rejected": self.env._("Rejected"),
                "dropped": self.env._("Dropped"),
            }.items()
        )

    @api.depends("name", "scheme_id.name")
    def _compute_display_name(self):
        for run in self:
            run.display_name = " ".join(filter(None, (run.name, run.scheme_id.name)))

    @api.depends("computed_count", "customer_count", "state")
    def _compute_progress(self):
        for run in self:
            run.progress = run.computed_count * 100 / (run.customer_count or 1)

    @api.depends("line_ids.result", "line_ids.final_grade_id", "line_ids.applied_on")
    def _compute_counts(self):
        counts = {
            (run.id, result): count
            for run, result, count in self.env["customer.grading.line"]._read_group(
                [("run_id", "in", self.ids)], ["run_id", "result"], ["__count"]
            )
        }
        totals = Counter()
        for (run_id, _result), count in counts.items():
            totals[run_id] += count
        changes = self.env["customer.grading.line"]._read_group(
            [("run_id", "in", self.ids), ("is_change", "=", True)],
            ["run_id"],
            ["__count", "applied_on:count"],
        )
        changed = {run.id: (count, applied) for run, count, applied in changes}
        for run in self:
            for result in ("up", "down", "new", "kept", "none"):
                run[f"{result}_count"] = counts.get((run.id, result), 0)
            run.change_count, run.applied_count = changed.get(run.id, (0, 0))
            run.unchanged_count = totals[run.id] - run.change_count

    # ------------------------------------------------------------------ guards
    @api.constrains("scheme_id", "company_id")
    def _check_scheme_company(self):
        for run in self:
            if run.scheme_id.company_id != run.company_id:
                raise ValidationError(
                    self.env._(
                        "%(scheme)s is a scheme of %(theirs)s, the run is one of %(own)s. Choose a "
                        "scheme of the company of the run.",
                        scheme=run.scheme_id.name,
                        theirs=run.scheme_id.company_id.name,
                        own=run.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_grading_rights()
        # sudo: users draw numbers without having any right on sequences
        sequence_sudo = self.env["ir.sequence"].sudo()
        companies = self.env["res.company"]
        return super().create(
            [
                {
                    # the day where the run's company is
                    "date": (
                        companies.browse(vals.get("company_id")) or self.env.company
                    )._workday_today(),
                    **{key: vals[key] for key in vals if key not in SYSTEM_FIELDS},
                    "name": sequence_sudo.next_by_code("customer.grading.run"),
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if not self.env.su and SYSTEM_FIELDS & set(vals):
            raise AccessError(self.env._("The figures of a run are filled in by the system."))
        if {"scheme_id", "date", "partner_ids", "company_id"} & set(vals):
            begun = self.filtered(lambda run: run.state != "draft")
            if begun:
                raise UserError(
                    self.env._(
                        "%s was computed as it is. Drop it and make a new run instead.",
                        begun[0].display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        begun = self.filtered(lambda run: run.state != "draft")
        if begun:
            raise UserError(
                self.env._("%s is kept. Drop it instead of deleting.", begun[0].display_name)
            )

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {"scheme_id", "date", "partner_ids"}

    def _approval_fact_fields(self):
        return ["scheme_id", "date"]

    def _approval_may_request(self):
        """Whoever grades may submit the run of a colleague."""
        if self.env.user.has_groups(WHOLE_COMPANY_GROUPS):
            return self
        return super()._approval_may_request()

    def _check_grading_rights(self):
        self.env["customer.grading.scheme"]._check_grading_rights()

    def _check_state(self, *states):
        wrong = self.filtered(lambda run: run.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(run)s: this is not possible while it is “%(state)s”.",
                    run=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )

    # ------------------------------------------------------------------ compute
    def action_compute(self):
        """Freeze the scheme and compute the proposals; many customers in the background.

        :raises UserError: scheme not in use, date in the future, nobody to grade, another open run
        """
        self.ensure_one()
        self._check_grading_rights()
        self._lock_documents()
        self._check_state("draft")
        self._check_can_compute()
        run = unsealed(self)
        definition = self._freeze_definition()
        self._check_no_overlap(definition)
        [[count]] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM res_partner customer WHERE %s",
                customers_where(definition, self._get_scope(definition)),
            )
        )
        if not count:
            raise UserError(
                self.env._(
                    "%s finds nobody to grade: no customer is of its categories, provinces, "
                    "departments and selection.",
                    self.display_name,
                )
            )
        run.write(
            {
                "definition": definition,
                "customer_count": count,
                "computed_on": fields.Datetime.now(),
                "state": "computing",
            }
        )
        if count <= COMPUTE_CHUNK:
            run._compute_chunk()
        else:
            self._call_job()
        return True

    def _freeze_definition(self):
        """Return all that the run is computed by: what is changed later does not concern it."""
        # archived ones too: a selection must not turn into “all customers”
        selected = self.with_context(active_test=False).partner_ids
        # sudo: the order of the grades is no secret, archived ones and those of others included
        grades_sudo = self.env["customer.grade"].sudo().with_context(active_test=False)
        return {
            **self.scheme_id._get_definition(self.date),
            "partners": selected.commercial_partner_id.ids if selected else None,
            "ranks": [[grade.id, grade.sequence] for grade in grades_sudo.search([])],
        }

    def _get_scope(self, definition=None):
        """Return the scope of the run by its own definition, never by the scheme as it is now."""
        definition = definition or self.definition
        return Scope(self.company_id, self.date, definition["months"], definition["default_days"])

    def _check_can_compute(self):
        if self.scheme_id.state != "used":
            raise UserError(
                self.env._("%s is not in use. Try it and use it first.", self.scheme_id.name)
            )
        if self.date > self.company_id._workday_today():
            raise UserError(
                self.env._(
                    "%(run)s: %(date)s has not come yet. Choose today or a day before.",
                    run=self.display_name,
                    date=self.date,
                )
            )
        # sudo: an open run counts, also one the user may not see
        other = self.sudo().search(
            [("scheme_id", "=", self.scheme_id.id), ("state", "in", OPEN_STATES)], limit=1
        )
        if other:
            raise UserError(
                self.env._(
                    "%(other)s of the same scheme is still open. Apply or drop it first.",
                    other=other.display_name,
                )
            )

    def _check_no_overlap(self, definition):
        """Refuse to grade customers who are in an open run of another scheme.

        Of two such runs the one applied last would undo the other, and what its reviewer kept.

        :raises UserError: naming the other run and how many customers are in both
        """
        # sudo: an open run counts, also one the user may not see: a customer has one grade
        others_sudo = self.sudo().search([("state", "in", OPEN_STATES), ("id", "!=", self.id)])
        if not others_sudo:
            return
        mine = customers_where(definition, self._get_scope(definition))
        counts = self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %s, COUNT(*) FROM res_partner customer WHERE %s AND %s",
                    other_sudo.id,
                    mine,
                    customers_where(other_sudo.definition, other_sudo._get_scope()),
                )
                for other_sudo in others_sudo
            )
        )
        for other_id, count in counts:
            if count:
                other_sudo = others_sudo.browse(other_id)
                seen = other_sudo.company_id in self.env.companies
                raise UserError(
                    self.env._(
                        "%(run)s: %(count)s of its customers are being graded by %(other)s, which "
                        "is still open. Apply or drop that run first, or choose other customers.",
                        run=self.display_name,
                        count=count,
                        other=other_sudo.display_name
                        if seen
                        else self.env._("a run of another company"),
                    )
                )

    @api.private
    def _compute_chunk(self):
        """Compute the next customers in the order of their ids; the last chunk ends it.

        :return: how many were computed
        """
        self.ensure_one()
        lines = self.env["customer.grading.line"]
        count, upto = lines._compute_rows(self, self.computed_upto, COMPUTE_CHUNK)
        values = {"computed_count": self.computed_count + count, "computed_upto": upto}
        if count < COMPUTE_CHUNK:
            values |= {"state": "computed", "customer_count": values["computed_count"]}
        unsealed(self).write(values)
        self.invalidate_recordset(["line_ids"])
        return count

    # ------------------------------------------------------------------ apply
    def action_submit(self):
        """Submit for approval; the submitter applies for runs that the system made."""
        self._check_grading_rights()
        made_by_system = self.filtered(lambda run: not run.applicant_id.active)
        unsealed(made_by_system).write({"applicant_id": self.env.uid})
        return super().action_submit()

    def _check_can_submit(self):
        super()._check_can_submit()
        self._check_grading_rights()
        for run in self:
            run._check_no_overlap(run.definition)

    def _on_approved(self):
        super()._on_approved()
        self._call_job()

    def action_apply(self):
        """Apply what was approved now; what does not fit into this request, in the background."""
        self._check_grading_rights()
        self._check_state("approved")
        for run in self:
            run._apply_chunk()
            if run.state == "approved":
                self._call_job()
        return True

    @api.private
    def _apply_chunk(self):
        """Apply the next changes; without any left the run is done.

        :return: how many lines were dealt with; 0 also when all that is left is locked
        """
        self.ensure_one()
        handled, left = self.env["customer.grading.line"]._apply_next(self, APPLY_CHUNK)
        if not left:
            unsealed(self).write({"state": "applied", "applied_on": fields.Datetime.now()})
        self.invalidate_recordset()
        return handled

    def action_drop(self, reason=None):
        """End a run without grading anybody, with a reason; without one, ask for it.

        :raises UserError: applied, dropped or in approval
        """
        self._check_grading_rights()
        self._check_state("draft", "computing", "computed", "rejected")
        reason = read_comment(reason)
        if not reason:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Drop the Run"),
                "res_model": "customer.grading.drop",
                "view_mode": "form",
                "target": "new",
                "context": {"default_run_ids": self.ids},
            }
        unsealed(plain(self)).write({"state": "dropped", "drop_reason": reason})
        return True

    # ------------------------------------------------------------------ scheduled
    def _call_job(self):
        # sudo: whoever grades or approves may have the job run now
        self.env.ref("customer_grading.ir_cron_customer_grading_run").sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Go on with what is being computed and applied; safe to stop at any moment."""
        cron = self.env["ir.cron"]
        runs = self.search([("state", "in", ("computing", "approved"))], order="id")
        cron._commit_progress(remaining=len(runs))
        for run in runs:
            state, conflicts = run.state, 0
            while run.state == state and conflicts < MAX_CONFLICTS:
                try:
                    handled = run._next_chunk()
                    time_left = cron._commit_progress()
                except SerializationFailure:
                    # somebody committed between our look and our lock: look again
                    self.env.cr.rollback()
                    conflicts += 1
                    continue
                if not time_left:
                    return
                if not handled:
                    break
            cron._commit_progress(1)

    def _next_chunk(self):
        """Do the next piece of the run; nothing while somebody else is at it."""
        if not self.try_lock_for_update():
            return 0
        return self._compute_chunk() if self.state == "computing" else self._apply_chunk()

    @api.model
    def _cron_yearly(self):
        """Make this year's runs of the schemes in use, where the company wants them (G-04)."""
        companies = self.env["res.company"].search([("customer_grading_yearly", "=", True)])
        schemes = self.env["customer.grading.scheme"].search(
            [("company_id", "in", companies.ids), ("state", "=", "used")]
        )
        years = {company: company._workday_today().replace(month=1, day=1) for company in companies}
        recent = self.search(
            [
                ("scheme_id", "in", schemes.ids),
                ("date", ">=", min(years.values(), default=False)),
                ("state", "!=", "dropped"),
            ]
        ).filtered(lambda run: run.date >= years[run.company_id])
        for scheme in schemes - recent.scheme_id:
            company = scheme.company_id
            run = (
                self.with_company(company)
                .with_context(lang=company.partner_id.lang)
                .create({"scheme_id": scheme.id, "company_id": company.id})
            )
            try:
                with self.env.cr.savepoint():
                    run.action_compute()
            except UserError as error:
                # it stays a draft that says what it waits for
                run.invalidate_recordset()
                run.message_post(body=str(error))
