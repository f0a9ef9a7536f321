from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import AccessError, UserError

from ..complaint.terms import OPEN_STATES


class CustomerComplaintAction(models.Model):
    """What is done about a cause: containment, correction, prevention (REQ C-06)."""

    _name = "customer.complaint.action"
    _inherit = ["customer.complaint.part", "mail.thread", "mail.activity.mixin"]
    _description = "Action of a Complaint"
    _order = "complaint_id, date_due, id"

    _mail_post_access = "read"
    _entry_transitions = {
        "done": (("open",), "owner"),
        "cancel": (("open",), "handler"),
        "check": (("done",), "checker"),
    }
    _entry_system_fields = frozenset(
        {"state", "done_on", "done_by_id", "effect_on", "effect_by_id", "effect"}
    )

    name = fields.Char(string="What Is Done", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("containment", "Containment"),
            ("correction", "Correction"),
            ("prevention", "Prevention"),
        ],
        required=True,
        default="correction",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date_due = fields.Date(string="Until", required=True, tracking=True)
    evidence = fields.Text(help="What shows that it was done.")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        tracking=True,
        index=True,
    )
    done_on = fields.Date(readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Done by", readonly=True, copy=False, index="btree_not_null"
    )
    effect_due = fields.Date(
        string="Check of Effect", copy=False, help="When it is checked whether it helped."
    )
    effect = fields.Selection(
        [("effective", "Effective"), ("not_effective", "Not Effective")],
        readonly=True,
        copy=False,
        tracking=True,
    )
    effect_note = fields.Text(string="Result of the Check", copy=False)
    effect_on = fields.Date(string="Effect Checked on", readonly=True, copy=False)
    effect_by_id = fields.Many2one(
        "res.users",
        string="Effect Checked by",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    can_done = fields.Boolean(compute="_compute_action_buttons")
    can_check = fields.Boolean(compute="_compute_action_buttons")

    @api.depends("state", "user_id", "effect")
    @api.depends_context("uid")
    def _compute_action_buttons(self):
        for action in self:
            action.can_done = bool(action._origin) and not action._why_not("done")
            action.can_check = bool(action._origin) and not action._why_not("check")

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------
    def _why_not_who(self, who):
        complaint_sudo = self.sudo().complaint_id  # who works on it, for whoever asks
        complaint = complaint_sudo.sudo(False)
        if who == "owner" and not (
            self.env.su or self.user_id == self.env.user or complaint._complaint_is_part()
        ):
            return self.env._(
                "%(action)s is done by %(person)s.", action=self.name, person=self.user_id.name
            )
        if who == "handler" and not complaint._complaint_is_part():
            return complaint._why_not_who("part")
        if who == "checker":
            return self._why_not_check(complaint)
        return False

    def _why_not_check(self, complaint):
        if self.effect:
            return self.env._("%(action)s: the effect was checked.", action=self.name)
        if not self.env.su and self.env.user in self.user_id | self.done_by_id:
            return self.env._(
                "%(action)s: somebody else than who did it checks the effect.", action=self.name
            )
        return (
            False
            if self.env.su or complaint._complaint_is_part()
            else complaint._why_not_who("part")
        )

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_part()
        actions._check_open("name")
        for action in actions:
            action._tell_owner()
        return actions

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")  # no refusal below names an action that is hidden
            self._check_part()
            for name in vals.keys() & self._fields.keys():
                self._check_open(name)
        result = super().write(vals)
        if "user_id" in vals:
            for action in self:
                action._tell_owner()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        for action in self:
            if action.state != "open" or action.complaint_id.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(action)s stays on record. Cancel it with a reason instead.",
                        action=action.name,
                    )
                )

    def _check_part(self):
        """:raises AccessError: neither working on the complaint nor having it to do"""
        if self.env.su:
            return
        for action in self:
            complaint = action.sudo().complaint_id.sudo(False)  # who works on it
            if action.user_id != self.env.user and not complaint._complaint_is_part():
                raise AccessError(complaint._why_not_who("part"))

    def _check_open(self, name):
        """Refuse changes of what is done, or belongs to a complaint that is over.

        The check of effect comes later, and may be planned then.
        """
        if self.env.su or name.startswith(("message_", "activity_", "effect_due", "effect_note")):
            return
        for action in self:
            if action.state != "open" or action.complaint_id.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(action)s is done, or its complaint is over: it stays as it is.",
                        action=action.name,
                    )
                )

    def _tell_owner(self):
        """Give the owner an activity until the action is due."""
        if self.user_id == self.env.user or self.state != "open":
            return
        # sudo: an activity for a colleague
        self.sudo().activity_unlink(["customer_complaints.mail_activity_action"])
        self.sudo().activity_schedule(
            "customer_complaints.mail_activity_action",
            date_deadline=self.date_due,
            user_id=self.user_id.id,
            summary=for_reader(self, self.user_id).env._("Action of a complaint"),
        )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------
    def action_done(self, evidence=None):
        """It is done; says what shows it.

        :raises UserError: not the user's, done already, no evidence
        """
        self._check_action("done")
        for action in self:
            text = read_comment(evidence) or read_comment(action.evidence)
            if not text:
                raise UserError(
                    self.env._("%(action)s: enter what shows that it was done.", action=action.name)
                )
            # the system's to write; rights were checked
            action.sudo().write(
                {
                    "evidence": text,
                    "state": "done",
                    "done_on": action.company_id._workday_today(),
                    "done_by_id": self.env.uid,
                }
            )
            # sudo: the activity is of whoever was to do it; rights were checked
            action.sudo().activity_unlink(["customer_complaints.mail_activity_action"])
        return True

    def action_cancel(self, reason=None):
        """It is not needed any more; says why.

        :raises UserError: not the user's, done already, no reason
        """
        self._check_action("cancel")
        for action in self:
            text = read_comment(reason) or read_comment(action.evidence)
            if not text:
                raise UserError(
                    self.env._(
                        "%(action)s: enter under evidence why it is not needed.",
                        action=action.name,
                    )
                )
            # the system's to write; rights were checked
            action.sudo().write({"state": "cancelled", "evidence": text})
            action.sudo().activity_unlink(["customer_complaints.mail_activity_action"])
        return True

    def action_effective(self):
        """The check of effect: it helped."""
        return self._write_effect("effective")

    def action_not_effective(self):
        """The check of effect: it did not help, something else has to be done."""
        return self._write_effect("not_effective")

    def _write_effect(self, effect):
        """:raises UserError: not done, checked already, one's own, no result written"""
        self._check_action("check")
        for action in self:
            if not read_comment(action.effect_note):
                raise UserError(
                    self.env._("%(action)s: write the result of the check.", action=action.name)
                )
            # the system's to write; rights were checked
            action.sudo().write(
                {
                    "effect": effect,
                    "effect_on": action.company_id._workday_today(),
                    "effect_by_id": self.env.uid,
                }
            )
        return True
