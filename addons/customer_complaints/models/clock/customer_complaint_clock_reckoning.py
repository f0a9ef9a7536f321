import pytz
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Domain

CHUNK = 2000


class CustomerComplaintClock(models.Model):
    # Dates of open clocks: reckoned, and reckoned anew when days, limits or a case change.

    _inherit = "customer.complaint.clock"

    @api.private
    def _reckon(self):
        """Date open clocks by their limits and pauses; what is missed stays as it is.

        Working time from start to due is the limit and the pauses together, so pauses move the
        end by their working time alone.
        """
        now = fields.Datetime.now()
        for company, clocks in self.grouped("company_id").items():
            working = company._complaint_working_time()
            by_limit = clocks.grouped(lambda clock: (clock.limit_number, clock.limit_unit))
            for (number, unit), group in by_limit.items():
                dues = company._complaint_due(working, group.mapped("date_start"), number, unit)
                for clock, due in zip(group, dues, strict=True):
                    due = clock._paused_due(working, due)
                    if clock.state != "missed" and clock.date_due != due:
                        unsealed(clock).write({"date_due": due})
            clocks._mark_missed(now)
            clocks._set_next_check(company, working)
        self.complaint_id._clock_refresh()

    def _paused_due(self, working, due):
        """Return when a limit is over with the pauses that have ended."""
        self.ensure_one()
        paused = sum(
            working.seconds(pause.date_start, pause.date_stop)
            for pause in self.pause_ids
            if pause.date_stop
        )
        if paused:
            due = working.add(due, paused)
        return max(due, self.not_before) if self.not_before else due

    # ------------------------------------------------------------------
    # The next look of the job
    # ------------------------------------------------------------------
    def _set_next_check(self, company, working):
        moments = company._complaint_level_moments(working)
        for clock in self:
            value = clock._next_check(moments)
            if clock.next_check != value:
                unsealed(clock).write({"next_check": value})

    def _next_check(self, moments):
        """Return when the job has to look at the clock again; False: never.

        :param moments: :class:`LevelMoments` of the company
        """
        self.ensure_one()
        if self.date_done or self.state == "paused":
            return False
        told = set(self.notice_ids.level_id.ids)
        due = [self.date_due] if self.state == "running" else []
        due += [
            moment
            for level, moment in moments.of(self.kind, self.date_due, self.date_start)
            if level.id not in told
        ]
        return min(due, default=False)

    @api.private
    def _look_again(self, companies):
        """Find the next look anew for the open clocks of companies."""
        for company in companies:
            working = company._complaint_working_time()
            clocks = self.search([("company_id", "=", company.id), ("date_done", "=", False)])
            clocks._set_next_check(company, working)

    # ------------------------------------------------------------------
    # Dated anew
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _workday_redate(self, companies, years):
        """Date the open clocks anew whose time the changed days may touch (REQ B-12, C-11)."""
        domain = Domain("company_id", "in", companies.ids) & Domain("date_done", "=", False)
        if years:
            # a limit is at most 2000 days long; what started later than these years stays
            domain &= Domain("date_start", "<", f"{max(years) + 1}-01-02 00:00:00")
        self._date_again(self.search(domain), "days")

    @api.model
    def _date_again(self, clocks, why):
        """Reckon anew, and say in the chatter of each complaint what has moved.

        :param why: ``days``, ``limit`` or ``case``
        """
        for first in range(0, len(clocks), CHUNK):
            chunk = clocks[first : first + CHUNK]
            before = {clock: clock.date_due for clock in chunk}
            chunk._reckon()
            moved = chunk.filtered(lambda clock: clock.date_due != before[clock])  # noqa: B023
            for company, rows in moved.grouped("company_id").items():
                in_company_language(rows, company)._say_moved(before, why)

    def _say_moved(self, before, why):
        """Log the moves in the company's language, one line a complaint."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        reasons = {
            "days": self.env._("working days have changed"),
            "limit": self.env._("the limit was changed"),
            "case": self.env._("another limit holds for this complaint now"),
        }
        bodies = {}
        for complaint, clocks in self.grouped("complaint_id").items():
            parts = [
                self.env._(
                    "%(clock)s: due %(after)s instead of %(before)s",
                    clock=kinds[clock.kind],
                    after=clock._local_text(clock.date_due),
                    before=clock._local_text(before[clock]),
                )
                for clock in clocks
            ]
            bodies[complaint.id] = self.env._(
                "Dated anew, as %(reason)s. %(moves)s",
                reason=reasons[why],
                moves="; ".join(parts),
            )
        # sudo: a line of the system
        self.complaint_id.sudo()._message_log_batch(bodies)

    @api.private
    def _limit_again(self, why="limit"):
        """Look up the limits of open clocks anew and date those anew whose limit is another one.

        A limit that was made shorter on the way is never over before now (C-02).
        """
        now = fields.Datetime.now()
        clocks = self.filtered(lambda clock: not clock.date_done)
        changed = self.browse()
        for kind, group in clocks.grouped("kind").items():
            limits = self.env["customer.complaint.limit"]._limits_for(group.complaint_id, [kind])
            by_complaint = {complaint: limit for (complaint, _kind), limit in limits.items()}
            for clock in group:
                limit = by_complaint[clock.complaint_id.sudo(False)]
                same = (limit.number, limit.unit) == (clock.limit_number, clock.limit_unit)
                if same and limit.id == clock.limit_id.id:
                    continue
                vals = {"limit_id": limit.id}
                if not same:
                    vals |= {
                        "limit_number": limit.number,
                        "limit_unit": limit.unit,
                        "not_before": max(now, clock.date_start),
                    }
                    changed |= clock
                unsealed(clock).write(vals)
        self._date_again(changed, why)

    def _local(self, moment):
        """Return a stored moment in the company's time zone."""
        return pytz.utc.localize(moment).astimezone(self.company_id._workday_tz())

    def _local_text(self, moment):
        return f"{self._local(moment):%Y-%m-%d %H:%M}"
