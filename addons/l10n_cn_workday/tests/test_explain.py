from datetime import date, datetime

from odoo.tests import tagged

from .common import WorkdayCommon


@tagged("post_install", "-at_install")
class TestExplain(WorkdayCommon):
    """REQ B-12: a deadline says how it was counted, in the user's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("zh_CN", "zh_TW"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.env["ir.module.module"].search([("name", "=", "l10n_cn_workday")])._update_translations(
            ["zh_CN", "zh_TW"]
        )

    def _explain(self, start, days, lang="en_US"):
        return self.company.with_context(lang=lang)._workday_explain(start, days)

    def test_over_the_national_holiday(self):
        """REQ B-12: holiday and make-up workday are named."""
        self.assertEqual(
            self._explain(date(2026, 9, 30), 3),
            "3 working days from Wed Sep 30 2026: Oct 1 – 7 National Day, "
            "Sat Oct 10 make-up workday; that is Sat Oct 10 2026",
        )

    def test_in_chinese(self):
        """REQ B-12: the same in simplified and traditional Chinese."""
        self.assertEqual(
            self._explain(date(2026, 9, 30), 3, "zh_CN"),
            "自2026年9月30日周三起3个工作日：10月1日至7日国庆节，10月10日周六调休上班日；"
            "即2026年10月10日周六",
        )
        self.assertEqual(
            self._explain(date(2026, 9, 30), 3, "zh_TW"),
            "自2026年9月30日 週三起3個工作日：10月1日至7日國慶節，10月10日 週六調休上班日；"
            "即2026年10月10日 週六",
        )

    def test_other_counts(self):
        """REQ B-12: one day, none, backwards, a weekend, nothing between."""
        self.assertEqual(
            self._explain(date(2026, 11, 9), 1),
            "1 working day from Mon Nov 9 2026; that is Tue Nov 10 2026",
        )
        self.assertEqual(
            self._explain(date(2026, 11, 13), 2),
            "2 working days from Fri Nov 13 2026: Nov 14 – 15 weekend; that is Tue Nov 17 2026",
        )
        self.assertEqual(
            self._explain(date(2026, 10, 8), -2),
            "2 working days back from Thu Oct 8 2026: Oct 1 – 7 National Day; "
            "that is Tue Sep 29 2026",
        )
        self.assertEqual(
            self._explain(date(2026, 10, 8), -1),
            "1 working day back from Thu Oct 8 2026: Oct 1 – 7 National Day; "
            "that is Wed Sep 30 2026",
        )
        self.assertEqual(
            self._explain(date(2026, 10, 6), 0),
            "First working day from Tue Oct 6 2026 on: Oct 6 – 7 National Day; "
            "that is Thu Oct 8 2026",
        )

    def test_company_reasons(self):
        """REQ B-12: company time off, own days and a free weekday are named as what they are."""
        self._close(datetime(2026, 11, 9, 16), datetime(2026, 11, 10, 16), self.company)
        self._close(datetime(2026, 11, 10, 16), datetime(2026, 11, 11, 16), self.company, name="")
        self._except(date(2026, 11, 12), company=self.company)
        self.company.resource_calendar_id.attendance_ids.filtered(
            lambda line: line.dayofweek == "4"
        ).unlink()
        self.assertEqual(
            self._explain(date(2026, 11, 9), 1),
            "1 working day from Mon Nov 9 2026: Tue Nov 10 Works holiday, "
            "Wed Nov 11 company time off, Thu Nov 12 Stocktaking, Nov 13 – 15 no working day; "
            "that is Mon Nov 16 2026",
        )

    def test_provisional_is_said(self):
        """REQ B-12: a deadline in an unannounced year says so."""
        self.assertEqual(
            self._explain(date(2026, 12, 31), 1),
            "1 working day from Thu Dec 31 2026; that is Fri Jan 1 2027 "
            "(provisional: the days off of 2027 are not confirmed yet)",
        )

    def test_language_of_the_user_when_the_system_asks(self):
        """REQ B-12: without a language in the context, the user's own is taken."""
        self.user.lang = "zh_CN"
        company = self.company.with_user(self.user).with_context(lang=None)
        self.assertIn("个工作日", company._workday_explain(date(2026, 9, 30), 3))
