from datetime import date, datetime, timedelta

import pytz
from babel.dates import format_interval, format_skeleton
from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse

from ..tools.line import FIRST_YEAR, LAST_YEAR, NoWorkingDayError, OutOfRangeError, WorkdayLine
from ..tools.pattern import WeekPattern

DEFAULT_TZ = "Asia/Shanghai"
# About forty years: more is a slip of the pen, not a deadline.
MAX_DAYS = 10_000
REDATE_KEY = "l10n_cn_workday.redate"


class ResCompany(models.Model):
    # Working days of a company, counted in batches (REQ B-12).
    #
    # What makes a day a working day, the first that applies: the company's own entry in
    # ``workday.exception``; a time off of the whole company that covers the day's working hours;
    # the general entry (legal holiday or make-up workday of the State Council's notice); the week
    # of the company's working hours, or Monday to Friday without fixed ones.

    _inherit = "res.company"

    def write(self, vals):
        result = super().write(vals)
        if {"country_id", "resource_calendar_id"} & vals.keys():
            self._workday_changed()
        return result

    # ------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------

    def _workday_add(self, dates, days):
        """Return for every date the date that lies ``days`` working days away.

        The first day is not counted (Civil Code 201). Negative numbers count back; 0 gives the
        day itself if it is a working day, else the next one (Civil Code 203).

        :param dates: list of date
        :param days: working days, one int for all or a list as long as ``dates``
        :return: list of date
        :raise UserError: no working day at all, too many days, a year out of range
        """
        self.ensure_one()
        if not dates:
            return []
        counts = [days] * len(dates) if isinstance(days, int) else days
        if max(counts) > MAX_DAYS or min(counts) < -MAX_DAYS:
            raise UserError(
                self.env._("A limit can have at most %(days)s working days.", days=MAX_DAYS)
            )
        return self._workday_on_line(
            dates,
            lambda line: [
                date.fromordinal(line.add(day.toordinal(), count))
                for day, count in zip(dates, counts, strict=True)
            ],
        )

    def _workday_count(self, pairs):
        """Return for every (start, end) the working days after start up to and including end.

        Negative when the end is earlier than the start, counted back without the start.

        :param pairs: list of pairs of date
        :return: list of int
        """
        self.ensure_one()
        if not pairs:
            return []
        return self._workday_on_line(
            [day for pair in pairs for day in pair],
            lambda line: [line.count(start.toordinal(), end.toordinal()) for start, end in pairs],
        )

    def _workday_is(self, dates):
        """Return for every date whether it is a working day.

        :param dates: list of date
        :return: list of bool
        """
        self.ensure_one()
        if not dates:
            return []
        return self._workday_on_line(
            dates, lambda line: [line.works(day.toordinal()) for day in dates]
        )

    def _workday_is_provisional(self, dates):
        """Return for every date whether its year's days off are not confirmed yet.

        A date with an entry that is not confirmed is provisional as well.

        :param dates: list of date
        :return: list of bool
        """
        self.ensure_one()
        result = []
        for day in dates:
            _days, confirmed, unconfirmed = self._workday_year(day.year)
            result.append(not confirmed or day.toordinal() in unconfirmed)
        return result

    def _workday_today(self):
        """Return today's date where the company works, whatever time zone the client claims."""
        self.ensure_one()
        return pytz.utc.localize(fields.Datetime.now()).astimezone(self._workday_tz()).date()

    def _workday_tz(self):
        """Return the time zone of the working hours; China's for a Chinese company left at UTC."""
        return pytz.timezone(self._workday_tz_name())

    @tools.ormcache("self.id")
    def _workday_tz_name(self):
        """Return the name of the time zone; whatever it stands on calls ``_workday_changed``."""
        # sudo: the calendar's time zone is no secret, and the company may not be the user's own.
        company = self.sudo()
        name = company.resource_calendar_id.tz or DEFAULT_TZ
        # UTC is what Odoo fills in as long as nobody has chosen a time zone.
        if name == "UTC" and company.country_id.code == "CN":
            name = DEFAULT_TZ
        return name

    def _workday_on_line(self, dates, count):
        """Return ``count(line)`` on a line of working days that covers the dates."""
        years = {day.year for day in dates}
        try:
            return count(
                WorkdayLine(lambda year: self._workday_year(year)[0], min(years), max(years))
            )
        except NoWorkingDayError:
            raise UserError(
                self.env._(
                    "%(company)s has no working day at all. Check its working hours.",
                    company=self.sudo().name,  # sudo: names only the company counted for
                )
            ) from None
        except OutOfRangeError:
            raise UserError(
                self.env._(
                    "Working days can only be counted between %(first)s and %(last)s.",
                    first=FIRST_YEAR,
                    last=LAST_YEAR,
                )
            ) from None

    # ------------------------------------------------------------
    # The days of a year
    # ------------------------------------------------------------

    @tools.ormcache("self.id", "year")
    def _workday_year(self, year):
        """Return (ordinals of working days, year is confirmed, unconfirmed ordinals).

        The same for everybody, so cached without the user; ``_workday_changed`` drops it.
        """
        first, last = date(year, 1, 1), date(year, 12, 31)
        days = tuple(
            ordinal for ordinal, works, _kind, _label in self._workday_status(first, last) if works
        )
        # sudo: everybody counts by the same notices, also without access to their list.
        confirmed = (
            self.env["workday.year"]
            .sudo()
            .search_count([("year", "=", year), ("confirmed", "=", True)], limit=1)
        )
        unconfirmed = frozenset(
            ordinal
            for ordinal, entry in self._workday_exceptions(first, last).items()
            if not entry.confirmed
        )
        return days, bool(confirmed), unconfirmed

    def _workday_status(self, first, last):
        """Return (ordinal, works, kind, label) of every day from first to last.

        kind: workday, make_up, off (legal holiday or own day off), leave (company time off),
        weekend (not in the ordinary week). label: name of the entry or time off, else "".
        """
        pattern = self._workday_pattern()
        exceptions = self._workday_exceptions(first, last)
        closures = self._workday_closures(first, last)
        leaves = pattern.closed_days(closures, first.toordinal(), last.toordinal())
        result = []
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            entry = exceptions.get(ordinal)
            if ordinal in leaves and not (entry and entry.company_id):
                result.append((ordinal, False, "leave", leaves[ordinal]))
            elif entry:
                result.append((ordinal, entry.kind == "make_up", entry.kind, entry.name))
            elif pattern.works(ordinal):
                result.append((ordinal, True, "workday", ""))
            else:
                result.append((ordinal, False, "weekend", ""))
        return result

    def _workday_exceptions(self, first, last):
        """Return {ordinal: workday.exception}; the company's own entry before the general one."""
        # sudo: every deadline of the company counts by the same days, whoever asks.
        entries = (
            self.env["workday.exception"]
            .sudo()
            .search(
                Domain("date", ">=", first)
                & Domain("date", "<=", last)
                & Domain("company_id", "in", [self.id, False])
            )
        )
        ordered = entries.sorted(lambda entry: bool(entry.company_id))
        return {entry.date.toordinal(): entry for entry in ordered}

    def _workday_closures(self, first, last):
        """Return [(start, end, reason)] of company time off, in naive local time."""
        # sudo: as above; other companies' time off without calendar is kept out by the domain.
        company = self.sudo()
        tz = self._workday_tz()
        margin = timedelta(days=1)  # the stored times are UTC
        leaves = company.env["resource.calendar.leaves"].search(
            Domain("resource_id", "=", False)
            & Domain("time_type", "=", "leave")
            & Domain("company_id", "in", [self.id, False])
            & Domain("calendar_id", "in", [company.resource_calendar_id.id, False])
            & Domain("date_from", "<", datetime.combine(last, datetime.max.time()) + margin)
            & Domain("date_to", ">", datetime.combine(first, datetime.min.time()) - margin)
        )
        return [
            (_local(leave.date_from, tz), _local(leave.date_to, tz), leave.name or "")
            for leave in leaves
        ]

    def _workday_pattern(self):
        # sudo: the working hours of a company that may not be the user's own.
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            return WeekPattern.five_days()
        if calendar.flexible_hours:
            # No fixed days: Monday to Friday, the day centred on noon as Odoo does.
            half = round(calendar.hours_per_day * 30)
            return WeekPattern.five_days(((12 * 60 - half, 12 * 60 + half),))
        attendances = calendar.attendance_ids.filtered(lambda line: line._is_work_period())
        return WeekPattern.from_attendances(
            [
                (line.week_type, line.dayofweek, line.hour_from, line.hour_to)
                for line in attendances
            ],
            calendar.two_weeks_calendar,
        )

    def _workday_hours(self, first, last):
        """Return {ordinal: (hours, label)} of the working days from first to last.

        A working day of which company time off covers a part has the hours that are left. A day
        worked by the company's own entry, though time off covers all of it, has all its hours.

        :return: hours as tuple of (from, to) in minutes of the local day; label: name of the time
            off that makes the day shorter, else ""
        """
        self.ensure_one()
        pattern = self._workday_pattern()
        shorter = pattern.open_hours(
            self._workday_closures(first, last), first.toordinal(), last.toordinal()
        )
        return {
            ordinal: shorter.get(ordinal) or (pattern.hours(ordinal), "")
            for ordinal, works, _kind, _label in self._workday_status(first, last)
            if works
        }

    # ------------------------------------------------------------
    # Explaining
    # ------------------------------------------------------------

    def _workday_explain(self, start, days):
        """Return in words how ``days`` working days from ``start`` are counted.

        Names every day that is not worked between and every make-up workday, and ends with the
        resulting date. In the language of the environment.

        :param start: date
        :param days: working days, negative counts back
        :return: str
        :raise UserError: as ``_workday_add``
        """
        if not self.env.lang:
            # Called by the system: the words are for the user it acts for.
            self = self.with_context(lang=self.env.user.lang or "en_US")
        [end] = self._workday_add([start], [days])
        text = self._workday_explain_head(start, days)
        if steps := self._workday_explain_steps(start, end, days):
            text = self.env._("%(head)s: %(steps)s", head=text, steps=steps)
        result = self._workday_format(end, True)
        text = self.env._("%(text)s; that is %(end)s", text=text, end=result)
        [provisional] = self._workday_is_provisional([end])
        if provisional:
            text = self.env._(
                "%(text)s (provisional: the days off of %(year)s are not confirmed yet)",
                text=text,
                year=end.year,
            )
        return text

    def _workday_explain_head(self, start, days):
        day = self._workday_format(start, True)
        if days == 0:
            return self.env._("First working day from %(start)s on", start=day)
        if days == 1:
            return self.env._("1 working day from %(start)s", start=day)
        if days == -1:
            return self.env._("1 working day back from %(start)s", start=day)
        if days < 0:
            return self.env._("%(days)s working days back from %(start)s", days=-days, start=day)
        return self.env._("%(days)s working days from %(start)s", days=days, start=day)

    def _workday_explain_steps(self, start, end, days):
        step = timedelta(days=1)
        first, last = (end, start - step) if days < 0 else (start + step if days else start, end)
        if first > last:
            return ""
        text = ""
        for kind, label, ordinals in _runs(self._workday_status(first, last)):
            if kind == "workday":
                continue
            part = self.env._(
                "%(when)s %(reason)s",
                when=self._workday_format_span(ordinals[0], ordinals[-1]),
                reason=self._workday_reason(kind, label, ordinals),
            )
            text = self.env._("%(text)s, %(part)s", text=text, part=part) if text else part
        return text

    def _workday_reason(self, kind, label, ordinals):
        if kind == "make_up":
            return self.env._("make-up workday")
        if kind == "weekend":
            saturday = 5
            if all((ordinal - 1) % 7 >= saturday for ordinal in ordinals):
                return self.env._("weekend")
            return self.env._("no working day")
        return label or self.env._("company time off")

    def _workday_format(self, day, with_year=False):
        locale = babel_locale_parse(self.env.lang)
        skeleton = "yMMMEd" if with_year else "MMMEd"
        # The comma inside an English date would read like the next part of the list.
        return format_skeleton(skeleton, day, locale=locale).replace(",", "")

    def _workday_format_span(self, first, last):
        start, end = date.fromordinal(first), date.fromordinal(last)
        if start == end:
            return self._workday_format(start)
        text = format_interval(start, end, "MMMd", locale=babel_locale_parse(self.env.lang))
        # CLDR writes thin spaces around the dash: plain ones can be typed and searched.
        return text.replace("\u2009", " ").replace("\u202f", " ")

    # ------------------------------------------------------------
    # Re-dating
    # ------------------------------------------------------------

    @api.model
    def _workday_redate_hooks(self):
        """Return [(model name, method name)]: what recomputes its open deadlines.

        Extended by the addons that store deadlines. Each method is called as
        ``env[model].sudo().method(companies, years)`` with a recordset and a sorted list of
        years, once at the end of a transaction that changed working days.
        """
        return []

    def _workday_changed(self, years=None):
        """Drop the cached days of these companies and have open deadlines re-dated.

        :param years: years whose days changed; without, the ordinary week did, which concerns
            the years from the last one to the two to come
        """
        registry = self.env.registry
        registry.clear_cache()
        companies = self.exists() if self else self
        if not companies:
            return
        if years is None:
            this_year = self.env.company._workday_today().year
            years = range(this_year - 1, this_year + 3)
        cr = self.env.cr
        pending = cr.precommit.data.get(REDATE_KEY)
        if pending is None:
            pending = cr.precommit.data[REDATE_KEY] = (set(), set())
            cr.precommit.add(self.env["res.company"]._workday_redate)
            # Another thread may have cached the old days again before this commit.
            cr.postcommit.add(registry.clear_cache)
        pending[0].update(companies.ids)
        pending[1].update(years)

    @api.model
    def _workday_redate(self):
        """Call every hook once for all that changed since the last call."""
        pending = self.env.cr.precommit.data.pop(REDATE_KEY, None)
        if not pending:
            return
        # sudo: deadlines are re-dated whoever changed the calendar, as the system does it.
        company_model = self.sudo()
        companies = company_model.browse(sorted(pending[0])).exists()
        years = sorted(pending[1])
        # while addons are uninstalled their tables go one by one: nothing of theirs is re-dated
        modules = company_model.env["ir.module.module"]
        leaving = set(modules.search([("state", "=", "to remove")]).mapped("name"))
        for model_name, method_name in company_model._workday_redate_hooks():
            model = company_model.env[model_name]
            if model._original_module not in leaving:
                getattr(model, method_name)(companies, years)


def _local(moment, tz):
    """Naive UTC as stored -> naive local time."""
    return pytz.utc.localize(moment).astimezone(tz).replace(tzinfo=None)


def _runs(status):
    """Rows of ``_workday_status`` -> [(kind, label, ordinals of consecutive equal days)]."""
    runs = []
    for ordinal, _works, kind, label in status:
        if runs and runs[-1][:2] == (kind, label):
            runs[-1][2].append(ordinal)
        else:
            runs.append((kind, label, [ordinal]))
    return runs
