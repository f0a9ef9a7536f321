from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_approval.tools.departments import PLACES
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.addons.customer_base.models.trade.purchase_terms import PURCHASES
from odoo.exceptions import UserError
from odoo.tools import SQL

from .grading_explain import Explanation
from .grading_query import customers_where, grading_query

COLUMNS = (
    "run_id", "company_id", "partner_id", "user_id", "department_id", "customer_category",
    "figures", "score", "value", "matches", "old_grade_id", "proposed_grade_id",
    "final_grade_id", "result", "grace_since", "is_change", "kept_result", "keep_reason",
    "kept_by_id", "kept_from_id",
)  # fmt: skip


class CustomerGradingLine(models.Model):
    """One customer in a run: figures, old, proposed and final grade (REQ G-03, G-04).

    Written by one statement for each chunk of customers, then only by the review and by the
    application; nobody has the right to write it.
    """

    _name = "customer.grading.line"
    _inherit = ["customer.access.mixin", "customer.export.mixin"]
    _description = "Customer in a Grading Run"
    _order = "run_id desc, value desc, id"
    _rec_name = "partner_id"
    _log_access = False
    _access_partner_field = "partner_id"
    _access_user_field = "user_id"

    run_id = fields.Many2one("customer.grading.run", required=True, ondelete="cascade")
    run_state = fields.Selection(related="run_id.state")
    date = fields.Date(related="run_id.date")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Responsible", ondelete="set null")
    department_id = fields.Many2one("hr.department", ondelete="set null")
    customer_category = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["customer_category"]._description_selection(self.env)
        )
    )
    figures = fields.Json()
    figures_text = fields.Text(string="All Figures", compute="_compute_figures_text")
    score = fields.Float(digits=(16, 2), aggregator="avg")
    # money here, days there: nothing to add up
    value = fields.Float(string="Leading Figure", digits=(16, 2), aggregator=None)
    matches = fields.Integer(string="Grades Met", aggregator=None)
    old_grade_id = fields.Many2one("customer.grade", ondelete="restrict")
    proposed_grade_id = fields.Many2one("customer.grade", ondelete="restrict")
    final_grade_id = fields.Many2one("customer.grade", string="New Grade", ondelete="restrict")
    result = fields.Selection(
        [
            ("up", "Up"),
            ("down", "Down"),
            ("new", "First Grade"),
            ("same", "Unchanged"),
            ("grace", "Below, Waits"),
            ("wait", "Too New"),
            ("override", "Fixed by Hand"),
            ("kept", "Kept"),
            ("none", "No Grade Fits"),
        ],
    )
    kept_result = fields.Selection(
        [("up", "Up"), ("down", "Down"), ("new", "First Grade")],
        string="Without Keeping",
        help="What the figures say of a customer whose grade is kept.",
    )
    is_change = fields.Boolean(string="Grade Changes")
    grace_since = fields.Date(string="Below Since")
    reason = fields.Text(compute="_compute_reason")
    keep_reason = fields.Text(string="Why Kept")
    kept_by_id = fields.Many2one("res.users", string="Kept by", ondelete="restrict")
    kept_from_id = fields.Many2one(
        "customer.grading.run",
        string="Kept since",
        index="btree_not_null",
        ondelete="set null",
        help="The run in which the grade was kept; it stays kept in runs of other schemes.",
    )
    applied_on = fields.Datetime()
    skipped = fields.Boolean(
        string="Not Applied",
        help="The grade was changed otherwise, or kept in another run, after the figures were "
        "taken.",
    )

    _run_partner_uniq = models.Constraint(
        "UNIQUE(run_id, partner_id)", "A customer is in a run once."
    )
    # in the words that the search of what is left to apply becomes: others do not match it
    _todo_idx = models.Index(
        "(run_id, partner_id) "
        "WHERE is_change IS TRUE AND applied_on IS NULL AND skipped IS NOT TRUE"
    )
    _partner_idx = models.Index("(partner_id, run_id)")
    _kept_idx = models.Index("(partner_id) WHERE kept_by_id IS NOT NULL")

    @api.depends("figures", "score", "run_id.definition")
    @api.depends_context("lang")
    def _compute_figures_text(self):
        for run, lines in self.grouped("run_id").items():
            explanation = run.definition and Explanation(self.env, run.definition)
            for line in lines:
                line.figures_text = explanation and explanation.figures(line._get_figures())

    @api.depends("figures", "score", "proposed_grade_id", "old_grade_id", "run_id.definition")
    @api.depends_context("lang")
    def _compute_reason(self):
        for run, lines in self.grouped("run_id").items():
            explanation = run.definition and Explanation(self.env, run.definition)
            for line in lines:
                line.reason = explanation and explanation.sentence(
                    line._get_figures(), line.proposed_grade_id.id, line.old_grade_id.id
                )

    def _get_figures(self):
        return {**(self.figures or {}), "score": self.score}

    # ------------------------------------------------------------------ compute
    @api.model
    def _compute_rows(self, run, after, limit):
        """Write the lines of the next customers by one statement.

        :param after: id of the last customer that has a line
        :return: (how many were written, id of the last one)
        """
        self.env.flush_all()  # any addon's documents may be measured
        scope = run._get_scope()
        definition = run.definition
        following = self._next_customers(definition, scope, after, limit)
        [[count, last]] = self.env.execute_query(following)
        if not count:
            return 0, after
        scope = scope.between(after + 1, last)
        self.env.execute_query(
            SQL(
                "INSERT INTO customer_grading_line (%s) %s RETURNING id",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                self._rows_query(run, definition, scope),
            )
        )
        return count, last

    @api.model
    def _next_customers(self, definition, scope, after, limit):
        return SQL(
            "SELECT COUNT(*), MAX(id) FROM (SELECT customer.id FROM res_partner customer "
            "WHERE %s AND customer.id > %s ORDER BY customer.id LIMIT %s) following",
            customers_where(definition, scope),
            after,
            limit,
        )

    @api.model
    def _rows_query(self, run, definition, scope):
        """Return the query of the lines: what is proposed, and what holds it up."""
        return SQL(
            """
            WITH rank (id, sequence) AS (VALUES %(ranks)s), kept AS (%(kept)s)
            SELECT %(run)s, %(company)s, partner_id, user_id, department_id, category,
                   figures, score, value, matches, old_grade_id, grade_id,
                   CASE WHEN is_change AND run_id IS NULL THEN grade_id ELSE old_grade_id END,
                   CASE WHEN is_change AND run_id IS NOT NULL THEN 'kept' ELSE result END,
                   CASE WHEN result = 'grace' THEN COALESCE(grace_since, %(date)s) END,
                   is_change AND run_id IS NULL,
                   CASE WHEN is_change AND run_id IS NOT NULL THEN result END,
                   CASE WHEN is_change THEN keep_reason END,
                   CASE WHEN is_change THEN kept_by_id END,
                   CASE WHEN is_change THEN run_id END
              FROM (
                SELECT decided.*, kept.run_id, kept.keep_reason, kept.kept_by_id,
                       result IN ('up', 'down', 'new') AS is_change
                  FROM (%(decided)s) decided
             LEFT JOIN kept USING (partner_id)
              ) settled
            """,
            run=run.id,
            company=run.company_id.id,
            date=run.date,
            ranks=SQL(", ").join(SQL("(%s, %s)", *rank) for rank in definition["ranks"]),
            kept=self._kept_query(run, scope.among("line.partner_id")),
            decided=self._decided_query(run, definition, scope),
        )

    @api.model
    def _decided_query(self, run, definition, scope):
        return SQL(
            """
            SELECT graded.*, employee.department_id, earlier.grace_since,
                   CASE
                       WHEN fixed.yes THEN 'override'
                       WHEN grade_id IS NULL THEN 'none'
                       WHEN old_grade_id IS NULL AND %(too_new)s THEN 'wait'
                       WHEN old_grade_id IS NULL THEN 'new'
                       WHEN grade_id = old_grade_id THEN 'same'
                       WHEN new_grade.sequence < old_grade.sequence THEN 'up'
                       WHEN %(waits)s THEN 'grace'
                       ELSE 'down'
                   END AS result
              FROM (%(graded)s) graded
         LEFT JOIN rank old_grade ON old_grade.id = graded.old_grade_id
         LEFT JOIN rank new_grade ON new_grade.id = graded.grade_id
         LEFT JOIN (%(places)s) employee ON employee.user_id = graded.user_id
                                         AND employee.company_id = %(company)s
         LEFT JOIN LATERAL (%(fixed)s) fixed ON TRUE
         LEFT JOIN LATERAL (%(earlier)s) earlier ON TRUE
            """,
            graded=grading_query(self.env, definition, scope),
            too_new=self._too_new(run, definition),
            waits=self._waits(run, definition),
            places=SQL(PLACES),
            company=run.company_id.id,
            fixed=self.env["customer.grade.override"]._fixed_query(run.company_id, run.date),
            earlier=self._earlier_grace(run, definition),
        )

    @api.model
    def _kept_query(self, run, among, since=None):
        """Return the query of the customers whose grade was kept in another run, and still is.

        A reviewer's word holds against other schemes for the months of the scheme it was given
        on, and until that scheme is applied to the customer again; against the same scheme, for
        the same day.

        :param among: condition on the lines
        :param since: only what was kept by runs applied after this moment, or about to be
        """
        applied = SQL("kept_run.state = 'applied'")
        if since:
            applied = SQL(
                "(kept_run.state = 'approved' OR %s AND kept_run.applied_on > %s)", applied, since
            )
        return SQL(
            """
            SELECT DISTINCT ON (line.partner_id)
                   line.partner_id, line.run_id, line.keep_reason, line.kept_by_id
              FROM customer_grading_line line
              JOIN customer_grading_run kept_run ON kept_run.id = line.run_id
              JOIN res_partner customer ON customer.id = line.partner_id
               AND customer.customer_grade_id IS NOT DISTINCT FROM line.final_grade_id
             WHERE line.kept_by_id IS NOT NULL AND line.kept_from_id IS NULL AND %(applied)s
               AND kept_run.id <> %(run)s
               AND (kept_run.scheme_id <> %(scheme)s OR kept_run.date >= %(date)s)
               AND kept_run.date > %(date)s
                   - make_interval(months => (kept_run.definition->>'months')::int)
               AND NOT EXISTS (
                   SELECT FROM customer_grading_line newer
                     JOIN customer_grading_run newer_run ON newer_run.id = newer.run_id
                    WHERE newer.partner_id = line.partner_id AND newer_run.state = 'applied'
                      AND newer_run.scheme_id = kept_run.scheme_id
                      AND (newer_run.date, newer_run.id) > (kept_run.date, kept_run.id))%(among)s
          ORDER BY line.partner_id, kept_run.date DESC, kept_run.id DESC
            """,
            applied=applied,
            run=run.id,
            scheme=run.scheme_id.id,
            date=run.date,
            among=among,
        )

    @api.model
    def _too_new(self, run, definition):
        """Whether a customer was one for less than the scheme's months, by its first invoice."""
        if not definition["new_months"]:
            return SQL("FALSE")
        latest = run.date - relativedelta(months=definition["new_months"])
        return SQL(
            "since > %(latest)s AND NOT EXISTS (SELECT FROM account_move "
            "WHERE company_id = %(company)s AND commercial_partner_id = graded.partner_id "
            "AND %(purchases)s AND invoice_date <= %(latest)s)",
            purchases=SQL(PURCHASES),
            latest=latest,
            company=run.company_id.id,
        )

    @api.model
    def _waits(self, run, definition):
        """Whether a fall waits: not seen before, or not long enough ago."""
        if not definition["grace_months"]:
            return SQL("FALSE")
        return SQL(
            "COALESCE(earlier.grace_since, %s) > %s",
            run.date,
            run.date - relativedelta(months=definition["grace_months"]),
        )

    @api.model
    def _earlier_grace(self, run, definition):
        """Since when the last applied run of the scheme has seen the customer below its grade."""
        if not definition["grace_months"]:
            return SQL("SELECT NULL::date AS grace_since")
        return SQL(
            "SELECT line.grace_since FROM customer_grading_line line "
            "JOIN customer_grading_run earlier_run ON earlier_run.id = line.run_id "
            "WHERE line.partner_id = graded.partner_id AND earlier_run.scheme_id = %s "
            "AND earlier_run.state = 'applied' AND earlier_run.date <= %s "
            "ORDER BY earlier_run.date DESC, earlier_run.id DESC LIMIT 1",
            run.scheme_id.id,
            run.date,
        )

    # ------------------------------------------------------------------ review
    def action_keep(self, reason=None):
        """Keep the old grade of these customers, with a reason; without one, ask for it.

        :raises AccessError: neither market department nor director nor administrator
        :raises UserError: the run is not being reviewed
        """
        self.run_id._check_grading_rights()
        self.run_id._check_state("computed", "rejected")
        reason = read_comment(reason)
        if not reason:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Keep the Grade"),
                "res_model": "customer.grading.keep",
                "view_mode": "form",
                "target": "new",
                "context": {"default_line_ids": self.ids},
            }
        changes = self.filtered("is_change")
        if not changes:
            raise UserError(
                self.env._(
                    "None of these customers changes its grade: there is nothing to keep. Select "
                    "customers from the list of changes."
                )
            )
        for (grade, result), lines in changes.grouped(
            lambda line: (line.old_grade_id, line.result)
        ).items():
            # sudo: nobody has the right to write lines but these buttons
            unsealed(lines).write(
                {
                    "final_grade_id": grade.id,
                    "is_change": False,
                    "result": "kept",
                    "kept_result": result,
                    "keep_reason": reason,
                    "kept_by_id": self.env.uid,
                }
            )
        return True

    def action_take_proposal(self):
        """Take the proposal after all."""
        self.run_id._check_grading_rights()
        self.run_id._check_state("computed", "rejected")
        for (grade, result), lines in (
            self.filtered("kept_by_id")
            .grouped(lambda line: (line.proposed_grade_id, line.kept_result))
            .items()
        ):
            # sudo: nobody has the right to write lines but these buttons
            unsealed(lines).write(
                {
                    "final_grade_id": grade.id,
                    "is_change": True,
                    "result": result,
                    "kept_result": False,
                    "keep_reason": False,
                    "kept_by_id": False,
                    "kept_from_id": False,
                }
            )
        return True

    # ------------------------------------------------------------------ apply
    @api.model
    def _apply_next(self, run, limit):
        """Give the next customers their grades; those being written by others wait.

        :return: (how many lines were dealt with, whether any may be left)
        """
        todo = unsealed(self).search(
            [
                ("run_id", "=", run.id),
                ("is_change", "=", True),
                ("applied_on", "=", False),
                ("skipped", "=", False),
            ],
            order="partner_id.id",
            limit=limit,
        )
        free = todo.partner_id.try_lock_for_update(allow_referencing=True)
        free.invalidate_recordset(["customer_grade_id"])
        lines = todo.filtered(lambda line: line.partner_id in free)
        kept = self._kept_elsewhere(run, lines.partner_id)
        overtaken = lines.filtered(
            lambda line: (
                line.partner_id.customer_grade_id != line.old_grade_id or line.partner_id.id in kept
            )
        )
        overtaken.write({"skipped": True})
        graded = lines - overtaken
        if graded:
            run._set_grades(graded)
            graded.write({"applied_on": fields.Datetime.now()})
        self.env.flush_all()
        return len(lines), len(todo) == limit or len(lines) < len(todo)

    @api.model
    def _kept_elsewhere(self, run, partners):
        """Return ids of the customers that other runs have kept since this one was computed."""
        self.env.flush_all()
        rows = self.env.execute_query(
            self._kept_query(
                run, SQL(" AND line.partner_id = ANY(%s)", partners.ids), run.computed_on
            )
        )
        return {row[0] for row in rows}
