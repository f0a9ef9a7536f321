from datetime import date, datetime, timedelta

import pytz
from odoo import fields, models, tools
from odoo.exceptions import UserError

from ...tools.working_time import NoWorkingTimeError, WorkingTime, periods_of_days


class ResCompany(models.Model):
    # Working hours on working days, make-up workdays included (REQ C-02), and what is switched on.

    _inherit = "res.company"

    customer_complaint_reminder = fields.Boolean(
        string="Remind and Escalate Complaints",
        help="Whoever is to act, and their superiors, get one reminder with the number of "
        "complaints that are due or overdue, by the levels of escalation.",
        groups="base.group_user",
    )
    customer_complaint_reminder_since = fields.Datetime(
        string="Complaints Are Reminded of Since", readonly=True, groups="base.group_user"
    )
    customer_complaint_reopen_months = fields.Integer(
        string="Reopen Complaints within",
        default=6,
        help="Months after closing in which a complaint may be reopened; later a new one is made.",
        groups="base.group_user",
    )
    customer_complaint_repeat_months = fields.Integer(
        string="Repeated Complaints within",
        default=12,
        help="Months in which the same product, lot, category or cause again is a repeated "
        "complaint. The same product with another category is none.",
        groups="base.group_user",
    )

    _customer_complaint_months_range = models.Constraint(
        "CHECK(customer_complaint_reopen_months BETWEEN 0 AND 120"
        " AND customer_complaint_repeat_months BETWEEN 0 AND 120)",
        "Complaints are reopened, and count as repeated, within 0 to 120 months.",
    )

    def write(self, vals):
        vals = dict(vals)
        turned_on = self.browse()
        if vals.get("customer_complaint_reminder"):
            turned_on = self.filtered(lambda company: not company.customer_complaint_reminder)
        result = super().write(vals)
        if turned_on:
            # sudo: a mark of the system; what fell due before is not told all at once
            turned_on.sudo().customer_complaint_reminder_since = fields.Datetime.now()
        if "customer_complaint_reminder" in vals:
            # sudo: open clocks of everybody, looked at anew by the system
            self.env["customer.complaint.clock"].sudo()._look_again(self)
        return result

    def _workday_redate_hooks(self):
        return [*super()._workday_redate_hooks(), ("customer.complaint.clock", "_workday_redate")]

    @tools.ormcache("self.id", "year")
    def _complaint_periods(self, year):
        """Return the working periods of a year in UTC seconds; ``_workday_changed`` drops them."""
        days = self._workday_hours(date(year, 1, 1), date(year, 12, 31))
        return periods_of_days(sorted(days), lambda day: days[day][0], self._workday_tz())

    def _complaint_working_time(self):
        """Return the working time of the company, to reckon with in batches."""
        self.ensure_one()
        return WorkingTime(self._complaint_periods)

    def _complaint_due(self, working, starts, number, unit):
        """Return for every start when a limit is over that nothing pauses.

        Hours run in working time. Of days the first is not counted (Civil Code 201), and the last
        one ends with its working hours (Civil Code 203); a limit of 0 days ends with the same day.

        :param working: of ``_complaint_working_time``
        :param starts: list of datetime in UTC
        :raises UserError: the company never works
        """
        self.ensure_one()
        try:
            if unit == "workhour":
                seconds = round(number * 3600)
                return [working.add(start, seconds) for start in starts]
            return self._complaint_due_days(working, starts, int(number))
        except NoWorkingTimeError:
            raise UserError(
                self.env._(
                    "%(company)s has no working day at all. Check its working hours.",
                    company=self.sudo().name,  # sudo: names only the company counted for
                )
            ) from None

    def _complaint_due_days(self, working, starts, days):
        tz = self._workday_tz()
        first = [pytz.utc.localize(start).astimezone(tz).date() for start in starts]
        ends = [working.last_end(_midnight(day, tz)) for day in self._workday_add(first, days)]
        # 0 days after the close of a working day: the next one
        late = [number for number, start in enumerate(starts) if ends[number] < start]
        for number, day in zip(
            late, self._workday_add([first[number] for number in late], days + 1), strict=True
        ):
            ends[number] = working.last_end(_midnight(day, tz))
        return ends


def _midnight(day, tz):
    """Return the end of a local day in UTC, as stored."""
    local = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return tz.normalize(tz.localize(local)).astimezone(pytz.utc).replace(tzinfo=None)
