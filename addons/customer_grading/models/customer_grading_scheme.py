
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_grading_measure import SCORE
from .grading_registry import Scope

# Who makes schemes and runs (S3 五.3(3): the market department is in charge of grading).
GRADING_GROUPS = (
    "customer_base.group_customer_marketing,customer_base.group_customer_director,"
    "customer_base.group_customer_admin"
)
CATEGORIES = {"all": ["potential", "interested", "closed"], "closed": ["closed"]}
CATEGORIES["prospects"] = ["potential", "interested"]


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

    # ------------------------------------------------------------------ guards
    def write(self, vals):
        free = {"state", "active", "sequence", "tried_definition", "tried_on", "trial_ids", "note"}
        if set(vals) - free - set(self.env["mail.thread"]._fields):
            self._check_draft()
        if not self.env.su and {"state", "tried_definition", "tried_on", "trial_ids"} & set(vals):
            raise AccessError(self.env._("Schemes move by their buttons: Try, Use, Back to Draft."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        own = ("state", "tried_definition", "tried_on", "trial_ids")
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
        if not self.env.su and not self.env.user.has_groups(GRADING_GROUPS):
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
        factor = self._get_factor(day or self.env.company._workday_today())
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
            "levels": sorted(levels, key=lambda level: (level["sequence"], level["grade_id"])),
        }

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

    def _check_definition(self):
        """Check a scheme before it grades anybody.

        :raises UserError: what is wrong with it, in the user's words
        """
        self.ensure_one()
        conditions, criteria = self.condition_ids, self.criterion_ids
        if not conditions:
            raise UserError(
                self.env._("%s has no conditions. Say what each grade asks for.", self.name)
            )
        foreign = conditions.grade_id.filtered(
            lambda grade: grade.company_id not in (self.env["res.company"], self.company_id)
        )
        if foreign:
            raise UserError(
                self.env._(
                    "%(scheme)s: grade %(grade)s belongs to another company.",
                    scheme=self.name,
                    grade=foreign[0].code,
                )
            )
        self.env["customer.grading.measure"]._get_queries(
            {*conditions.mapped("measure"), *criteria.mapped("measure")} - {SCORE.code, False},
            self._get_scope(self.env.company._workday_today()),
        )
        scored = any(row.measure == SCORE.code for row in conditions)
        if (self.method == "score") != scored or (self.method == "score" and not criteria):
            raise UserError(
                self.env._(
                    "%s: a weighted score needs points, and grades that ask for a score; a scheme "
                    "of conditions asks for none.",
                    self.name,
                )
            )
        conditions._check_bounds()
        conditions._check_options()
        criteria._check_options()
        criteria._check_points()
        self._check_overlaps()

    def _check_overlaps(self):
        """:raises UserError: two grades whose only condition claims the same figures"""
        single = {}
        for level in self._get_definition()["levels"]:
            if len(level["alternatives"]) == 1 and len(level["alternatives"][0]) == 1:
                [[condition]] = level["alternatives"]
                if not condition["values"]:
                    single.setdefault(condition["measure"], []).append((level, condition))
        for rows in single.values():
            for (better, high), (worse, low) in zip(rows, rows[1:], strict=False):
                if high["minimum"] is None or (
                    low["minimum"] is not None and low["minimum"] >= high["minimum"]
                ):
                    raise UserError(
                        self.env._(
                            "%(scheme)s: grade %(worse)s asks for as much as grade %(better)s or "
                            "more. The better grade comes first and asks for more.",
                            scheme=self.name,
                            worse=worse["code"],
                            better=better["code"],
                        )
                    )
                if low["maximum"] is not None and low["maximum"] > high["minimum"]:
                    raise UserError(
                        self.env._(
                            "%(scheme)s: grades %(better)s and %(worse)s overlap. Grade %(worse)s "
                            "must end where grade %(better)s begins.",
                            scheme=self.name,
                            worse=worse["code"],
                            better=better["code"],
                        )
                    )

    # ------------------------------------------------------------------ buttons
    def action_try(self):
        """Show what the scheme would say of the customers as they are now; nothing is graded."""
        for scheme in self:
            scheme._check_grading_rights()
            scheme._check_definition()
            day = scheme.company_id._workday_today()
            definition = scheme._get_definition(day)
            rows = self.env["customer.grading.trial"]._get_rows(scheme, definition, day)
            # sudo: nobody has the right to write a trial but this button
            scheme_sudo = scheme.sudo()
            scheme_sudo.trial_ids.unlink()
            scheme_sudo.write(
                {
                    "trial_ids": [fields.Command.create(row) for row in rows],
                    "tried_definition": scheme._get_definition(),
                    "tried_on": fields.Datetime.now(),
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
