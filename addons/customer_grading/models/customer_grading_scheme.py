from odoo import api, fields, models
from odoo.addons.customer_base.tools.roles import WHOLE_COMPANY_GROUPS
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .grading_query import customers_where
from .grading_registry import Scope

CATEGORIES = {"all": ["potential", "interested", "closed"], "closed": ["closed"]}
CATEGORIES["prospects"] = ["potential", "interested"]
# A trial is looked at while one waits: more customers than this are tried by a sample of so many.
SAMPLE = 5000
TRIAL_FIELDS = {"tried_definition", "tried_on", "tried_count", "tried_total", "trial_ids"}


class CustomerGradingScheme(models.Model):
    """How customers are graded: by conditions, or by a weighted score (REQ G-02).

    Composed in draft, tried on the customers as they are, then used by runs. A scheme in use is
    locked; it goes back to draft to be changed, and must be tried again.
    """

    _name = "customer.grading.scheme"
    _inherit = ["mail.thread"]
    _description = "Grading Scheme"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("used", "In Use")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Of the amounts in the conditions; figures are in the company's currency.",
    )
    method = fields.Selection(
        [("conditions", "Conditions"), ("score", "Weighted Score")],
        required=True,
        default="conditions",
    )
    customers = fields.Selection(
        [
            ("closed", "Closed-Deal Customers"),
            ("prospects", "Potential and Interested Customers"),
            ("all", "All Customers"),
        ],
        required=True,
        default="closed",
    )
    state_ids = fields.Many2many(
        "res.country.state", string="Provinces", help="Empty: customers of all provinces."
    )
    department_ids = fields.Many2many(
        "hr.department", string="Departments", help="Empty: customers of all departments."
    )
    months = fields.Integer(
        string="Period (months)", required=True, default=12, help="The months before the run."
    )
    new_months = fields.Integer(
        string="New Customers Wait (months)",
        help="A customer without a grade gets none before it has been one for so long.",
    )
    grace_months = fields.Integer(
        string="Downgrades Wait (months)",
        help="A customer falls only when it is still below its grade so long after the run that "
        "saw it first.",
    )
    default_days = fields.Integer(
        string="Default after (days)",
        required=True,
        default=90,
        help="An invoice paid, or still open, more days after its due date is a default.",
    )
    condition_ids = fields.One2many(
        "customer.grading.condition", "scheme_id", string="Conditions", copy=True
    )
    criterion_ids = fields.One2many(
        "customer.grading.criterion", "scheme_id", string="Points", copy=True
    )
    note = fields.Text(translate=True, help="Where the rule comes from and what it is for.")
    tried_definition = fields.Json(readonly=True, copy=False)
    tried_on = fields.Datetime(string="Tried On", readonly=True, copy=False)
    tried_count = fields.Integer(string="Customers Tried", readonly=True, copy=False)
    tried_total = fields.Integer(string="All Customers", readonly=True, copy=False)
    sample_hint = fields.Char(compute="_compute_sample_hint")
    trial_ids = fields.One2many(
        "customer.grading.trial", "scheme_id", string="Trial", readonly=True, copy=False
    )
    is_tried = fields.Boolean(compute="_compute_is_tried")

    _months_positive = models.Constraint("CHECK(months > 0)", "The period is at least one month.")
    _months_not_negative = models.Constraint(
        "CHECK(new_months >= 0 AND grace_months >= 0 AND default_days >= 0)",
        "Months and days must not be negative.",
    )

    @api.depends("tried_definition", "condition_ids", "criterion_ids", "method", "months")
    def _compute_is_tried(self):
        for scheme in self:
            tried = scheme.tried_definition
            scheme.is_tried = bool(tried) and tried == scheme._origin._get_definition()

    @api.depends("tried_count", "tried_total")
    @api.depends_context("lang")
    def _compute_sample_hint(self):
        for scheme in self:
            scheme.sample_hint = scheme._describe_sample(scheme.tried_count, scheme.tried_total)

    def _describe_sample(self, tried, total):
        """Return the sentence that says that only a sample was looked at, or nothing."""
        return tried < total and self.env._(
            "A sample of %(tried)s of %(total)s customers; a run computes all of them.",
            tried=tried,
            total=total,
        )

    # ------------------------------------------------------------------ guards
    def write(self, vals):
        free = TRIAL_FIELDS | {"state", "active", "sequence", "note"}
        if set(vals) - free - set(self.env["mail.thread"]._fields):
            self._check_draft()
        if not self.env.su and ({"state"} | TRIAL_FIELDS) & set(vals):
            raise AccessError(self.env._("Schemes move by their buttons: Try, Use, Back to Draft."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        own = {"state"} | TRIAL_FIELDS
        return super().create(
            [{key: vals[key] for key in vals if key not in own} for vals in vals_list]
        )

    def _check_draft(self):
        """:raises UserError: a scheme in use, which runs rely on"""
        used = self.filtered(lambda scheme: scheme.state == "used")
        if used:
            raise UserError(
                self.env._(
                    "%s is in use and cannot be changed. Set it back to draft first.", used[0].name
                )
            )

    def _check_grading_rights(self):
        if not self.env.su and not self.env.user.has_groups(WHOLE_COMPANY_GROUPS):
            raise AccessError(
                self.env._(
                    "Grading is the business of the market department, the marketing director "
                    "and administrators."
                )
            )
        self.check_access("write")

    # ------------------------------------------------------------------ definition
    def _get_definition(self, day=None):
        """Return the scheme as plain data, amounts in the company's currency.

        :param day: date of the exchange rate, today by default
        :raises UserError: no exchange rate
        """
        self.ensure_one()
        factor = self._get_factor(day or self.company_id._workday_today())
        return {
            "method": self.method,
            "months": self.months,
            "default_days": self.default_days,
            "new_months": self.new_months,
            "grace_months": self.grace_months,
            "categories": CATEGORIES[self.customers],
            "states": self.state_ids.ids,
            "departments": self.department_ids.ids,
            "criteria": self.criterion_ids._get_data(factor) if self.method == "score" else [],
            "levels": self._get_levels(factor),
        }

    def _get_levels(self, factor):
        """Return what each grade asks for as plain data, the best grade first."""
        levels = []
        for grade, rows in self.condition_ids.sorted().grouped("grade_id").items():
            alternatives = [
                [row._get_data(factor) for row in group if row.measure]
                for group in rows.grouped("alternative").values()
            ]
            levels.append(
                {
                    "grade_id": grade.id,
                    "code": grade.code,
                    "sequence": grade.sequence,
                    "alternatives": alternatives,
                }
            )
        return sorted(levels, key=lambda level: (level["sequence"], level["grade_id"]))

    def _get_factor(self, day):
        company = self.company_id
        if self.currency_id == company.currency_id:
            return 1
        # sudo: rates are the company's, whoever grades
        known = (
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "=", self.currency_id.id),
                    ("company_id", "in", [False, company.id, company.root_id.id]),
                    ("name", "<=", day),
                ],
                limit=1,
            )
        )
        if not known:
            raise UserError(
                self.env._(
                    "%(scheme)s: there is no exchange rate for %(currency)s on %(day)s. Enter one "
                    "in the list of currencies, or use %(own)s.",
                    scheme=self.name,
                    currency=self.currency_id.name,
                    day=day,
                    own=company.currency_id.name,
                )
            )
        return self.currency_id._convert(1, company.currency_id, company, day, round=False)

    def _get_scope(self, day):
        return Scope(self.company_id, day, self.months, self.default_days)

    def _get_sample(self, definition, day):
        """Return (scope, number of its customers, number of all the scheme is for).

        The sample is drawn by a hash of the ids: evenly from old and new customers, and the same
        every time, so that two trials can be compared.
        """
        scope = self._get_scope(day)
        self.env.flush_all()
        [[total, sample]] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*), (array_agg(customer.id ORDER BY hashint4(customer.id)))[1:%s] "
                "FROM res_partner customer WHERE %s",
                SAMPLE,
                customers_where(definition, scope),
            )
        )
        if total <= SAMPLE:
            return scope, total, total
        return scope.only(sample), SAMPLE, total

    # ------------------------------------------------------------------ buttons
    def action_try(self):
        """Show what the scheme would say of the customers as they are now; nothing is graded."""
        for scheme in self:
            scheme._check_grading_rights()
            scheme._check_definition()
            day = scheme.company_id._workday_today()
            definition = scheme._get_definition(day)
            scope, tried, total = scheme._get_sample(definition, day)
            rows = self.env["customer.grading.trial"]._get_rows(definition, scope)
            # sudo: nobody has the right to write a trial but this button
            scheme_sudo = scheme.sudo()
            scheme_sudo.trial_ids.unlink()
            scheme_sudo.write(
                {
                    "trial_ids": [fields.Command.create(row) for row in rows],
                    "tried_definition": scheme._get_definition(),
                    "tried_on": fields.Datetime.now(),
                    "tried_count": tried,
                    "tried_total": total,
                }
            )
        return True

    def action_use(self):
        """Let runs use the scheme.

        :raises UserError: not tried as it is now
        """
        for scheme in self:
            scheme._check_grading_rights()
            scheme._check_definition()
            if not scheme.is_tried:
                raise UserError(
                    self.env._("Try %s first: it was changed since the last trial.", scheme.name)
                )
        self.sudo().state = "used"  # sudo: the state moves by this button alone
        return True

    def action_draft(self):
        """Take the scheme out of use, to change it."""
        for scheme in self:
            scheme._check_grading_rights()
        self.sudo().state = "draft"  # sudo: the state moves by this button alone
        return True

    def action_simulate(self):
        """Open the simulator with the thresholds of the scheme."""
        self.ensure_one()
        self._check_grading_rights()
        return self.env["customer.grading.simulation"]._open(self)
