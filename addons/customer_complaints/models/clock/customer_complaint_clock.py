from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..complaint.terms import CLOCK_KINDS
from .customer_complaint_limit import UNITS


class CustomerComplaintClock(models.Model):
    """The time one step of a complaint may take, and took (REQ C-02, C-03, C-11).

    Only the system writes it. Times are UTC; ``minutes`` are working time. A clock is open until
    ``date_done``; then it never changes again.
    """

    _name = "customer.complaint.clock"
    _inherit = ["customer.sealed", "customer.complaint.part"]
    _description = "Clock of a Complaint"
    _order = "complaint_id, date_start, id"
    _rec_name = "kind"

    kind = fields.Selection(CLOCK_KINDS, string="Clock", required=True, readonly=True, index=True)
    round = fields.Integer(readonly=True, default=1)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Paused"),
            ("met", "In Time"),
            ("missed", "Overdue"),
            ("stopped", "Stopped"),
        ],
        required=True,
        readonly=True,
        default="running",
        help="Stopped: the complaint was withdrawn or joined before the step was due.",
    )
    date_start = fields.Datetime(string="Start", required=True, readonly=True)
    date_due = fields.Datetime(string="Due", required=True, readonly=True)
    date_done = fields.Datetime(string="Done", readonly=True)
    missed_on = fields.Datetime(string="Overdue since", readonly=True)
    not_before = fields.Datetime(
        readonly=True, help="A limit made shorter on the way never falls due before this."
    )
    limit_id = fields.Many2one(
        "customer.complaint.limit",
        string="Limit",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    limit_number = fields.Float(string="Limit (Number)", readonly=True, digits=(8, 2))
    limit_unit = fields.Selection(UNITS, string="Unit", readonly=True, required=True)
    running_minutes = fields.Float(
        string="Working Minutes Running", readonly=True, help="Working time without pauses."
    )
    paused_minutes = fields.Float(
        string="Working Minutes Paused", readonly=True, help="Working time inside pauses."
    )
    next_check = fields.Datetime(
        readonly=True, help="When the job looks at it next: it is overdue, or a level is to tell."
    )
    reckoning = fields.Html(
        string="Reckoning at the End", readonly=True, sanitize=False, prefetch=False
    )
    pause_ids = fields.One2many("customer.complaint.pause", "clock_id", string="Pauses")
    notice_ids = fields.One2many("customer.complaint.notice", "clock_id", string="Told")
    is_over = fields.Boolean(
        string="Done or Stopped", compute="_compute_is_over", search="_search_is_over"
    )

    _one_open = models.UniqueIndex(
        "(complaint_id, kind) WHERE date_done IS NULL",
        "A complaint has one open clock of a kind at most.",
    )
    _check_idx = models.Index("(next_check, id) WHERE next_check IS NOT NULL")
    _open_idx = models.Index("(company_id, date_start) WHERE date_done IS NULL")

    @api.depends("date_done")
    def _compute_is_over(self):
        for clock in self:
            clock.is_over = bool(clock.date_done)

    @api.model
    def _search_is_over(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("date_done", "!=", False)

    @api.depends("kind", "complaint_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for clock in self:
            clock.display_name = f"{clock.complaint_id.name or ''} {kinds.get(clock.kind, '')}"

    def write(self, vals):
        """Refuse to change a closed clock, whoever does (REQ C-11)."""
        self.check_access("read")  # no refusal below names a complaint that is hidden
        if closed := self.filtered("date_done"):
            raise UserError(
                self.env._("%(clock)s is over and stays as it is.", clock=closed[0].display_name)
            )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Start, pause, end
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _start(self, complaints, kinds, starts=None):
        """Start clocks of these kinds for complaints that have none open of them.

        :param starts: {complaint: moment}; now without
        :raises UserError: there is no limit for a case
        """
        now = fields.Datetime.now()
        limits = self.env["customer.complaint.limit"]._limits_for(complaints, kinds)
        running = {
            (clock.complaint_id, clock.kind)
            for clock in complaints.sudo().clock_ids  # the system's own
            if not clock.date_done
        }
        vals_list = []
        for (complaint, kind), limit in limits.items():
            if (complaint, kind) in running:
                continue
            start = (starts or {}).get(complaint, now)
            vals_list.append(
                {
                    "complaint_id": complaint.id,
                    "kind": kind,
                    "round": complaint.round,
                    "date_start": start,
                    "date_due": start,
                    "limit_id": limit.id,
                    "limit_number": limit.number,
                    "limit_unit": limit.unit,
                }
            )
        # what has just ended no longer stands in the way of the index
        self.flush_model(["date_done"])
        clocks = unsealed(self).create(vals_list)
        clocks._reckon()
        return clocks

    @api.private
    def _pause(self, reason, note):
        """Stop open clocks for a reason.

        :raises UserError: paused already, over, no reason
        """
        now = fields.Datetime.now()
        for clock in self:
            if clock.date_done or clock._open_pause():
                raise UserError(
                    self.env._(
                        "%(clock)s does not run: it is paused or over.", clock=clock.display_name
                    )
                )
        # what has just ended no longer stands in the way of the index
        self.env["customer.complaint.pause"].flush_model(["date_stop"])
        unsealed(self.env["customer.complaint.pause"]).create(
            [
                {
                    "complaint_id": clock.complaint_id.id,
                    "clock_id": clock.id,
                    "reason": reason,
                    "note": note,
                    "date_start": max(now, clock.date_start),
                    "user_id": self.env.uid,
                }
                for clock in self
            ]
        )
        # what fell due before the pause is overdue, pause or not
        self._mark_missed(now)
        running = self.filtered(lambda clock: clock.state == "running")
        if running:
            unsealed(running).write({"state": "paused", "next_check": False})

    @api.private
    def _resume(self):
        """Let paused clocks run again; what was due moves by the working time of the pause."""
        now = fields.Datetime.now()
        pauses = self._open_pause()
        for company, rows in pauses.grouped("company_id").items():
            working = company._complaint_working_time()
            for pause in rows:
                stop = max(now, pause.date_start)
                unsealed(pause).write(
                    {
                        "date_stop": stop,
                        "minutes": working.seconds(pause.date_start, stop) / 60,
                    }
                )
        for clock in pauses.clock_id:
            unsealed(clock).write(
                {
                    "state": "running" if clock.state == "paused" else clock.state,
                    "paused_minutes": sum(clock.pause_ids.mapped("minutes")),
                }
            )
        self.filtered(lambda clock: not clock.date_done)._reckon()

    @api.private
    def _finish(self, stopped=False):
        """End open clocks now: in time, overdue, or stopped with the complaint.

        A paused one runs again first, so that its pause has an end.
        """
        now = fields.Datetime.now()
        open_clocks = self.filtered(lambda clock: not clock.date_done)
        open_clocks._resume()
        open_clocks._mark_missed(now)
        for company, clocks in open_clocks.grouped("company_id").items():
            working = company._complaint_working_time()
            for clock in clocks:
                unsealed(clock).write(clock._end_values(working, now, stopped))

    def _end_values(self, working, now, stopped):
        """Return what is kept of a clock that ends now."""
        self.ensure_one()
        done = max(now, self.date_start)
        state = "stopped" if stopped else "met"
        spent = self._spent(working, done)
        readers = in_company_language(self, self.company_id)
        return {
            "date_done": done,
            "state": self.state if self.state == "missed" else state,
            "next_check": False,
            # by the days as they were: later changes of the calendar say nothing about it
            "reckoning": readers._explain_list(done, spent),
            **spent,
        }

    def _mark_missed(self, now):
        """Mark running clocks that are over their limit; missed stays missed (REQ C-03)."""
        late = self.filtered(lambda clock: clock.state == "running" and clock.date_due < now)
        for clock in late:
            unsealed(clock).write({"state": "missed", "missed_on": clock.date_due})

    def _open_pause(self):
        """Return the pauses of these clocks that have no end yet."""
        # sudo: a pause stops the clock, whoever may read its reason
        return self.sudo().pause_ids.filtered(lambda pause: not pause.date_stop)

    def _spent(self, working, until):
        """Return the working time until a moment: running, and inside pauses."""
        self.ensure_one()
        paused = sum(
            working.seconds(pause.date_start, min(pause.date_stop or until, until))
            for pause in self.pause_ids
        )
        total = working.seconds(self.date_start, until)
        return {"running_minutes": (total - paused) / 60, "paused_minutes": paused / 60}
