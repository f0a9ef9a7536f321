from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError, ValidationError
from odoo.tools.date_utils import start_of

from .plan_terms import LIGHTS, worst


class CustomerAccountPlan(models.Model):
    """What we want to reach with a key account in a period, and how (大客户经营计划).

    Seeds S4 1.2.3 职责 4 (制定针对每一位客户的开发策略并有效实施) and 3.2.2 二.2 (needs,
    decision process, competition). Aims with present values of the ERP, actions with owner and
    date, a map of who decides and who supports us. Red, amber or green, with the reason.
    """

    _name = "customer.account.plan"
    _inherit = [
        "customer.confidential.mixin",
        "customer.record.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Account Plan"
    _order = "date_to desc, id desc"
    _mail_post_access = "read"
    _record_sequence = "customer.account.plan"
    _record_date_pairs = (("date_from", "date_to"),)
    _record_amounts = ("annual_need",)
    _entry_system_fields = frozenset({"state", "closed_on", "result"})

    partner_id = fields.Many2one(
        domain="[('is_company', '=', True), ('parent_id', '=', False), "
        "'|', ('is_key_account', '=', True), ('customer_key_account_type_ids', '!=', False)]"
    )
    date_from = fields.Date(
        "From",
        required=True,
        tracking=True,
        default=lambda self: start_of(self.env.company._workday_today(), "year"),
    )
    date_to = fields.Date(
        "To",
        required=True,
        tracking=True,
        index=True,
        default=lambda self: (
            start_of(self.env.company._workday_today(), "year") + relativedelta(years=1, days=-1)
        ),
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    annual_need = fields.Monetary(
        "Customer's Need in the Period",
        tracking=True,
        help="What the customer needs of what we sell, from whomever it buys.",
    )
    situation = fields.Text("Where We Stand", help="Needs, competitors, what the customer plans.")
    strategy = fields.Text(tracking=True)
    goal_ids = fields.One2many("customer.account.plan.goal", "plan_id", "Aims", copy=True)
    action_ids = fields.One2many("customer.account.plan.action", "plan_id", "Actions")
    person_ids = fields.One2many("customer.account.plan.person", "plan_id", "Relationship Map")
    state = fields.Selection(
        [("running", "Running"), ("closed", "Closed")],
        "Status",
        required=True,
        default="running",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    closed_on = fields.Date(readonly=True, copy=False)
    result = fields.Text("What Was Reached", readonly=True, copy=False)
    light = fields.Selection(LIGHTS, "Light", compute="_compute_light", help="The worst part.")
    light_reason = fields.Text("Why", compute="_compute_light")
    may_change = fields.Boolean(compute="_compute_may_change")

    _partner_idx = models.Index("(commercial_partner_id, company_id, date_to)")

    # ------------------------------------------------------------------ light
    @api.depends(
        "state",
        "goal_ids.light",
        "action_ids.is_late",
        "person_ids.light",
    )
    @api.depends_context("lang")
    def _compute_light(self):
        for plan in self:
            parts = [(goal.light, goal.light_reason) for goal in plan.goal_ids]
            parts += [(person.light, person.light_reason) for person in plan.person_ids]
            late = plan.action_ids.filtered("is_late")
            if late:
                parts.append(("amber", self.env._("Actions overdue: %(count)s.", count=len(late))))
            plan.light = worst(light for light, _why in parts)
            reasons = [why for light, why in parts if light == plan.light and light != "green"]
            plan.light_reason = "\n".join(filter(None, reasons))

    @api.depends_context("uid")
    @api.depends("state", "partner_id")
    def _compute_may_change(self):
        for plan in self:
            plan.may_change = plan.access_write and plan.state == "running"

    # ------------------------------------------------------------------ what may be entered
    @api.constrains("partner_id")
    def _check_key_account(self):
        for plan in self:
            customer_sudo = plan.partner_id.sudo()  # what it is, whoever may read it
            if not (customer_sudo.is_key_account or customer_sudo.customer_key_account_type_ids):
                raise ValidationError(
                    self.env._(
                        "%(customer)s is no key account. Have it confirmed as one first.",
                        customer=customer_sudo.name,
                    )
                )

    @api.constrains("partner_id", "company_id", "date_from", "date_to", "state")
    def _check_overlap(self):
        """One running plan of a customer for a period."""
        # sudo: also plans of colleagues
        running_sudo = self.sudo().search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("state", "=", "running"),
            ]
        )
        # sudo: compared only
        for plan in self.sudo().filtered(lambda one: one.state == "running"):
            for other in running_sudo - plan:
                if (
                    other.commercial_partner_id == plan.commercial_partner_id
                    and other.company_id == plan.company_id
                    and other.date_from <= plan.date_to
                    and other.date_to >= plan.date_from
                ):
                    raise ValidationError(
                        self.env._(
                            "%(customer)s has an account plan for this time already. Go on with "
                            "that one, or close it first.",
                            customer=plan.commercial_partner_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._add_people()
        return plans

    def write(self, vals):
        if not self.env.su:
            self._check_running(vals)
        return super().write(vals)

    def _check_running(self, vals):
        """:raises UserError: a closed plan is changed"""
        free = set(self.env["mail.thread"]._fields) | set(self.env["mail.activity.mixin"]._fields)
        if set(vals) <= free:
            return
        self.check_access("read")  # no refusal below names a plan that is hidden
        if closed := self.filtered(lambda plan: plan.state == "closed"):
            raise UserError(
                self.env._(
                    "%(plan)s is closed. Reopen it to change it.", plan=closed[0].display_name
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if closed := self.filtered(lambda plan: plan.state == "closed"):
            raise UserError(
                self.env._("%(plan)s is closed and is kept.", plan=closed[0].display_name)
            )

    def _add_people(self):
        """Put the customer's contacts with a buying role on the map, each once."""
        contacts = self.env["customer.contact"].search(
            [("commercial_partner_id", "in", self.commercial_partner_id.ids)]
        )
        by_customer = contacts.grouped("commercial_partner_id")
        self.env["customer.account.plan.person"].create(
            [
                {"plan_id": plan.id, "contact_id": contact.id}
                for plan in self
                for contact in by_customer.get(plan.commercial_partner_id, contacts.browse())
                - plan.person_ids.contact_id
            ]
        )

    # ------------------------------------------------------------------ buttons
    def action_add_people(self):
        """Put contacts on the map that were entered after the plan."""
        self.check_access("write")
        self._check_running({"person_ids": True})
        self._add_people()
        return True

    def action_open_close(self):
        """Ask what was reached."""
        self.ensure_one()
        self.check_access("write")
        self._check_running({"state": True})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Was Reached"),
            "res_model": "customer.account.plan.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_plan_id": self.id},
        }

    def _close(self, result):
        """Close the plan with what was reached; the figures stand on record in the chatter.

        :raises UserError: nothing written, or closed already
        """
        self.ensure_one()
        self.check_access("write")
        self._check_running({"state": True})
        result = read_comment(result)
        if not result:
            raise UserError(
                self.env._(
                    "%(plan)s: write what was reached and what was learned.",
                    plan=self.display_name,
                )
            )
        self.goal_ids._keep_values()
        # sudo: set by this action only; the right to write was checked above
        self.sudo().write(
            {
                "state": "closed",
                "result": result,
                "closed_on": self.company_id._workday_today(),
            }
        )

    def action_reopen(self):
        """Take a closed plan up again."""
        self.check_access("write")
        closed = self.filtered(lambda plan: plan.state == "closed")
        # sudo: as closing
        closed.sudo().write({"state": "running", "closed_on": False})
        return True

    # ------------------------------------------------------------------ owner
    @api.model
    @api.private
    def _follow_owner(self, customers, before):
        """Running plans go on with whoever answers for the customer now.

        :param before: {customer: responsible person before}
        """
        # sudo: the plan follows the customer, whoever hands it over
        running_sudo = self.sudo().search(
            [("commercial_partner_id", "in", customers.ids), ("state", "=", "running")]
        )
        moved_sudo = running_sudo.filtered(
            lambda plan: plan.user_id == before[plan.commercial_partner_id]
        )
        for owner, plans in moved_sudo.grouped(
            lambda plan: plan.commercial_partner_id.user_id
        ).items():
            if owner:
                plans.user_id = owner
