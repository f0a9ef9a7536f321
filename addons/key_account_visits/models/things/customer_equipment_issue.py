from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, unsealed
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# Who keeps the equipment, hands it out and takes it back (第16条: 由内勤统一领取).
KEEPER_GROUPS = "customer_base.group_customer_clerk,customer_base.group_customer_admin"
# Who asks for others.
FOR_OTHERS_GROUPS = (
    f"{KEEPER_GROUPS},customer_base.group_customer_manager,customer_base.group_customer_director"
)


class CustomerEquipmentIssue(models.Model):
    """Equipment asked for, approved, taken and given back (用品领用).

    REQ V-15, seed S4 2.2 第19条: 由领用人提出申请（注明用途），由大客户部经理批注后办理. What is
    open when somebody leaves has to be handed over (第12条).
    """

    _name = "customer.equipment.issue"
    _inherit = [
        "customer.finished.mixin",
        "customer.confidential.mixin",
        "customer.entry.mixin",
        "customer.approval.mixin",
    ]
    _description = "Equipment Hand-out"
    _order = "id desc"
    _check_company_auto = True

    _finished_states = ("taken", "returned")
    _entry_system_fields = frozenset(
        {"name", "taken_on", "returned_on", "value", "condition_out", "condition_in", "return_note"}
    )
    _entry_transitions = {
        "take": (("approved",), "keeper"),
        "return": (("taken",), "keeper"),
    }

    name = fields.Char(string="Document Number", readonly=True, copy=False, index="trigram")
    equipment_id = fields.Many2one(
        "customer.equipment",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    kind = fields.Selection(related="equipment_id.kind")
    user_id = fields.Many2one(
        "res.users",
        string="Taken by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        check_company=True,
        tracking=True,
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, precompute=True, index=True
    )
    purpose = fields.Text(required=True, help="What it is needed for.")
    needed_on = fields.Date(
        required=True, default=lambda self: self.env.company._workday_today(), copy=False
    )
    due_on = fields.Date(string="Back by", required=True, copy=False, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(string="Value Then", readonly=True, copy=False)
    taken_on = fields.Date(readonly=True, copy=False)
    condition_out = fields.Selection(
        selection="_selection_condition", string="Condition When Taken", readonly=True, copy=False
    )
    returned_on = fields.Date(readonly=True, copy=False)
    condition_in = fields.Selection(
        selection="_selection_condition",
        string="Condition When Returned",
        readonly=True,
        copy=False,
    )
    return_note = fields.Text(string="Notes on Return", readonly=True, copy=False)
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    returned_late = fields.Boolean(
        string="Returned Late", compute="_compute_returned_late", store=True
    )
    can_take = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")

    _one_open = models.UniqueIndex(
        "(equipment_id) WHERE state = 'taken'", "This item is with somebody else already."
    )
    _dates = models.Constraint(
        "CHECK(due_on >= needed_on)", "It cannot be back before it is needed."
    )
    _returned_after = models.Constraint(
        "CHECK(returned_on IS NULL OR returned_on >= taken_on)",
        "It cannot be returned before it was taken.",
    )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    @api.model
    def _selection_state(self):
        labels = {"taken": self.env._("Taken"), "returned": self.env._("Given Back")}
        return [*super()._selection_state(), *labels.items()]

    @api.model
    def _selection_condition(self):
        labels = {
            "good": self.env._("Intact"),
            "worn": self.env._("Worn"),
            "damaged": self.env._("Damaged"),
            "lost": self.env._("Lost"),
        }
        return list(labels.items())

    @api.depends("name", "equipment_id.name")
    def _compute_display_name(self):
        for issue in self:
            issue.display_name = " ".join(filter(None, (issue.name, issue.equipment_id.name)))

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for issue in self:
            issue.department_id = (
                issue.user_id and issue.user_id._employee_in(issue.company_id).department_id.id
            )

    @api.depends("state", "due_on")
    def _compute_is_late(self):
        for issue in self:
            today = (issue.company_id or self.env.company)._workday_today()
            issue.is_late = bool(issue.state == "taken" and issue.due_on and issue.due_on < today)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"]._customer_companies()
        overdue = companies._customer_day_domain("due_on", "<", "company_id")
        return Domain("state", "=", "taken") & overdue

    @api.depends("returned_on", "due_on")
    def _compute_returned_late(self):
        for issue in self:
            issue.returned_late = bool(issue.returned_on and issue.returned_on > issue.due_on)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can(self):
        for issue in self:
            saved = bool(issue._origin)
            issue.can_take = saved and not issue._why_not("take")
            issue.can_return = saved and not issue._why_not("return")

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        issues = super().create(vals_list)
        issues._check_for_others()
        # sudo: users draw numbers without having any right on sequences
        sequences_sudo = self.env["ir.sequence"].sudo()
        for issue in issues:
            number = sequences_sudo.with_company(issue.company_id).next_by_code(self._name)
            unsealed(issue).write({"name": number})
        return issues

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals or "applicant_id" in vals:
            self._check_for_others()
        return result

    def _check_for_others(self):
        """:raises AccessError: asks in the name of somebody else without being their superior"""
        if self.env.su or self.env.user.has_groups(FOR_OTHERS_GROUPS):
            return
        for issue in self:
            if self.env.user not in (issue.user_id & issue.applicant_id):
                raise AccessError(
                    self.env._(
                        "Ask for equipment in your own name. The clerk or the manager asks for "
                        "others."
                    )
                )

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "equipment_id", "user_id", "purpose", "needed_on", "due_on",
        }  # fmt: skip

    def _approval_fact_fields(self):
        return ["equipment_id", "purpose", "due_on"]

    def _approval_amount(self):
        return self.equipment_id.value, self.currency_id

    def _approval_department(self):
        return self.department_id or super()._approval_department()

    def _approval_excluded_users(self):
        """Who takes it does not decide, whoever wrote the request."""
        return super()._approval_excluded_users() | self.user_id

    def _approval_may_request(self):
        return super()._approval_may_request() | self.filtered(
            lambda issue: issue.user_id == self.env.user
        )

    @api.constrains("equipment_id")
    def _check_equipment_id(self):
        for issue in self:
            if not issue.equipment_id.active:
                raise ValidationError(
                    self.env._(
                        "%(item)s is archived. Choose other equipment.",
                        item=issue.equipment_id.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Handing out and taking back
    # ------------------------------------------------------------------
    def _why_not_who(self, who):
        if self.env.user.has_groups(KEEPER_GROUPS):
            return False
        return self.env._(
            "%(issue)s: the clerk hands equipment out and takes it back.", issue=self.display_name
        )

    def action_take(self):
        """Ask when and in which condition the item was taken."""
        return self._ask("take", self.env._("Hand Out"))

    def action_return(self):
        """Ask when and in which condition the item came back."""
        return self._ask("return", self.env._("Take Back"))

    def _ask(self, action, title):
        self.ensure_one()
        self._check_action(action)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customer.equipment.handover",
            "view_mode": "form",
            "target": "new",
            "context": {"default_issue_id": self.id, "default_action": action},
        }

    @api.private
    def _take(self, day, condition):
        """Hand the item out; it can be with one person only.

        :raises UserError: not approved, already with somebody, a day to come
        """
        self = self._begin("take", day)
        self._check_equipment_id()
        # sudo: who has the item now, whoever may read that hand-out
        open_sudo = self.sudo().search(
            [("equipment_id", "=", self.equipment_id.id), ("state", "=", "taken")], limit=1
        )
        if open_sudo:
            raise UserError(
                self.env._(
                    "%(item)s is with %(user)s since %(day)s. Take it back first.",
                    item=self.equipment_id.display_name,
                    user=open_sudo.user_id.name,
                    day=format_date(self.env, open_sudo.taken_on),
                )
            )
        unsealed(self).write(
            {
                "state": "taken",
                "taken_on": day,
                "condition_out": condition,
                "value": self.equipment_id.value,
            }
        )

    @api.private
    def _return(self, day, condition, note):
        """Take the item back; what is lost is archived.

        :raises UserError: not out, before it was taken, lost or damaged without a word why
        """
        self = self._begin("return", day)
        if day < self.taken_on:
            raise UserError(
                self.env._(
                    "%(issue)s was taken on %(day)s. It cannot be back before.",
                    issue=self.display_name,
                    day=format_date(self.env, self.taken_on),
                )
            )
        note = (note or "").strip()
        if condition in ("damaged", "lost") and not note:
            raise UserError(self.env._("Say what happened to it."))
        unsealed(self).write(
            {
                "state": "returned",
                "returned_on": day,
                "condition_in": condition,
                "return_note": note,
            }
        )
        if condition == "lost":
            # sudo: the clerk need not have the right to archive equipment
            self.equipment_id.sudo().action_archive()

    def _begin(self, action, day):
        self = plain(self)
        self.ensure_one()
        self.check_access("write")
        self._lock_documents()
        self._check_action(action)
        if day > self.company_id._workday_today():
            raise UserError(self.env._("%s: this day is yet to come.", self.display_name))
        return self

    @api.model
    @api.private
    def _open_of(self, users):
        """Return the hand-outs that these people still have (departure, 第12条)."""
        # sudo: what a leaver has is asked by whoever hands the work over
        return self.sudo().search([("user_id", "in", users.ids), ("state", "=", "taken")])
