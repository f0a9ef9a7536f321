from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..complaint.terms import CLOCK_KINDS, OPEN_STATES, PAUSE_REASONS, WAITING

# Who is awaited in which state when nothing is paused.
STATE_WAITS = {
    "registered": "service",
    "contacted": "service",
    "assigned": "department",
    "solution": "customer",
    "agreed": "department",
    "executed": "service",
    "visited": "service",
}
CASE_FIELDS = frozenset({"severity", "category_id", "partner_id"})


class CustomerComplaint(models.Model):
    # Clocks: which start and end with which step, pauses, and who waits for whom.

    _inherit = "customer.complaint"

    clock_ids = fields.One2many(
        "customer.complaint.clock", "complaint_id", string="Clocks", readonly=True
    )
    pause_ids = fields.One2many(
        "customer.complaint.pause", "complaint_id", string="Pauses", readonly=True
    )
    notice_ids = fields.One2many(
        "customer.complaint.notice", "complaint_id", string="Escalations", readonly=True
    )
    next_kind = fields.Selection(CLOCK_KINDS, string="Next Clock", readonly=True, copy=False)
    next_due = fields.Datetime(string="Next Due", readonly=True, copy=False, index="btree_not_null")
    waiting_for = fields.Selection(
        WAITING, string="Waiting for", readonly=True, copy=False, index="btree_not_null"
    )
    is_paused = fields.Boolean(compute="_compute_is_paused")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    clock_explanation = fields.Html(
        string="How the Time Is Reckoned", compute="_compute_clock_explanation"
    )

    @property
    def _entry_system_fields(self):
        return super()._entry_system_fields | {"next_kind", "next_due", "waiting_for"}

    @property
    def _entry_transitions(self):
        return super()._entry_transitions | {
            "pause": (OPEN_STATES, "part"),
            "resume": (OPEN_STATES, "part"),
        }

    @api.depends("pause_ids.date_stop")
    def _compute_is_paused(self):
        for complaint in self:
            complaint.is_paused = any(not pause.date_stop for pause in complaint.pause_ids)

    @api.depends("next_due", "clock_ids.state", "clock_ids.date_done", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint.is_overdue = any(
                clock.state == "missed" or (clock.state == "running" and clock.date_due < now)
                for clock in complaint.clock_ids
                if not clock.date_done
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "missed") | (
            Domain("state", "=", "running") & Domain("date_due", "<", fields.Datetime.now())
        )
        return Domain("clock_ids", "any", Domain("date_done", "=", False) & late)

    @api.depends("clock_ids.date_due", "clock_ids.date_done", "pause_ids.date_stop")
    @api.depends_context("lang")
    def _compute_clock_explanation(self):
        for complaint in self:
            complaint.clock_explanation = complaint.clock_ids._explain_html()

    # ------------------------------------------------------------------
    # What the steps call
    # ------------------------------------------------------------------
    def _clock_start(self, *kinds, starts=None):
        self.env["customer.complaint.clock"]._start(self, kinds, starts)
        self._clock_refresh()

    def _clock_finish(self, *kinds):
        """End the open clocks of these kinds; they are in time or overdue."""
        # sudo: the system's own
        self.sudo().clock_ids.filtered(lambda clock: clock.kind in kinds)._finish()
        self._clock_refresh()

    def _clock_stop(self):
        """End all open clocks without a verdict: nothing is awaited any longer."""
        # sudo: the system's own
        self.sudo().clock_ids._finish(stopped=True)
        self._clock_refresh()

    def _clock_open(self):
        """Return the open clocks, as superuser."""
        # sudo: the system's own
        return self.sudo().clock_ids.filtered(lambda clock: not clock.date_done)

    def _clock_refresh(self):
        """Write what list and card show of the clocks."""
        for complaint_sudo in self.sudo():  # the system's to write
            clocks = complaint_sudo._clock_open().sorted("date_due")
            following = clocks.filtered(lambda clock: clock.state != "paused")[:1] or clocks[:1]
            pause = following._open_pause()[:1]
            vals = {
                "next_kind": following.kind,
                "next_due": following.date_due,
                "waiting_for": pause.reason or STATE_WAITS.get(complaint_sudo.state, False),
            }
            if any(complaint_sudo[name] != value for name, value in vals.items()):
                complaint_sudo.write(vals)

    # ------------------------------------------------------------------
    # Pauses
    # ------------------------------------------------------------------
    def action_pause(self, reason=None, note=None, kinds=None):
        """Stop the open clocks, with a reason; without one a dialog asks for it.

        :param reason: one of the reasons of ``customer.complaint.pause``
        :param kinds: which clocks; all open ones without
        :raises UserError: no reason, nothing runs
        """
        self._check_action("pause")
        if reason is None:
            return self.env["customer.complaint.step"]._dialog(self, "pause")
        if reason not in dict(PAUSE_REASONS):
            raise UserError(self.env._("Say what is waited for: a pause needs a reason."))
        if reason == "other" and not read_comment(note):
            raise UserError(self.env._("Say in words why the clock is paused."))
        for complaint in self:
            clocks = complaint._clock_open().filtered(
                lambda clock: not clock._open_pause() and (not kinds or clock.kind in kinds)
            )
            if not clocks:
                raise UserError(
                    self.env._(
                        "%(complaint)s: no clock is running.", complaint=complaint.display_name
                    )
                )
            clocks._pause(reason, read_comment(note))
        self._clock_refresh()
        return True

    def action_resume(self):
        """Let the paused clocks run again.

        :raises UserError: nothing is paused
        """
        self._check_action("resume")
        for complaint in self:
            paused = complaint._clock_open().filtered(lambda clock: clock._open_pause())
            if not paused:
                raise UserError(
                    self.env._(
                        "%(complaint)s: no clock is paused.", complaint=complaint.display_name
                    )
                )
            paused._resume()
        self._clock_refresh()
        return True

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------
    def _no_limit_text(self, kind):
        """Say which row of the table of limits is missing."""
        self.ensure_one()
        complaint_sudo = self.sudo()  # of the case, for whoever enters it
        kinds = dict(CLOCK_KINDS)
        labels = (
            self.env["customer.complaint.limit"]._fields["kind"]._description_selection(self.env)
        )
        severity = dict(self._fields["severity"]._description_selection(self.env))
        return self.env._(
            "There is no limit for “%(clock)s” that fits this complaint (severity %(severity)s, "
            "grade %(grade)s, category %(category)s). An administrator enters one under "
            "Configuration / Complaints / Limits.",
            clock=dict(labels).get(kind, kinds[kind]),
            severity=severity[self.severity],
            grade=complaint_sudo.partner_id.customer_grade_id.name or "–",
            category=complaint_sudo.category_id.display_name or "–",
        )

    def write(self, vals):
        result = super().write(vals)
        if CASE_FIELDS & vals.keys():
            self._clock_open()._limit_again("case")
        return result
