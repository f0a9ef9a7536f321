from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerVisitFinding(models.Model):
    """What a customer found at an inspection or visit, followed until it is solved (V-20)."""

    _name = "customer.visit.finding"
    _inherit = [
        "customer.confidential.mixin",
        "customer.record.mixin",
        "customer.due.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Customer's Finding"
    _order = "state, date_due, id"

    _record_sequence = "customer.visit.finding"
    _entry_links = ("partner_id", "visit_id", "reception_id")
    _entry_system_fields = frozenset({"state", "solved_on", "solved_by_id"})
    _entry_transitions = {"solve": (("open",), "any"), "reopen": (("solved",), "any")}
    _access_user_field = "user_id"
    _due_field = "date_due"

    visit_id = fields.Many2one("customer.visit", index="btree_not_null", ondelete="restrict")
    reception_id = fields.Many2one(
        "customer.reception", index="btree_not_null", ondelete="restrict"
    )
    subject = fields.Char(string="What Was Found", required=True, tracking=True)
    detail = fields.Text()
    user_id = fields.Many2one(string="Who Solves It")
    date_due = fields.Date(string="Until", required=True, tracking=True)
    solution = fields.Text(string="How It Was Solved", copy=False, tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("solved", "Solved")],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="open",
        tracking=True,
        index=True,
    )
    solved_on = fields.Date(readonly=True, copy=False)
    solved_by_id = fields.Many2one(
        "res.users", string="Solved by", readonly=True, copy=False, index="btree_not_null"
    )

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = " ".join(
                part for part in (finding.name, finding.subject) if part
            )

    def _why_not_who(self, who):
        # who may change the customer, or has it to solve
        self.ensure_one()
        if self.env.su or self.user_id == self.env.user or self.has_access("write"):
            return False
        return self.env._(
            "%(finding)s is solved by %(person)s.",
            finding=self.display_name,
            person=self.user_id.name,
        )

    def action_solve(self):
        """Say that it is solved; the solution says how.

        :raises UserError: no solution was written
        """
        self._check_action("solve")
        for finding in self:
            if not (finding.solution or "").strip():
                raise UserError(
                    self.env._(
                        "%(finding)s: write how it was solved first.",
                        finding=finding.display_name,
                    )
                )
            # the system's to write; rights were checked
            finding.sudo().write(
                {
                    "state": "solved",
                    "solved_on": finding.company_id._workday_today(),
                    "solved_by_id": self.env.uid,
                }
            )
        return True

    def action_reopen(self):
        """Take it up again: the customer still finds it."""
        self._check_action("reopen")
        # the system's to write; rights were checked
        self.sudo().write({"state": "open", "solved_on": False, "solved_by_id": False})
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if kept := self.filtered(lambda finding: finding.state != "open"):
            raise UserError(
                self.env._("%(finding)s stays on record.", finding=kept[0].display_name)
            )
