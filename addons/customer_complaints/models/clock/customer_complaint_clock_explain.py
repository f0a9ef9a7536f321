from datetime import timedelta

from markupsafe import Markup
from odoo import fields, models
from odoo.tools import groupby

MAX_DAYS = 40


class CustomerComplaintClock(models.Model):
    # How the time of a clock was reckoned, day by day, in words.

    _inherit = "customer.complaint.clock"

    explanation = fields.Html(string="How the Time Is Reckoned", compute="_compute_explanation")

    def _compute_explanation(self):
        for clock in self:
            # a clock that is not running yet has nothing to tell
            clock.explanation = clock.date_start and clock._explain_html()

    def _explain_html(self):
        """Return the reckoning of these clocks, one after the other."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        result = Markup()
        for clock in self:
            rows = clock.reckoning or clock._explain_list()
            result += Markup("<p><b>%s</b></p>%s") % (kinds[clock.kind], rows)
        return result

    def _explain_list(self, done=None, spent=None):
        rows = Markup().join(
            Markup("<li>%s</li>") % line for line in self._explain_lines(done, spent)
        )
        return Markup("<ul>%s</ul>") % rows

    def _explain_lines(self, done=None, spent=None):
        """Return the reckoning as a list of lines in the reader's language.

        :param done: when it ends now
        :param spent: the working time of ``_spent`` until then
        """
        self.ensure_one()
        company = self.company_id
        lines = [self.env._("Started %(start)s.", start=self._local_text(self.date_start))]
        text = self.env["customer.complaint.limit"]._limit_text(self.limit_number, self.limit_unit)
        lines.append(self.env._("Limit: %(limit)s.", limit=text))
        working = company._complaint_working_time()
        [due] = company._complaint_due(
            working, [self.date_start], self.limit_number, self.limit_unit
        )
        if self.limit_unit == "workday":
            start = self._local(self.date_start).date()
            lines.append(company._workday_explain(start, int(self.limit_number)))
            lines += self._explain_last_day(working, due)
        else:
            lines += self._explain_days(working, self.date_start, due)
        lines += self._explain_pauses(working)
        if self.not_before and self.date_due == self.not_before:
            lines.append(
                self.env._(
                    "The limit was made shorter on %(moment)s; it is never over before.",
                    moment=self._local_text(self.not_before),
                )
            )
        lines.append(self.env._("Due %(due)s.", due=self._local_text(self.date_due)))
        if done:
            lines.append(
                self.env._(
                    "Done %(done)s after %(hours)s working hours, %(paused)s of them paused.",
                    done=self._local_text(done),
                    hours=self._hours(sum(spent.values())),
                    paused=self._hours(spent["paused_minutes"]),
                )
            )
        return lines

    def _explain_days(self, working, start, stop):
        """Return a line for each day that is worked between two moments."""
        parts = [
            (self._local(begin), self._local(end)) for begin, end in working.parts(start, stop)
        ]
        days = {day: list(spans) for day, spans in groupby(parts, key=lambda part: part[0].date())}
        shown = list(days)[:MAX_DAYS]
        worked = self.company_id._workday_hours(shown[0], shown[-1]) if shown else {}
        lines = []
        for day in shown:
            _hours, why = worked.get(day.toordinal(), ((), ""))
            lines.append(self._explain_day(day, days[day], why))
        return [*lines, "…"] if len(days) > MAX_DAYS else lines

    def _explain_day(self, day, spans, why=""):
        """Return the working hours of a day in words, and why they are fewer than usual.

        :param spans: list of (begin, end) in local time
        """
        hours = sum((end - begin).total_seconds() for begin, end in spans) / 3600
        line = self.env._(
            "%(day)s: %(spans)s = %(hours)s h",
            day=self.company_id._workday_format(day),
            spans=", ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in spans),
            hours=f"{hours:g}",
        )
        return self.env._("%(line)s (%(why)s)", line=line, why=why) if why else line

    def _explain_last_day(self, working, due):
        """Return the hours of the day a limit of days ends with, where company time off cuts it."""
        day = self._local(due).date()
        _hours, why = self.company_id._workday_hours(day, day).get(day.toordinal(), ((), ""))
        if not why:
            return []
        spans = [
            (self._local(begin), self._local(end))
            for begin, end in working.parts(due - timedelta(days=1), due)
        ]
        spans = [span for span in spans if span[0].date() == day]
        return [self._explain_day(day, spans, why)]

    def _explain_pauses(self, working):
        reasons = dict(self.pause_ids._fields["reason"]._description_selection(self.env))
        lines = []
        for pause in self.pause_ids:
            stop = pause.date_stop or fields.Datetime.now()
            minutes = working.seconds(pause.date_start, stop) / 60
            lines.append(
                self.env._(
                    "Paused %(start)s to %(stop)s (%(reason)s): %(hours)s working hours.",
                    start=self._local_text(pause.date_start),
                    stop=self._local_text(pause.date_stop) if pause.date_stop else "…",
                    reason=reasons[pause.reason],
                    hours=self._hours(minutes),
                )
            )
        return lines

    def _hours(self, minutes):
        return f"{round(minutes / 60, 2):g}"
