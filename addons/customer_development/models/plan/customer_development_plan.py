from datetime import date

from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerDevelopmentPlan(models.Model):
    """What is to be developed in a year: scope, direction, targets, results (年度开发计划).

    REQ D-01, seeds S2 3.1, 4.1.1 and S4 2.1 指标 4. Written by who leads marketing, approved by
    the marketing director and the general manager; a change is approved again and what was
    approved before stays beside it. For the whole company or for one department with those below.
    """

    _name = "customer.development.plan"
    _inherit = [
        "customer.confidential.mixin",
        "customer.development.plan.figures",
        "customer.entry.mixin",
        "customer.staff.mixin",
        "customer.approval.mixin",
    ]
    _description = "Year Plan of Development"
    _order = "year desc, id desc"
    _mail_post_access = "read"
    _record_sequence = "customer.development.plan"
    _record_amounts = ("target_customers", "target_sales")
    _entry_system_fields = frozenset(
        {
            "approved_customers",
            "approved_sales",
            "previous_customers",
            "previous_sales",
            "approved_on",
            "changed_on",
        }
    )

    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._workday_today().year,
        aggregator=None,
        index=True,
        tracking=True,
        copy=False,
    )
    date_from = fields.Date(compute="_compute_dates", string="From")
    date_to = fields.Date(compute="_compute_dates", string="To")
    scope_department_id = fields.Many2one(
        "hr.department",
        string="Plan for",
        index=True,
        check_company=True,
        tracking=True,
        help="The department whose plan it is, with those below it. Empty: the whole company.",
    )
    scope_name = fields.Char(string="Plan Scope", compute="_compute_scope_name")
    target_customers = fields.Integer(tracking=True)
    target_sales = fields.Monetary(tracking=True)
    scope = fields.Text(string="Which Customers", help="The range of customers to be developed.")
    direction = fields.Text(string="Main Direction", tracking=True)
    measures = fields.Text(string="What We Do for It")
    line_ids = fields.One2many(
        "customer.development.plan.line", "plan_id", string="Targets", copy=True
    )
    approved_on = fields.Date(readonly=True, copy=False)
    changed_on = fields.Date(string="Change Approved on", readonly=True, copy=False, tracking=True)
    is_over = fields.Boolean(compute="_compute_dates", string="Year Is Over")
    has_own_target = fields.Boolean(
        compute="_compute_has_own_target", search="_search_has_own_target"
    )
    may_open_invoices = fields.Boolean(compute="_compute_may_open_invoices")

    _year_range = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2100)", "Enter the year of the plan with four digits."
    )
    # the friendly message comes from _check_one_plan, this is for two at the same moment
    _one_plan = models.UniqueIndex(
        "(company_id, year, COALESCE(scope_department_id, 0))",
        "There is a plan for this year already.",
    )

    # ------------------------------------------------------------------ computes
    @api.depends("year", "company_id")
    def _compute_dates(self):
        for plan in self:
            year = plan.year if 2000 <= plan.year <= 2100 else False
            plan.date_from = year and date(year, 1, 1)
            plan.date_to = year and date(year, 12, 31)
            today = (plan.company_id or self.env.company)._workday_today()
            plan.is_over = bool(year and year < today.year)

    @api.depends("scope_department_id")
    @api.depends_context("lang")
    def _compute_scope_name(self):
        for plan in self:
            # sudo: whoever may read the plan may know for which department it is
            department = plan.scope_department_id.sudo().name
            plan.scope_name = department or self.env._("Whole Company")

    @api.depends("name", "year", "scope_department_id")
    def _compute_display_name(self):
        for plan in self:
            # sudo: whoever may read the plan may know for which department it is
            parts = (plan.name, str(plan.year or ""), plan.scope_department_id.sudo().name)
            plan.display_name = " ".join(part for part in parts if part)

    @api.depends("line_ids.user_id")
    @api.depends_context("uid")
    def _compute_has_own_target(self):
        """A rule asks this: a path through the lines would show everybody those of others."""
        # sudo: whether there is one of the user's own
        own = (
            self.env["customer.development.plan.line"]
            .sudo()
            ._search([("plan_id", "in", self._origin.ids), ("user_id", "=", self.env.uid)])
        )
        ids = {plan_id for (plan_id,) in self.env.execute_query(own.select("plan_id"))}
        for plan in self:
            plan.has_own_target = plan._origin.id in ids

    @api.model
    def _search_has_own_target(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as above
        own = (
            self.env["customer.development.plan.line"]
            .sudo()
            ._search([("user_id", "=", self.env.uid)])
        )
        return Domain("id", "in", own.subselect("plan_id"))

    @api.depends_context("uid")
    def _compute_may_open_invoices(self):
        self.may_open_invoices = self.env["account.move"].has_access("read")

    def _compute_approval_rights(self):
        super()._compute_approval_rights()
        for plan in self:
            plan.can_revise &= not plan.is_over

    # ------------------------------------------------------------------ what may be entered
    @api.constrains("year")
    def _check_year(self):
        for plan in self:
            today = plan.company_id._workday_today()
            if plan.year < today.year:
                raise ValidationError(
                    self.env._(
                        "%(year)s is over: nothing is planned for it any more. Choose %(now)s or "
                        "a later year.",
                        year=str(plan.year),
                        now=str(today.year),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")  # no refusal below tells an outsider anything
        for vals in vals_list:
            # of none: a copy is made on the plan that it must not stand beside
            self.browse()._check_one_plan(
                vals.get("company_id") or self.env.company.id,
                vals.get("year") or self.env.company._workday_today().year,
                vals.get("scope_department_id") or False,
            )
        return super().create(vals_list)

    def write(self, vals):
        if {"company_id", "year", "scope_department_id"} & vals.keys():
            for plan in self:
                plan._check_one_plan(
                    vals.get("company_id", plan.company_id.id),
                    vals.get("year", plan.year),
                    vals.get("scope_department_id", plan.scope_department_id.id),
                )
        return super().write(vals)

    def _check_one_plan(self, company_id, year, scope_id):
        """One plan for a year and a scope: two would count the same customers twice.

        :raises ValidationError: names year and scope, nothing else of the other plan
        """
        # sudo: also plans that the user does not see
        other_sudo = self.sudo().search(
            [
                ("company_id", "=", company_id),
                ("year", "=", year),
                ("scope_department_id", "=", scope_id),
                ("id", "not in", self.ids),
            ],
            limit=1,
        )
        if other_sudo:
            raise ValidationError(
                self.env._(
                    "There is a plan of %(year)s for %(scope)s already. Open that one and "
                    "choose Revise to change it.",
                    year=str(year),
                    scope=other_sudo.scope_department_id.name or other_sudo.company_id.name,
                )
            )

    # ------------------------------------------------------------------ approval
    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "year",
            "scope_department_id",
            "scope",
            "direction",
            "target_customers",
            "target_sales",
            "line_ids",
        }

    def _approval_fact_fields(self):
        return ["year", "scope_department_id", "direction", "target_customers", "target_sales"]

    def _approval_amount(self):
        return self.target_sales, self.currency_id

    def _approval_department(self):
        return self.scope_department_id or super()._approval_department()

    def _check_can_submit(self):
        super()._check_can_submit()
        self._check_year()
        for plan in self:
            gaps = plan._plan_gaps()
            if gaps:
                raise UserError(
                    self.env._(
                        "%(plan)s is not complete: %(missing)s",
                        plan=plan.display_name,
                        missing=gaps[0],
                    )
                )

    def _plan_gaps(self):
        """Return what is still missing in one plan, in the user's words."""
        self.ensure_one()
        gaps = []
        if not self.direction:
            gaps.append(self.env._("enter the main direction."))
        if not self.target_customers or not self.target_sales:
            gaps.append(self.env._("enter how many new customers and what sales are the target."))
        if not self.line_ids:
            gaps.append(self.env._("add targets by person, region or kind of customer."))
        return gaps

    def action_revise(self, reason=None):
        self.check_access("read")  # what follows names them
        if over := self.filtered("is_over"):
            raise UserError(
                self.env._(
                    "%(plan)s: its year is over, the targets stand as they were approved.",
                    plan=over[0].display_name,
                )
            )
        return super().action_revise(reason)

    def _on_approved(self):
        super()._on_approved()
        for plan in self:
            today = plan.company_id._workday_today()
            changed = bool(plan.approved_on)
            plan._keep_approved(changed)
            plan.line_ids._keep_approved(changed)
            unsealed(plan).write({"changed_on": today} if changed else {"approved_on": today})

    # ------------------------------------------------------------------ results
    def _figures_depends(self):
        return (*super()._figures_depends(), "year", "scope_department_id", "company_id")

    def _figures_plan(self):
        return self

    def _figures_targets(self):
        return SQL(
            """
            SELECT plan.id, plan.company_id, make_date(plan.year, 1, 1) AS first,
                   make_date(plan.year, 12, 31) AS last, scope.parent_path AS path,
                   NULL::int AS user_id, NULL::varchar AS level, NULL::int AS state_id,
                   NULL::int AS industry_id
              FROM customer_development_plan plan
         LEFT JOIN hr_department scope ON scope.id = plan.scope_department_id
             WHERE plan.id IN %s
            """,
            tuple(self._origin.ids),
        )
