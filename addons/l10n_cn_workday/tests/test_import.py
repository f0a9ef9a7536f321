import base64
import json
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WorkdayCommon


@tagged("post_install", "-at_install")
class TestImport(WorkdayCommon):
    def _wizard(self, content=None, method="csv", year=2027, **values):
        if content is not None and not isinstance(content, bytes):
            content = content.encode()
        return (
            self.env["workday.import"]
            .with_user(self.manager)
            .create(
                {
                    "year": year,
                    "method": method,
                    "file": base64.b64encode(content) if content is not None else False,
                    **values,
                }
            )
        )

    def _days(self, year):
        return {
            (str(entry.date), entry.kind, entry.name)
            for entry in self.env["workday.exception"].search([("year_id.year", "=", year)])
        }

    # Good input

    def test_a_year_from_the_package(self):
        """REQ B-12: a year is loaded with one click, confirmed, and its deadlines move."""
        start = date(2023, 9, 28)
        self.assertEqual(self.company._workday_add([start], 1), [date(2023, 9, 29)])
        wizard = self._wizard(method="package", year=2023, source="Notice for 2023")
        wizard.action_preview()
        self.assertFalse(wizard.problems)
        self.assertEqual(set(wizard.line_ids.mapped("change")), {"add"})
        self.assertFalse(self._days(2023), "the preview writes nothing")
        wizard.action_apply()
        self.assertIn(("2023-10-07", "make_up", "National Day"), self._days(2023))
        self.assertEqual(self.company._workday_add([start], 1), [date(2023, 10, 7)])
        self.assertEqual(self.company._workday_is_provisional([start]), [False])
        entry = self.env["workday.exception"].search([("date", "=", "2023-10-07")])
        self.assertEqual(entry.source, "Notice for 2023")

    def test_the_shipped_years_are_the_packages(self):
        """REQ B-12: importing 2024 to 2026 again changes nothing."""
        for year in (2024, 2025, 2026):
            wizard = self._wizard(method="package", year=year)
            wizard.action_preview()
            self.assertEqual(set(wizard.line_ids.mapped("change")), {"same"}, year)
            self.assertTrue(wizard.can_apply)

    def test_csv_in_chinese(self):
        """REQ B-12: Chinese headings, words, dates and full-width digits are understood."""
        text = (
            "日期,类型,名称\n2027年10月1日,放假,国庆节\n２０２７/10/9，上班，国庆节\n".replace(
                "，", ","
            )
            + "20270301,休,厂庆\n"
        )
        for content in (text.encode("gb18030"), b"\xef\xbb\xbf" + text.encode()):
            wizard = self._wizard(content)
            wizard.action_preview()
            self.assertFalse(wizard.problems)
            self.assertEqual(
                {(str(line.date), line.kind, line.name) for line in wizard.line_ids},
                {
                    ("2027-10-01", "off", "National Day"),
                    ("2027-10-09", "make_up", "National Day"),
                    ("2027-03-01", "off", "厂庆"),
                },
            )

    def test_csv_of_a_spreadsheet(self):
        """REQ B-12: semicolons, other column orders, empty lines and missing names are fine."""
        wizard = self._wizard("Name;Date;Kind\n;2027-10-01;off\n;;\n;2027-10-09;make_up\n")
        wizard.action_preview()
        self.assertFalse(wizard.problems)
        wizard.action_apply()
        self.assertEqual(
            self._days(2027),
            {
                ("2027-10-01", "off", "Legal Holiday"),
                ("2027-10-09", "make_up", "Make-up Workday"),
            },
        )

    def test_json_of_holiday_cn(self):
        """REQ B-12: a public year file; its notice may name days of the December before."""
        content = json.dumps(
            {
                "year": 2027,
                "papers": [],
                "days": [
                    {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
                    {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
                    {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
                ],
            }
        )
        wizard = self._wizard(content, "json")
        wizard.action_preview()
        wizard.action_apply()
        self.assertEqual(
            self._days(2027),
            {
                ("2026-12-31", "off", "New Year's Day"),
                ("2027-01-01", "off", "New Year's Day"),
                ("2027-01-09", "make_up", "New Year's Day"),
            },
        )
        # Importing the earlier year again leaves the later notice's December day alone.
        again = self._wizard(method="package", year=2026)
        again.action_preview()
        self.assertEqual(set(again.line_ids.mapped("change")), {"same"})

    def test_simple_json(self):
        """REQ B-12: a plain list of date, kind, name."""
        content = '[{"date": "2027-10-01", "kind": "off", "name": "National Day"}]'
        wizard = self._wizard(content, "json")
        wizard.action_preview()
        wizard.action_apply()
        self.assertEqual(self._days(2027), {("2027-10-01", "off", "National Day")})

    def test_names_in_every_language(self):
        """REQ B-12: an imported legal holiday has the shipped names in both languages."""
        self.env["res.lang"]._activate_lang("zh_CN")
        wizard = self._wizard("2027-10-01,off,国庆节").with_context(lang="zh_CN")
        wizard.action_preview()
        wizard.action_apply()
        entry = self.env["workday.exception"].search([("date", "=", "2027-10-01")])
        self.assertEqual(entry.with_context(lang="en_US").name, "National Day")
        self.assertEqual(entry.with_context(lang="zh_CN").name, "国庆节")

    def test_preview_of_changes(self):
        """REQ B-12: what is added, changed and removed is shown, then done, no more."""
        self._wizard("2027-10-01,off,A\n2027-10-02,off,A\n2027-10-04,off,A\n").action_preview()
        first = self._wizard("2027-10-01,off,A\n2027-10-02,off,A\n2027-10-04,off,A\n")
        first.action_preview()
        first.action_apply()
        own = self._except(date(2027, 10, 3), company=self.company)
        wizard = self._wizard("2027-10-01,off,A\n2027-10-02,make_up,B\n2027-10-05,off,C\n")
        wizard.action_preview()
        self.assertEqual(
            {str(line.date): line.change for line in wizard.line_ids},
            {
                "2027-10-01": "same",
                "2027-10-02": "change",
                "2027-10-04": "remove",
                "2027-10-05": "add",
            },
        )
        self.assertEqual(wizard.summary, "1 added, 1 changed, 1 removed, 1 unchanged")
        wizard.action_apply()
        self.assertEqual(
            self._days(2027),
            {
                ("2027-10-01", "off", "A"),
                ("2027-10-02", "make_up", "B"),
                ("2027-10-05", "off", "C"),
            },
        )
        self.assertTrue(own.exists(), "a company's own day is none of the notice's")

    def test_adding_without_replacing(self):
        """REQ B-12: without replacing, what is not in the file stays."""
        first = self._wizard("2027-10-01,off,A")
        first.action_preview()
        first.action_apply()
        wizard = self._wizard("2027-10-05,off,C", replace=False)
        wizard.action_preview()
        wizard.action_apply()
        self.assertEqual(len(self._days(2027)), 2)

    def test_own_days_of_one_company(self):
        """REQ B-12: a company's own file confirms no year and touches no other company."""
        other = self._create_company("Other Works")
        wizard = self._wizard("2027-03-01,off,Anniversary", company_id=self.company.id)
        wizard.action_preview()
        wizard.action_apply()
        day = date(2027, 3, 1)
        self.assertEqual(self.company._workday_is([day]), [False])
        self.assertEqual(other._workday_is([day]), [True])
        self.assertFalse(self.env["workday.year"].search([("year", "=", 2027)]))
        self.assertEqual(self.company._workday_is_provisional([day]), [True])

    def test_what_is_expected_stays_provisional(self):
        """REQ B-12: days imported ahead of the notice count, but are not confirmed."""
        wizard = self._wizard("2027-10-01,off,National Day", confirmed=False)
        wizard.action_preview()
        wizard.action_apply()
        day = date(2027, 10, 1)
        self.assertEqual(self.company._workday_is([day]), [False])
        self.assertEqual(self.company._workday_is_provisional([day]), [True])

    # Bad input

    def _problems(self, content, method="csv", **values):
        wizard = self._wizard(content, method, **values)
        wizard.action_preview()
        self.assertFalse(wizard.can_apply)
        with self.assertRaisesRegex(UserError, "There is nothing to import"):
            wizard.action_apply()
        return wizard.problems.split("\n")

    def test_errors_by_line(self):
        """REQ B-12: every wrong line is named with what is wrong; nothing is imported."""
        problems = self._problems(
            "date,kind,name\n2027-13-01,off,A\n2027-10-01,perhaps,A\n2027-10-02,off,A\n"
            "2027-10-02,off,A\n2026-03-01,off,A\n"
        )
        self.assertEqual(
            problems,
            [
                "Line 2: “2027-13-01” is not a date. Write 2027-10-01.",
                "Line 3: “perhaps” is no kind of day. Write off for a day off, make_up for a "
                "make-up workday.",
                "Line 5: 2027-10-02 is given twice.",
                "Line 6: 2026-03-01 does not belong to 2027.",
            ],
        )
        self.assertFalse(self._days(2027))

    def test_files_that_are_none(self):
        """REQ B-12: empty, binary, broken and foreign files are refused in words."""
        self.assertEqual(self._problems("\n"), ["There are no days in it."])
        self.assertEqual(
            self._problems("日期,名称\n2027-10-01,A\n"),
            ["Line 1: The headings must name a date and a kind."],
        )
        binary = ["The file is not text. Save it as UTF-8 or GB18030."]
        self.assertEqual(self._problems(b"PK\x03\x04\x00\x00\xff"), binary)
        self.assertEqual(self._problems(b"\xff\xff\xff", "json"), binary)
        self.assertEqual(
            self._problems('{"days": [', "json"), ["Line 1: The file is not valid JSON."]
        )
        shape = ["The file has no list of days with date and kind."]
        self.assertEqual(self._problems('{"a": 1}', "json"), shape)
        self.assertEqual(self._problems("[1, 2]", "json"), shape)
        self.assertEqual(
            self._problems('[{"date": null, "kind": "off"}]', "json"),
            ["Day 1: “” is not a date. Write 2027-10-01."],
        )

    def test_many_errors_are_cut(self):
        """REQ B-12: a wrong file does not fill the screen."""
        problems = self._problems("x,off,A\n" * 50)
        self.assertEqual(len(problems), 21)
        self.assertEqual(problems[-1], "And 30 more.")

    def test_no_file_too_large_unknown_year(self):
        """REQ B-12: what can't even be read is said at once."""
        with self.assertRaisesRegex(UserError, "Choose a file first"):
            self._wizard().action_preview()
        with self.assertRaisesRegex(UserError, "larger than 1 MB"):
            self._wizard(b"x" * (1024 * 1024 + 1)).action_preview()
        with self.assertRaisesRegex(UserError, "does not know 2199 yet"):
            self._wizard(method="package", year=2199).action_preview()
        with self.assertRaisesRegex(UserError, "between 1950 and 2200"):
            self._wizard(method="package", year=27).action_preview()

    def test_the_calendar_changed_after_the_preview(self):
        """REQ B-12: two managers at once: the second is told, nothing is overwritten unseen."""
        wizard = self._wizard("2027-10-01,off,A")
        wizard.action_preview()
        self._except(date(2027, 10, 1), "make_up")
        with self.assertRaisesRegex(UserError, "changed since the preview"):
            wizard.action_apply()

    def test_back_and_again(self):
        """REQ B-12: back from the preview to another file."""
        wizard = self._wizard("x,off,A")
        wizard.action_preview()
        wizard.action_back()
        self.assertEqual((wizard.step, wizard.problems, len(wizard.line_ids)), ("choose", False, 0))
        wizard.file = base64.b64encode(b"2027-10-01,off,A")
        wizard.action_preview()
        self.assertTrue(wizard.can_apply)

    def test_the_proposed_year(self):
        """REQ B-12: the wizard proposes the first year that is missing."""
        this_year = self.env.company._workday_today().year
        proposed = self.env["workday.import"].with_user(self.manager).new().year
        confirmed = self.env["workday.year"].search([("confirmed", "=", True)]).mapped("year")
        self.assertGreaterEqual(proposed, this_year)
        self.assertNotIn(proposed, confirmed)
        wizard = self._wizard(year=2026).new({"year": 2026})
        wizard._onchange_year()
        self.assertIn("国办发明电", wizard.source)
