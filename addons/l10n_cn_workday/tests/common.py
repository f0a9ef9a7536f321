from datetime import date, timedelta

from odoo.tests import TransactionCase, new_test_user

# The notices of the State Council for 2024, 2025 and 2026, typed again from their text and apart
# from the addon's data: first and last day off, then the make-up workdays.
NOTICES = (
    ("2024-01-01", "2024-01-01"),
    ("2024-02-10", "2024-02-17", "2024-02-04", "2024-02-18"),
    ("2024-04-04", "2024-04-06", "2024-04-07"),
    ("2024-05-01", "2024-05-05", "2024-04-28", "2024-05-11"),
    ("2024-06-10", "2024-06-10"),
    ("2024-09-15", "2024-09-17", "2024-09-14"),
    ("2024-10-01", "2024-10-07", "2024-09-29", "2024-10-12"),
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04", "2025-01-26", "2025-02-08"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05", "2025-04-27"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08", "2025-09-28", "2025-10-11"),
    ("2026-01-01", "2026-01-03", "2026-01-04"),
    ("2026-02-15", "2026-02-23", "2026-02-14", "2026-02-28"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05", "2026-05-09"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07", "2026-09-20", "2026-10-10"),
)
ONE_DAY = timedelta(days=1)


def span(first, last):
    """Every date from first to last."""
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def notice_days():
    """Return (dates off, dates worked) of the notices."""
    off, worked = set(), set()
    for first, last, *make_up in NOTICES:
        off.update(span(date.fromisoformat(first), date.fromisoformat(last)))
        worked.update(date.fromisoformat(day) for day in make_up)
    return off, worked


class Oracle:
    """Counts day by day, without anything of the addon."""

    def __init__(self, weekdays=range(5)):
        self.off, self.worked = notice_days()
        self.weekdays = set(weekdays)

    def works(self, day):
        if day in self.worked:
            return True
        return day not in self.off and day.weekday() in self.weekdays

    def add(self, day, days):
        if days == 0:
            while not self.works(day):
                day += ONE_DAY
        while days:
            step = 1 if days > 0 else -1
            day += ONE_DAY * step
            if self.works(day):
                days -= step
        return day


class WorkdayCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A database may have been made with Chinese alone.
        cls.env["res.lang"]._activate_lang("en_US")
        # The days of other years, which a database in use may have imported, would move deadlines
        # that run out of 2024 to 2026.
        cls.env["workday.exception"].search(
            ["|", ("year_id", "=", False), ("year_id.year", "not in", (2024, 2025, 2026))]
        ).unlink()
        cls.env["workday.year"].search([("year", "not in", (2024, 2025, 2026))]).unlink()
        cls.company = cls._create_company("Harbin Machine Works")
        cls.user = new_test_user(
            cls.env,
            "workday_user",
            groups="base.group_user",
            lang="en_US",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.manager = new_test_user(
            cls.env,
            "workday_manager",
            groups="l10n_cn_workday.group_workday_manager",
            lang="en_US",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _create_company(cls, name, weekdays=range(5)):
        """A company in Shanghai's time that works from 8 to 12 and 13 to 17."""
        company = cls.env["res.company"].create({"name": name})
        company.resource_calendar_id.write(
            {
                "tz": "Asia/Shanghai",
                "attendance_ids": [(5, 0, 0)]
                + [
                    (0, 0, cls._attendance(weekday, *hours))
                    for weekday in weekdays
                    for hours in ((8, 12, "morning"), (13, 17, "afternoon"))
                ],
            }
        )
        return company

    @staticmethod
    def _attendance(weekday, hour_from, hour_to, period, **values):
        return {
            "name": f"{weekday} {period}",
            "dayofweek": str(weekday),
            "hour_from": hour_from,
            "hour_to": hour_to,
            "day_period": period,
            **values,
        }

    def _except(self, day, kind="off", company=None, **values):
        return self.env["workday.exception"].create(
            {
                "date": day,
                "kind": kind,
                "name": "Stocktaking",
                "company_id": company.id if company else False,
                **values,
            }
        )

    def _close(self, start, end, company=None, **values):
        """Time off of a whole company; times are UTC."""
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Works holiday",
                "date_from": start,
                "date_to": end,
                "calendar_id": company.resource_calendar_id.id if company else False,
                **values,
            }
        )

    def _flush_redate(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
