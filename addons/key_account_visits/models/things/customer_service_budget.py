from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_list
from odoo.tools.date_utils import start_of

# Who sets budgets of any customer, whether or not its file is open to them.
BUDGET_GROUPS = (
    "customer_base.group_customer_director,customer_base.group_customer_finance,"
    "customer_base.group_customer_admin"
)
PERIOD_MONTHS = {"year": 12, "quarter": 3, "month": 1}
# What a budget of some kind is for; a budget of the company needs nothing more.
SUBJECTS = {"department": "department_id", "grade": "grade_id", "customer": "partner_id"}

# What was spent and committed of each budget: one query for as many as there are.
FIGURES = """
   SELECT budget.id, SUM(entry.spent), SUM(entry.committed)
     FROM customer_service_budget budget
     JOIN (%(entries)s) AS entry
       ON entry.company_id = budget.company_id
      AND entry.date BETWEEN budget.date_from AND budget.date_to
LEFT JOIN hr_department own ON own.id = budget.department_id
LEFT JOIN hr_department department ON department.id = entry.department_id
    WHERE budget.id IN %(ids)s
      AND CASE budget.kind
              WHEN 'customer' THEN entry.partner_id = budget.partner_id
              WHEN 'grade' THEN entry.customer_grade_id = budget.grade_id
              WHEN 'department' THEN department.parent_path LIKE own.parent_path || '%%'
              ELSE TRUE
          END
      AND (
          NOT EXISTS (SELECT FROM customer_service_budget_product_rel rel
                       WHERE rel.budget_id = budget.id)
          OR EXISTS (SELECT FROM customer_service_budget_product_rel rel
                      WHERE rel.budget_id = budget.id AND rel.product_id = entry.product_id)
      )
 GROUP BY budget.id
"""


