from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.exceptions import UserError, ValidationError

ACTIVITY = "customer_key_account.mail_activity_type_account_plan"


class CustomerAccountPlanAction(models.Model):
    """What somebody does for an account plan until a day; an activity of the owner."""

    _name = "customer.account.plan.action"
    _inherit = ["customer.entry.mixin"]
    _description = "Action of an Account Plan"
    _order = "plan_id, done_on desc, date_deadline, id"
    _entry_links = ("plan_id",)
    _entry_system_fields = frozenset({"done_on", "activity_id"})

    plan_id = fields.Many2one(
        "customer.account.plan", "Account Plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    name = fields.Char("What", required=True)
    goal_id = fields.Many2one(
        "customer.account.plan.goal",
        "For the Aim",
        index="btree_not_null",
        ondelete="set null",
        domain="[('plan_id', '=', plan_id)]",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_deadline = fields.Date("Until", required=True)
    done_on = fields.Date(readonly=True, copy=False)
    result = fields.Text(copy=False)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    is_late = fields.Boolean("Overdue", compute="_compute_is_late")

    @api.depends("date_deadline", "done_on", "plan_id.state")
    def _compute_is_late(self):
        for action in self:
            today = (action.company_id or self.env.company)._workday_today()
            open_one = not action.done_on and action.plan_id.state == "running"
            action.is_late = bool(
                open_one and action.date_deadline and action.date_deadline < today
            )

    @api.constrains("goal_id", "plan_id")
    def _check_goal(self):
        for action in self:
            # sudo: an aim of another plan may be hidden; it is refused without its name
            if action.goal_id and action.goal_id.sudo().plan_id != action.plan_id:
                raise ValidationError(
                    self.env._(
                        "%(action)s: choose an aim of the same account plan.", action=action.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        if not self.env.su:
            actions.plan_id._check_running({"action_ids": True})
        actions._check_owner()
        actions._sync_activity()
        return actions

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self.plan_id._check_running({"action_ids": True})
        result = super().write(vals)
        if {"user_id", "date_deadline", "name"} & vals.keys():
            self._check_owner()
            self._sync_activity()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if done := self.filtered("done_on"):
            raise UserError(self.env._("%(action)s was done and is kept.", action=done[0].name))

    def unlink(self):
        if not self.env.su:
            self.check_access("unlink")
            self.plan_id._check_running({"action_ids": True})
        # sudo: the owner's activity goes with the action, whoever takes it away
        activities_sudo = self.sudo().activity_id
        result = super().unlink()
        activities_sudo.unlink()
        return result

    def _check_owner(self):
        """:raises UserError: the owner has left, or may not open the plan"""
        for action in self:
            user_sudo = action.user_id.sudo()  # colleagues' logins
            plan = action.plan_id.with_user(action.user_id)
            companies = user_sudo.company_ids.ids
            able = (
                user_sudo.active
                and not user_sudo.share
                and action.company_id.id in companies
                and plan.with_context(allowed_company_ids=companies).has_access("read")
            )
            if not able:
                raise UserError(
                    self.env._(
                        "%(user)s cannot open the account plan of %(customer)s. Choose somebody "
                        "who works on this customer, or put the person on its team first.",
                        user=user_sudo.name,
                        customer=action.plan_id.partner_id.name,
                    )
                )

    def _sync_activity(self):
        """Let the owner's activity say what the action says."""
        for action in self.filtered(lambda one: not one.done_on):
            values = {
                "summary": action.name,
                "date_deadline": action.date_deadline,
                "user_id": action.user_id.id,
            }
            # sudo: activities of other people follow the action
            action_sudo = action.sudo()
            if action_sudo.activity_id:
                action_sudo.activity_id.write(values)
            else:
                plan_sudo = for_reader(action_sudo.plan_id, action.user_id)
                action_sudo.activity_id = plan_sudo.activity_schedule(ACTIVITY, **values)

    def action_done(self):
        """The action was taken; the activity of its owner is done with it."""
        self.check_access("write")
        self.plan_id._check_running({"action_ids": True})
        for action in self.filtered(lambda one: not one.done_on):
            activity_sudo = action.sudo().activity_id  # the owner's, whoever reports it done
            action._mark_done(action.result)
            if activity_sudo:
                activity_sudo.action_feedback(feedback=action.result or False)
        return True

    def _mark_done(self, result):
        for action in self:
            # sudo: set by being done only
            action.sudo().write(
                {
                    "done_on": action.company_id._workday_today(),
                    "result": result or action.result,
                    "activity_id": False,
                }
            )
