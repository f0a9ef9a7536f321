from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_round, format_list, formatLang

COST_FIELDS = ("cost_staff", "cost_travel", "cost_risk", "cost_development", "cost_management")
ADVANTAGE_FIELDS = (
    "advantage_cost",
    "advantage_income",
    "advantage_waste",
    "advantage_efficiency",
    "advantage_solution",
    "advantage_intangible",
)
# Later, the approved figures stand as they are.
REVISE_STATES = ("approved", "in_progress")
FACTOR_FIELDS = ("factor_cost", "factor_technology", "factor_policy")


class CustomerDevelopment(models.Model):
    """The application (客户开发申请) with its figures and its plan (004 3.2.2; REQ D-04, D-05)."""

    _inherit = "customer.development"
    _record_date_pairs = (("date_start", "date_end"),)
    _record_amounts = ("expected_sales", "expected_profit", *COST_FIELDS)

    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        tracking=True,
        default=lambda self: self.env.company.currency_id,
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Main Currency")
    expected_sales = fields.Monetary("Expected Annual Sales", tracking=True)
    expected_profit = fields.Monetary("Expected Annual Profit", tracking=True)
    cost_staff = fields.Monetary("Staff Cost")
    cost_travel = fields.Monetary("Travel Cost")
    cost_risk = fields.Monetary("Risk Cost")
    cost_development = fields.Monetary("Development Cost")
    cost_management = fields.Monetary("Management Cost")
    cost_total = fields.Monetary("Total Cost", compute="_compute_worth", store=True)
    return_ratio = fields.Float(
        compute="_compute_worth",
        store=True,
        digits=(12, 2),
        aggregator="avg",
        help="Expected annual profit for each unit of cost.",
    )
    payback_months = fields.Float(
        "Payback (Months)",
        compute="_compute_worth",
        store=True,
        digits=(12, 1),
        aggregator="avg",
        help="Months until the expected profit has paid back the cost.",
    )
    worth_verdict = fields.Char("What the Figures Say", compute="_compute_worth_verdict")
    expected_sales_company = fields.Monetary(
        "Expected Annual Sales (Main Currency)",
        compute="_compute_expected_sales_company",
        store=True,
        currency_field="company_currency_id",
        help="For lists and analyses over several currencies, at the rate of the date.",
    )
    development_method = fields.Selection(
        [
            ("event", "Invite to a Product Event"),
            ("material", "Send Material"),
            ("visit", "Visit"),
        ],
        tracking=True,
    )
    date_start = fields.Date("Planned Start")
    date_end = fields.Date("Planned End")
    date_expected = fields.Date("Expected Signing", tracking=True)
    plan = fields.Text("Development Plan")
    advantage_cost = fields.Text("Lower Purchasing Cost")
    advantage_income = fields.Text("Higher Income")
    advantage_waste = fields.Text("Less Waste")
    advantage_efficiency = fields.Text("Better Efficiency")
    advantage_solution = fields.Text("Solution to Real Problems")
    advantage_intangible = fields.Text("Intangible Value")
    factor_cost = fields.Text("Product Cost")
    factor_technology = fields.Text("Product Technology")
    factor_policy = fields.Text("Policy and Society")

    # ------------------------------------------------------------------ figures
    @api.depends("expected_profit", "currency_id", *COST_FIELDS)
    def _compute_worth(self):
        for development in self:
            cost = sum(development[name] for name in COST_FIELDS)
            profit = development.expected_profit
            development.cost_total = cost
            development.return_ratio = float_round(profit / cost, 2) if cost else 0.0
            development.payback_months = (
                float_round(cost / (profit / 12.0), 1) if cost and profit else 0.0
            )

    @api.depends("expected_sales", "expected_profit", "cost_total")
    @api.depends_context("lang")
    def _compute_worth_verdict(self):
        for development in self:
            development.worth_verdict = development._get_worth_verdict()

    def _get_worth_verdict(self):
        """One sentence on whether the customer is worth its cost (004 3.2.2 (5))."""
        self.ensure_one()
        if not self.expected_sales or not self.cost_total:
            return self.env._("Enter the expected sales, profit and costs to see what they say.")
        if not self.expected_profit:
            return self.env._("No profit is expected: the cost is never paid back.")
        values = {
            "ratio": formatLang(self.env, self.return_ratio, digits=2),
            "months": formatLang(self.env, self.payback_months, digits=1),
        }
        if self.expected_profit < self.cost_total:
            return self.env._(
                "Not worth it within the first year: each unit of cost brings %(ratio)s of "
                "profit a year, paid back after %(months)s months.",
                **values,
            )
        return self.env._(
            "Worth developing: each unit of cost brings %(ratio)s of profit a year, "
            "paid back after %(months)s months.",
            **values,
        )

    @api.depends("expected_sales", "currency_id", "company_id", "date")
    def _compute_expected_sales_company(self):
        for development in self:
            company = development.company_id or self.env.company
            currency = development.currency_id or company.currency_id
            development.expected_sales_company = currency._convert(
                development.expected_sales,
                company.currency_id,
                company,
                development.date or development.company_id._workday_today(),
            )

    @api.constrains("expected_sales", "expected_profit")
    def _check_profit_below_sales(self):
        for development in self:
            if development.expected_sales and (
                development.currency_id.compare_amounts(
                    development.expected_profit, development.expected_sales
                )
                > 0
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s: the expected profit is higher than the expected sales.",
                        name=development.display_name,
                    )
                )

    # ------------------------------------------------------------------ approval hooks
    def _approval_amount(self):
        return self.expected_sales, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id",
            "level",
            "currency_id",
            "expected_sales",
            "expected_profit",
            *COST_FIELDS,
            *ADVANTAGE_FIELDS,
            *FACTOR_FIELDS,
        }

    def _approval_fact_fields(self):
        return ["partner_id", "level", "expected_sales", "expected_profit"]

    def _check_can_submit(self):
        """What must be in an application before it is submitted (004 3.2.2; REQ D-04)."""
        super()._check_can_submit()
        messages = []
        for development in self:
            if missing := development._get_application_gaps():
                messages.append(
                    self.env._(
                        "%(name)s is not complete. Still missing: %(missing)s.",
                        name=development.display_name,
                        missing=format_list(self.env, missing),
                    )
                )
        if messages:
            raise UserError("\n".join(messages))

    def _get_application_gaps(self):
        """Return what is still missing in the application, in the user's words."""
        self.ensure_one()
        gaps = []
        if self.survey_conclusion != "develop":
            gaps.append(self.env._("a background survey concluded with 'develop'"))
        if self.survey_is_open:
            gaps.append(self.env._("the conclusion of the open survey"))
        if not self.expected_sales:
            gaps.append(self.env._("the expected annual sales"))
        if not self.cost_total:
            gaps.append(self.env._("the costs"))
        if not self.development_method:
            gaps.append(self.env._("the development method"))
        if not any(self[name] for name in ADVANTAGE_FIELDS):
            gaps.append(self.env._("at least one of the six advantages"))
        return gaps

    def _approval_may_request(self):
        # The coordinator and the superiors may submit for the salesperson; the engine keeps
        # applicant, author and submitter from deciding.
        return super()._approval_may_request() | self._development_may_act()

    def _compute_approval_rights(self):
        super()._compute_approval_rights()
        for development in self:
            development.can_revise &= development.state in REVISE_STATES

    def action_revise(self, reason=None):
        self.check_access("read")  # what follows names them
        # What has been signed or closed is not approved anew; superiors may reopen it.
        if wrong := self.filtered(lambda d: d.state not in REVISE_STATES):
            raise UserError(
                self.env._(
                    "%(names)s can no longer be revised: it is signed or closed.",
                    names=wrong._join_names(),
                )
            )
        return super().action_revise(reason)

    def _on_approved(self):
        super()._on_approved()
        self.commercial_partner_id._customer_set_category("interested")
        self._create_tasks("preparation")