class CustomerServiceBudget(models.Model):
    """What may be spent on customers in a period, and what was (服务费用控制).

    REQ V-14, seed S4 2.1 指标 8: 服务费用开支额 / 服务费用预算额. For the whole company, a
    department with those below it, a grade, or one customer.
    """

    _name = "customer.service.budget"
    _inherit = ["mail.thread", "customer.entry.mixin", "customer.access.mixin"]
    _description = "Service Budget"
    _order = "date_from desc, kind, id"
    _check_company_auto = True
    _access_partner_field = "partner_id"
    _entry_links = ("partner_id",)
    _entry_right = "read"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("company", "Whole Company"),
            ("department", "Department"),
            ("grade", "Grade"),
            ("customer", "Customer"),
        ],
        string="Budget for",
        required=True,
        default="customer",
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department", index=True, ondelete="restrict", check_company=True
    )
    grade_id = fields.Many2one(
        "customer.grade", string="Grade", index="btree_not_null", ondelete="restrict"
    )
    period = fields.Selection(
        [("year", "Year"), ("quarter", "Quarter"), ("month", "Month")],
        required=True,
        default="year",
        tracking=True,
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: start_of(self.env.company._workday_today(), "year"),
        tracking=True,
        help="Any day of the period: the period begins on its first day.",
    )
    date_to = fields.Date(
        string="To", compute="_compute_date_to", store=True, precompute=True, index=True
    )
    product_ids = fields.Many2many(
        "product.product",
        "customer_service_budget_product_rel",
        "budget_id",
        "product_id",
        string="Expense Categories",
        domain="[('can_be_expensed', '=', True)]",
        context={"active_test": False},  # a category given up still limits what counts
        help="Only expenses of these categories count. Empty: everything spent on customers, "
        "gifts from stock included.",
    )
    amount = fields.Monetary(string="Budgeted", required=True, tracking=True)
    note = fields.Text(string="Notes")
    spent = fields.Monetary(compute="_compute_figures")
    committed = fields.Monetary(
        compute="_compute_figures", help="Approved or in approval, and not yet spent."
    )
    remaining = fields.Monetary(
        compute="_compute_figures", help="Budgeted less spent and committed."
    )
    used_percent = fields.Float(
        string="Used (%)", compute="_compute_figures", digits=(16, 1), aggregator=None
    )
    is_over = fields.Boolean(
        string="Over Budget", compute="_compute_figures", search="_search_is_over"
    )

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A budget must not be negative.")
    _one_subject = models.Constraint(
        "CHECK((partner_id IS NOT NULL) = (kind = 'customer')"
        " AND (department_id IS NOT NULL) = (kind = 'department')"
        " AND (grade_id IS NOT NULL) = (kind = 'grade'))",
        "A budget is for the whole company, one department, one grade or one customer.",
    )
    _period_idx = models.Index("(company_id, kind, period, date_from)")

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    @api.depends("kind", "partner_id", "department_id", "grade_id", "period", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for budget in self:
            # sudo: whoever may read the budget may know what it is for
            subject_sudo = budget.sudo()[SUBJECTS.get(budget.kind, "company_id")]
            parts = (subject_sudo.display_name, budget._period_name())
            budget.display_name = " ".join(part for part in parts if part)

    def _period_name(self):
        day = self.date_from
        if not day:
            return ""
        if self.period == "year":
            return str(day.year)
        if self.period == "quarter":
            return f"{day.year} Q{(day.month + 2) // 3}"
        return f"{day.year}-{day.month:02}"

    @api.depends("date_from", "period")
    def _compute_date_to(self):
        for budget in self:
            if budget.date_from and budget.period:
                first = start_of(budget.date_from, budget.period)
                months = PERIOD_MONTHS[budget.period]
                budget.date_to = first + relativedelta(months=months, days=-1)
            else:
                budget.date_to = False

    @api.depends("amount", "kind", "date_to", "product_ids", "partner_id", "department_id")
    def _compute_figures(self):
        figures = self._figures()
        for budget in self:
            spent, committed = figures.get(budget._origin.id, (0.0, 0.0))
            used = spent + committed
            budget.spent = spent
            budget.committed = committed
            budget.remaining = budget.amount - used
            budget.used_percent = used / budget.amount * 100 if budget.amount else 0.0
            # a form may have no company for a moment
            currency = budget.currency_id or self.env.company.currency_id
            budget.is_over = currency.compare_amounts(used, budget.amount) > 0

    def _figures(self):
        """Return {budget id: (spent, committed)}; budgets without any are left out."""
        ids = self._origin.ids
        if not ids:
            return {}
        # sudo: the sum is the budget's, whether or not each document is the reader's to see
        entries_sudo = self.env["customer.budget.entry"].sudo()
        entries_sudo._flush_sources()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(FIGURES, entries=entries_sudo._table_query, ids=tuple(ids))
        )
        return {row[0]: (float(row[1] or 0.0), float(row[2] or 0.0)) for row in rows}

    @api.model
    def _search_is_over(self, operator, value):
        if operator != "in":
            return NotImplemented
        budgets = self.search([])  # pylint: disable=no-search-all
        return Domain("id", "in", budgets.filtered("is_over").ids)

    # ------------------------------------------------------------------
    # What may be entered
    # ------------------------------------------------------------------
    @api.model
    def _entry_check_target(self, target, right):
        # who sets budgets for all does not need each customer's file
        if not self.env.user.has_groups(BUDGET_GROUPS):
            super()._entry_check_target(target, right)

    @api.onchange("kind")
    def _onchange_kind(self):
        for kind, name in SUBJECTS.items():
            if kind != self.kind:
                self[name] = False

    @api.onchange("date_from", "period")
    def _onchange_period(self):
        if self.date_from and self.period:
            self.date_from = start_of(self.date_from, self.period)

    @api.model_create_multi
    def create(self, vals_list):
        budgets = super().create(vals_list)
        budgets._begin_periods()
        return budgets

    def write(self, vals):
        result = super().write(vals)
        if {"date_from", "period"} & vals.keys():
            self._begin_periods()
        return result

    def _begin_periods(self):
        """Every period begins on its first day, whichever day was entered."""
        for budget in self:
            first = start_of(budget.date_from, budget.period)
            if budget.date_from != first:
                budget.date_from = first

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for budget in self:
            partner_sudo = budget.partner_id.sudo()  # whose contact it is, whoever may read it
            if partner_sudo != partner_sudo.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s. Choose %(customer)s itself.",
                        contact=partner_sudo.name,
                        customer=partner_sudo.commercial_partner_id.name,
                    )
                )

    @api.constrains(
        "company_id", "kind", "partner_id", "department_id", "grade_id",
        "period", "date_from", "product_ids",
    )  # fmt: skip
    def _check_overlap(self):
        """Two budgets for the same thing, period and category would both claim the money."""
        # sudo: also budgets that the user does not see
        candidates_sudo = self.sudo().search(
            [
                ("company_id", "in", self.company_id.ids),
                ("kind", "in", self.mapped("kind")),
                ("period", "in", self.mapped("period")),
                ("date_from", "<=", max(self.mapped("date_to"))),
                ("date_to", ">=", min(self.mapped("date_from"))),
            ]
        )
        by_key = candidates_sudo.grouped(lambda budget: budget._subject_key())
        for budget in self.sudo():  # sudo: compared only
            for other in by_key.get(budget._subject_key(), candidates_sudo.browse()) - budget:
                overlaps = other.date_from <= budget.date_to and other.date_to >= budget.date_from
                if overlaps and budget._same_categories(other):
                    raise ValidationError(
                        self.env._(
                            "There is a budget for the same already: %(other)s, "
                            "%(categories)s. Change that one.",
                            other=other.display_name,
                            categories=format_list(self.env, other.product_ids.mapped("name"))
                            or self.env._("all categories"),
                        )
                    )

    def _subject_key(self):
        subject = self[SUBJECTS[self.kind]].id if self.kind in SUBJECTS else False
        return self.company_id.id, self.kind, self.period, subject

    def _same_categories(self, other):
        if not self.product_ids or not other.product_ids:
            return not self.product_ids and not other.product_ids
        return bool(self.product_ids & other.product_ids)

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Of customers that become one the budgets for the same are added up."""
        # sudo: the budgets are the merged customers', whoever merges them
        budgets_sudo = self.sudo().search(
            [("partner_id", "in", (sources | target).ids)],
            order="date_from, id",
        )
        kept_sudo = {}
        for budget in budgets_sudo.sorted(lambda budget: budget.partner_id != target):
            key = (
                budget.company_id,
                budget.period,
                budget.date_from,
                tuple(budget.product_ids.ids),
            )
            if key not in kept_sudo:
                kept_sudo[key] = budget
                continue
            kept_sudo[key].amount += budget.amount
            kept = in_company_language(self, budget.company_id)
            kept_sudo[key]._message_log(
                body=kept.env._(
                    "The budget of %(customer)s, %(amount)s, was added: the customers are one now.",
                    customer=budget.partner_id.name,
                    amount=budget.currency_id.format(budget.amount),
                )
            )
            budget.unlink()

    # ------------------------------------------------------------------
    # What stands behind the figure
    # ------------------------------------------------------------------
    def _entry_domain(self):
        """Return the domain of the documents that the figures are made of."""
        self.ensure_one()
        domain = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ]
        )
        if self.kind == "customer":
            domain &= Domain("partner_id", "=", self.partner_id.id)
        elif self.kind == "grade":
            domain &= Domain("customer_grade_id", "=", self.grade_id.id)
        elif self.kind == "department":
            domain &= Domain("department_id", "child_of", self.department_id.id)
        if self.product_ids:
            domain &= Domain("product_id", "in", self.product_ids.ids)
        return domain

    def action_open_entries(self):
        """Open the documents behind the figures, those the reader may see."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "key_account_visits.customer_budget_entry_action"
        )
        return action | {"domain": list(self._entry_domain()), "context": {}}
