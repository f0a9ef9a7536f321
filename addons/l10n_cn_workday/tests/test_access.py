from datetime import date

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import Form, freeze_time, tagged

from .common import WorkdayCommon

DAY = date(2026, 11, 9)


@tagged("post_install", "-at_install")
class TestAccess(WorkdayCommon):
    def test_a_plain_user_reads_but_does_not_write(self):
        """REQ B-12: edited by an administrator; everybody else reads."""
        entry = self.env.ref("l10n_cn_workday.workday_2026_10_01").with_user(self.user)
        self.assertEqual(entry.kind, "off")
        with self.assertRaisesRegex(AccessError, "Working Days/Manager"):
            entry.kind = "make_up"
        with self.assertRaisesRegex(AccessError, "Working Days/Manager"):
            entry.unlink()
        with self.assertRaisesRegex(AccessError, "Working Days/Manager"):
            entry.create({"date": DAY, "name": "Free"})
        with self.assertRaisesRegex(AccessError, "Working Days/Manager"):
            entry.year_id.confirmed = False

    def test_a_plain_user_does_not_import(self):
        """REQ B-12: nor import, also not through somebody else's open wizard."""
        wizard = self.env["workday.import"].with_user(self.manager).create({"year": 2023})
        with self.assertRaisesRegex(AccessError, "Working Days/Manager"):
            self.env["workday.import"].with_user(self.user).create({"year": 2023})
        for method in ("action_preview", "action_apply", "action_back"):
            with self.assertRaisesRegex(AccessError, "Only a manager of working days"):
                getattr(wizard.with_user(self.user), method)()

    def test_a_manager_edits(self):
        """REQ B-12: the group that may, may; administrators are in it."""
        entry = (
            self.env["workday.exception"]
            .with_user(self.manager)
            .create({"date": DAY, "name": "Free", "company_id": self.company.id})
        )
        self.assertEqual(self.company._workday_is([DAY]), [False])
        entry.unlink()
        self.assertEqual(self.company._workday_is([DAY]), [True])
        system = self.env.ref("base.group_system")
        self.assertIn(self.env.ref("l10n_cn_workday.group_workday_manager"), system.all_implied_ids)

    def test_another_companys_days_are_out_of_reach(self):
        """REQ B-12: a manager neither sees nor makes days of a company that is not his."""
        other = self._create_company("Other Works")
        entry = self._except(DAY, company=other)
        entries = self.env["workday.exception"].with_user(self.manager)
        self.assertNotIn(entry, entries.search([]))
        with self.assertRaisesRegex(AccessError, "doesn't have 'create' access"):
            entries.create({"date": date(2026, 11, 10), "name": "Free", "company_id": other.id})

    def test_a_plain_user_counts(self):
        """REQ B-12: everybody's deadlines count by all days, also in another company."""
        other = self._create_company("Other Works")
        self._except(DAY, company=other)
        counted = other.with_user(self.user)
        self.assertEqual(counted._workday_is([DAY]), [False])
        self.assertIn("Stocktaking", counted._workday_explain(date(2026, 11, 6), 1))

    def test_counting_is_not_callable_from_outside(self):
        """REQ B-12: internals stay internal; only what the screens need answers RPC."""
        for method in ("_workday_add", "_workday_year", "_workday_changed", "_workday_redate"):
            with self.assertRaisesRegex(AccessError, "cannot be called remotely"):
                get_public_method(self.env["res.company"], method)

    def test_settings_show_the_years(self):
        """REQ B-12: the settings say which years are known and which are missing (F-19)."""
        for day, missing in (
            ("2025-06-30 02:00:00", ""),
            ("2026-11-25 02:00:00", "2027"),
            ("2028-02-29 02:00:00", "2028 and 2029"),
        ):
            with self.subTest(day=day), freeze_time(day):
                settings = Form(self.env["res.config.settings"])
                self.assertEqual(settings.workday_status, "2024, 2025, and 2026")
                self.assertEqual(settings.workday_missing or "", missing)

    def test_a_year_knows_its_days(self):
        """REQ B-12: days off, make-up workdays and working days of a year."""
        year = self.env.ref("l10n_cn_workday.workday_year_2026").with_company(self.company)
        self.assertEqual(
            (year.off_count, year.make_up_count, year.workday_count, year.display_name),
            (33, 6, 248, "2026"),
        )
        names = year.exception_ids.with_context(lang="en_US").mapped("display_name")
        self.assertIn("National Day (make-up workday)", names)
        self.assertIn("National Day", names)
        action = year.action_open_days()
        self.assertEqual(action["domain"], [("year_id", "=", year.id)])
