from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, UniqueViolation

from .common import WorkdayCommon


@tagged("post_install", "-at_install")
class TestRedate(WorkdayCommon):
    def setUp(self):
        super().setUp()
        self._flush_redate()
        self.calls = calls = []

        def redate(model, companies, years):
            calls.append((model.env.su, companies, years))

        # An addon with deadlines, as far as this one can tell.
        self.startPatcher(
            patch.object(self.registry["res.partner"], "_redate_test", redate, create=True)
        )
        self.patch(
            self.registry["res.company"],
            "_workday_redate_hooks",
            lambda company: [("res.partner", "_redate_test")],
        )

    def test_a_year_is_provisional_until_confirmed(self):
        """REQ B-12: an unannounced year is provisional; announced it is not."""
        days = [date(2026, 12, 31), date(2027, 1, 4), date(2023, 5, 1)]
        self.assertEqual(self.company._workday_is_provisional(days), [False, True, True])
        year = self.env["workday.year"].create({"year": 2027})
        self.assertEqual(self.company._workday_is_provisional(days), [False, True, True])
        year.confirmed = True
        self.assertEqual(self.company._workday_is_provisional(days), [False, False, True])
        year.unlink()
        self.assertEqual(self.company._workday_is_provisional(days), [False, True, True])

    def test_an_expected_day_is_provisional(self):
        """REQ B-12: a day not confirmed in a confirmed year is provisional, the rest is not."""
        self._except(date(2026, 11, 9), confirmed=False)
        self.assertEqual(
            self.company._workday_is_provisional([date(2026, 11, 9), date(2026, 11, 10)]),
            [True, False],
        )

    def test_confirming_a_year_confirms_its_days(self):
        """REQ B-12: what was expected becomes certain with the notice."""
        year = self.env["workday.year"].create({"year": 2027})
        entry = self._except(date(2027, 10, 1), year_id=year.id)
        self.assertFalse(entry.confirmed)
        with self.assertRaisesRegex(UserError, "2027 still has days"):
            year.unlink()
        year.write({"confirmed": True, "source": "Notice 2027"})
        self.assertTrue(entry.confirmed)
        self.assertEqual(entry.source, "Notice 2027")
        self.assertEqual(self.company._workday_is_provisional([entry.date]), [False])

    def test_a_change_of_the_calendar_redates_once(self):
        """REQ B-12: several changes in one transaction re-date once, with all that changed."""
        self._except(date(2027, 10, 1))
        self._except(date(2028, 1, 3), company=self.company).unlink()
        self.assertEqual(self.calls, [])
        self._flush_redate()
        [(su, companies, years)] = self.calls
        self.assertTrue(su)
        self.assertEqual(companies, self.env["res.company"].search([]))
        self.assertEqual(years, [2027, 2028])
        self._flush_redate()
        self.assertEqual(len(self.calls), 1)

    def test_only_the_companies_concerned(self):
        """REQ B-12: a company's own day re-dates its own deadlines only."""
        self._except(date(2026, 11, 9), company=self.company)
        self._flush_redate()
        [(_su, companies, years)] = self.calls
        self.assertEqual((companies, years), (self.company, [2026]))

    def test_moving_a_day_concerns_both_years(self):
        """REQ B-12: the year it leaves and the year it comes to."""
        entry = self._except(date(2026, 12, 31), company=self.company)
        self._flush_redate()
        self.calls.clear()
        entry.date = date(2027, 1, 4)
        self._flush_redate()
        self.assertEqual(self.calls[0][2], [2026, 2027])

    def test_company_time_off_redates(self):
        """REQ B-12: company time off moves deadlines as an entry does."""
        self._close(datetime(2026, 11, 8, 16), datetime(2026, 11, 9, 16), self.company)
        self._flush_redate()
        [(_su, companies, years)] = self.calls
        self.assertEqual(companies, self.company)
        self.assertIn(2026, years)

    def test_a_changed_note_redates_nothing(self):
        """REQ B-12: only what moves days is worth counting anew."""
        self.env.ref("l10n_cn_workday.workday_2026_10_01").name = "Golden Week"
        self.env.ref("l10n_cn_workday.workday_year_2026").source = "Notice"
        self._flush_redate()
        self.assertEqual(self.calls, [])

    @mute_logger("odoo.sql_db")
    def test_one_entry_a_day(self):
        """REQ B-12: a day has one general entry and one of each company."""
        self._except(date(2026, 10, 1), company=self.company)
        for company in (None, self.company):
            with self.assertRaises(UniqueViolation), self.cr.savepoint():
                self._except(date(2026, 10, 1), company=company)

    @mute_logger("odoo.sql_db")
    def test_impossible_years(self):
        """REQ B-12: a mistyped year is refused."""
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self._except(date(206, 10, 1))
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.env["workday.year"].create({"year": 20260})
