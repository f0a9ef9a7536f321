from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, unsealed
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

# Who buys for the department besides the applicant (第17条: 由专人购买).
BUYER_GROUPS = (
    "customer_base.group_customer_clerk,customer_base.group_customer_manager,"
    "customer_base.group_customer_director,customer_base.group_customer_admin"
)


class CustomerPurchasePlan(models.Model):
    """What is not everyday is planned and approved before it is bought (用品购置计划).

    REQ V-18, seed S4 2.2 第17条: 须拟定计划书(急需物品除外)，经大客户部经理审批后，由专人购买.
    Urgent things are bought first and approved afterwards, marked as such.
    """

    _name = "customer.purchase.plan"
    _inherit = [
        "customer.finished.mixin",
        "customer.confidential.mixin",
        "customer.entry.mixin",
        "customer.approval.mixin",
    ]
    _description = "Purchase Plan"
    _order = "date desc, id desc"
    _check_company_auto = True

    _finished_states = ("bought",)
    _entry_system_fields = frozenset(
        {"name", "bought_on", "bought_by_id", "actual_cost", "submit_until"}
    )
    _entry_transitions = {"buy": (("draft", "rejected", "submitted", "approved"), "buyer")}

    name = fields.Char(string="Document Number", readonly=True, copy=False, index="trigram")
    date = fields.Date(
        required=True, default=lambda self: self.env.company._workday_today(), copy=False
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, precompute=True, index=True
    )
    reason = fields.Text(string="Why", required=True)
    is_urgent = fields.Boolean(
        string="Urgent",
        tracking=True,
        help="Urgent things may be bought before approval. The plan is then submitted within "
        "the company's number of working days.",
    )
    line_ids = fields.One2many("customer.purchase.plan.line", "plan_id", string="Items", copy=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Planned Cost", compute="_compute_amount", store=True, tracking=True
    )
    needed_by = fields.Date(compute="_compute_amount", store=True)
    bought_on = fields.Date(readonly=True, copy=False, tracking=True)
    bought_by_id = fields.Many2one(
        "res.users", string="Bought by", readonly=True, copy=False, ondelete="restrict"
    )
    actual_cost = fields.Monetary(readonly=True, copy=False, tracking=True)
    submit_until = fields.Date(
        readonly=True, copy=False, help="What was bought urgently is submitted until then."
    )
    is_owed = fields.Boolean(
        string="Approval Owed",
        compute="_compute_is_owed",
        search="_search_is_owed",
        help="Bought before approval, and not submitted in time or rejected.",
    )
    can_buy = fields.Boolean(compute="_compute_can_buy")

    _actual_cost_positive = models.Constraint(
        "CHECK(actual_cost IS NULL OR actual_cost >= 0)", "The actual cost must not be negative."
    )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    @api.model
    def _selection_state(self):
        labels = {"bought": self.env._("Bought")}
        return [*super()._selection_state(), *labels.items()]

    def _compute_display_name(self):
        for plan in self:
            plan.display_name = plan.name or self.env._("New")

    @api.depends("applicant_id", "company_id")
    def _compute_department_id(self):
        for plan in self:
            plan.department_id = (
                plan.applicant_id
                and plan.applicant_id._employee_in(plan.company_id).department_id.id
            )

    @api.depends("line_ids.amount", "line_ids.needed_by")
    def _compute_amount(self):
        for plan in self:
            plan.amount = sum(plan.line_ids.mapped("amount"))
            plan.needed_by = min(filter(None, plan.line_ids.mapped("needed_by")), default=False)

    @api.depends("state", "submit_until")
    def _compute_is_owed(self):
        for plan in self:
            today = (plan.company_id or self.env.company)._workday_today()
            late = plan.state == "draft" and plan.submit_until and plan.submit_until < today
            plan.is_owed = bool(plan.bought_on and (late or plan.state == "rejected"))

    @api.model
    def _search_is_owed(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"]._customer_companies()
        late = companies._customer_day_domain("submit_until", "<", "company_id")
        bought = Domain("bought_on", "!=", False)
        return bought & (Domain("state", "=", "rejected") | (Domain("state", "=", "draft") & late))

    @api.depends("state", "bought_on", "is_urgent", "applicant_id")
    @api.depends_context("uid")
    def _compute_can_buy(self):
        for plan in self:
            plan.can_buy = bool(plan._origin) and not plan._why_not("buy")

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        # sudo: users draw numbers without having any right on sequences
        sequences_sudo = self.env["ir.sequence"].sudo()
        for plan in plans:
            number = sequences_sudo.with_company(plan.company_id).next_by_code(self._name)
            unsealed(plan).write({"name": number})
        plans._check_own_name()
        return plans

    def write(self, vals):
        if vals.get("is_urgent") is False and self.filtered("bought_on"):
            raise UserError(
                self.env._(
                    "%s was bought before approval and stays marked as urgent.",
                    self.filtered("bought_on")[0].display_name,
                )
            )
        result = super().write(vals)
        if "applicant_id" in vals:
            self._check_own_name()
        return result

    def _check_own_name(self):
        """Nobody plans in the name of another: whose department decides would be a choice."""
        if self.env.su or self.env.user.has_groups(BUYER_GROUPS):
            return
        if self.filtered(lambda plan: plan.applicant_id != self.env.user):
            raise AccessError(self.env._("Plan purchases in your own name."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bought(self):
        if bought := self.filtered("bought_on"):
            raise UserError(self.env._("%s is on record and is kept.", bought[0].display_name))

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_key_fields(self):
        return super()._approval_key_fields() | {"reason", "is_urgent", "line_ids", "amount"}

    def _approval_fact_fields(self):
        return ["reason", "is_urgent", "amount"]

    def _approval_amount(self):
        return max(self.amount, self.actual_cost), self.currency_id

    def _approval_department(self):
        return self.department_id or super()._approval_department()

    def _check_can_submit(self):
        super()._check_can_submit()
        for plan in self:
            if not plan.line_ids:
                raise UserError(
                    self.env._("%s has no items. Enter what is to be bought.", plan.display_name)
                )
            if plan.bought_on:
                plan._check_cost(plan.actual_cost)

    def _on_approved(self):
        """What was bought urgently is done with once it is approved."""
        super()._on_approved()
        bought = self.filtered("bought_on")
        if bought:
            bought._approval_set_state("bought")

    # ------------------------------------------------------------------
    # Buying
    # ------------------------------------------------------------------
    def _why_not(self, action):
        if why := super()._why_not(action):
            return why
        if self.bought_on:
            return self.env._(
                "%(plan)s was bought on %(day)s already.",
                plan=self.display_name,
                day=format_date(self.env, self.bought_on),
            )
        if self.state == "submitted" or (self.state != "approved" and not self.is_urgent):
            return self.env._(
                "%s is not approved. Only urgent things are bought before approval.",
                self.display_name,
            )
        if self.state == "rejected":
            return self.env._("%s was rejected and is not bought.", self.display_name)
        return False

    def _why_not_who(self, who):
        user = self.env.user
        if user == self.applicant_id or user.has_groups(BUYER_GROUPS):
            return False
        return self.env._(
            "%(plan)s: the applicant, the clerk or the manager buys.", plan=self.display_name
        )

    def action_buy(self):
        """Ask when the items were bought and what they cost."""
        self.ensure_one()
        self._check_action("buy")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bought"),
            "res_model": "customer.purchase.plan.buy",
            "view_mode": "form",
            "target": "new",
            "context": {"default_plan_id": self.id},
        }

    @api.private
    def _buy(self, day, cost):
        """Note the purchase. An approved plan is done with, an urgent one is still approved.

        :raises UserError: not approved and not urgent, too dear, a day to come
        """
        self = plain(self)
        self.ensure_one()
        self.check_access("write")
        self._lock_documents()
        self._check_action("buy")
        if day > self.company_id._workday_today():
            raise UserError(self.env._("%s: this day is yet to come.", self.display_name))
        if self.currency_id.compare_amounts(cost, 0) < 0:
            raise UserError(self.env._("What was paid must not be negative."))
        vals = {"bought_on": day, "bought_by_id": self.env.uid, "actual_cost": cost}
        if self.state == "approved":
            self._check_cost(cost)
            vals["state"] = "bought"
        else:
            vals["submit_until"] = self._submit_until(day)
        unsealed(self).write(vals)

    def _submit_until(self, day):
        company = self.company_id
        [until] = company._workday_add([day], company.customer_purchase_late_days)
        return until

    def _check_cost(self, cost):
        """:raises UserError: it cost more than the plan and the allowed rest"""
        percent = self.company_id.customer_purchase_over_percent
        allowed = self.currency_id.round(self.amount * (1 + percent / 100))
        if self.currency_id.compare_amounts(cost, allowed) <= 0:
            return
        figures = {
            "plan": self.display_name,
            "cost": self.currency_id.format(cost),
            "amount": self.currency_id.format(self.amount),
            "percent": f"{percent:g}",
        }
        if self.state == "approved":
            raise UserError(
                self.env._(
                    "%(plan)s: %(cost)s is more than %(percent)s %% above the approved "
                    "%(amount)s. Choose Revise, correct the prices and have it approved again.",
                    **figures,
                )
            )
        raise UserError(
            self.env._(
                "%(plan)s: it cost %(cost)s, more than %(percent)s %% above the planned "
                "%(amount)s. Enter the prices that were paid, then submit it.",
                **figures,
            )
        )

    @api.model
    def _workday_redate(self, companies, _years):
        """Date the submission of urgent purchases anew where days off have changed."""
        owed = self.search([("company_id", "in", companies.ids), ("submit_until", "!=", False),
                            ("state", "in", ("draft", "rejected"))])  # fmt: skip
        for company, plans in owed.grouped("company_id").items():
            days = company._workday_add(
                plans.mapped("bought_on"), company.customer_purchase_late_days
            )
            for plan, until in zip(plans, days, strict=True):
                if plan.submit_until != until:
                    unsealed(plan).write({"submit_until": until})
