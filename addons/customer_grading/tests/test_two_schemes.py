from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models import customer_grading_run
from .common import TODAY, GradingCommon


@tagged("post_install", "-at_install")
class TestTwoSchemes(GradingCommon):
    """Runs of several schemes over the same customers, and what a reviewer kept (REQ G-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fallen = cls._customer("Fallen")
        cls.risen = cls._customer("Risen")
        cls.fallen._customer_set_grade(cls.grade_a, "before")
        cls.risen._customer_set_grade(cls.grade_c, "before")
        cls._invoice(date(2026, 5, 1), 2_000_000, partner=cls.fallen)
        cls._invoice(date(2026, 5, 1), 6_000_000, partner=cls.risen)
        cls.both = cls.fallen | cls.risen
        cls.other = cls._scheme(
            [
                (cls.grade_a, "invoice_count", 5, None),
                (cls.grade_b, "invoice_count", None, 5),
            ],
            name="Often",
        )

    def _selected(self, scheme=None, partners=None, **values):
        partners = self.both if partners is None else partners
        return self._run(scheme or self.scheme, partner_ids=[(6, 0, partners.ids)], **values)

    def _kept(self):
        """Return an applied run of the first scheme that kept grade A for the fallen customer."""
        run = self._selected()
        run.action_compute()
        self._line(run, self.fallen).with_user(self.marketing).action_keep("Contract is signed")
        self._apply(run)
        return run

    def _apply(self, run):
        run.action_submit()
        run.with_user(self.other_marketing).action_approve()
        run.with_user(self.director).action_approve()
        run.action_apply()
        self.assertEqual(run.state, "applied")

    def test_open_run_of_another_scheme(self):
        """F-10: a second run over customers of an open one is refused, with its name."""
        first = self._selected()
        first.action_compute()
        second = self._selected(self.other, self.fallen)
        with self.assertRaisesRegex(
            UserError, f"1 of its customers are being graded by {first.name}"
        ):
            second.action_compute()
        self.assertEqual((second.state, len(second.line_ids)), ("draft", 0))
        # other customers are nobody's business
        third = self._selected(self.other, self.customer)
        third.action_compute()
        self.assertEqual(third.state, "computed")
        third.action_drop("Wrong customers")
        first.action_drop("Wrong scheme")
        second.action_compute()
        self.assertEqual(second.state, "computed")

    def test_open_run_in_the_background(self):
        """F-10: also while the first has no lines yet."""
        self.patch(customer_grading_run, "COMPUTE_CHUNK", 1)
        first = self._selected()
        first.action_compute()
        self.assertEqual((first.state, first.computed_count), ("computing", 0))
        with self.assertRaisesRegex(UserError, "2 of its customers"):
            self._selected(self.other).action_compute()

    def test_rejected_run_comes_back(self):
        """F-10: a rejected run cannot be submitted again beside a newer one."""
        first = self._selected()
        first.action_compute()
        first.action_submit()
        first.with_user(self.other_marketing).action_reject("Not yet")
        second = self._selected(self.other)
        second.action_compute()
        with self.assertRaisesRegex(UserError, "Apply or drop that run first"):
            first.action_submit()
        self.assertEqual(first.state, "rejected")

    def test_kept_stays_kept(self):
        """F-10: what a reviewer kept in one run is kept in the run of another scheme."""
        first = self._kept()
        self.assertEqual(self.both.customer_grade_id, self.grade_a)
        second = self._selected(self.other)
        second.action_compute()
        line = self._line(second, self.fallen)
        self.assertEqual(
            (line.result, line.kept_result, line.final_grade_id, line.is_change),
            ("kept", "down", self.grade_a, False),
        )
        self.assertEqual((line.keep_reason, line.kept_from_id), ("Contract is signed", first))
        self.assertEqual(self._line(second, self.risen).result, "down", "nobody kept that one")
        self._apply(second)
        self.assertEqual(self.both.mapped("customer_grade_id.code"), ["A", "B"])

    def test_kept_is_taken_back_by_a_person(self):
        """F-10: a reviewer who takes the proposal after all does so knowingly."""
        self._kept()
        second = self._selected(self.other)
        second.action_compute()
        line = self._line(second, self.fallen).with_user(self.marketing)
        line.action_take_proposal()
        self.assertEqual((line.result, line.final_grade_id), ("down", self.grade_b))
        self._apply(second)
        self.assertEqual(self.fallen.customer_grade_id, self.grade_b)

    def test_kept_for_the_period_of_its_scheme(self):
        """F-10: a year later, and by the next run of the same scheme, figures count again."""
        self._kept()
        days = {
            date(2026, 9, 30): "kept",
            date(2027, 6, 29): "kept",
            date(2027, 6, 30): "down",
        }
        self.patch(type(self.company), "_workday_today", lambda _company: date(2027, 12, 31))
        for day, result in days.items():
            with self.subTest(day):
                run = self._selected(self.other, day=day)
                run.action_compute()
                self.assertEqual(self._line(run, self.fallen).result, result)
                run.action_drop("Test")
        again = self._selected(day=date(2026, 7, 31))
        again.action_compute()
        self.assertEqual(self._line(again, self.fallen).result, "down")

    def test_same_scheme_same_day(self):
        """F-10: a second run of the same day does not undo it either."""
        self._kept()
        again = self._selected()
        again.action_compute()
        self.assertEqual(self._line(again, self.fallen).result, "kept")

    def test_kept_while_the_other_waited(self):
        """F-10: two runs that came to be open at once: the one applied later leaves it alone."""
        second = self._selected(self.other)
        second.action_compute()
        moment = fields.Datetime.now() - timedelta(hours=1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_grading_run SET state = 'rejected', computed_on = %s WHERE id = %s",
            [moment, second.id],
        )
        self.env.invalidate_all()
        self._kept()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_grading_run SET state = 'approved' WHERE id = %s", [second.id]
        )
        self.env.invalidate_all()
        second.action_apply()
        self.assertEqual(second.state, "applied")
        self.assertTrue(self._line(second, self.fallen).skipped)
        self.assertEqual(self.fallen.customer_grade_id, self.grade_a)

    def test_kept_is_a_result_of_its_own(self):
        """F-13: a kept customer is no fall any more; the counts add up."""
        run = self._selected()
        run.action_compute()
        self.assertEqual((run.up_count, run.down_count, run.kept_count), (1, 1, 0))
        line = self._line(run, self.fallen).with_user(self.marketing)
        line.action_keep("Contract is signed")
        self.assertEqual((line.result, line.kept_result), ("kept", "down"))
        self.assertEqual((run.up_count, run.down_count, run.kept_count), (1, 0, 1))
        self.assertEqual(run.change_count, 1)
        found = self.env["customer.grading.line"].search(
            [("run_id", "=", run.id), ("result", "=", "down")]
        )
        self.assertFalse(found)
        line.action_take_proposal()
        self.assertEqual((line.result, run.down_count, run.kept_count), ("down", 1, 0))

    def test_nothing_to_keep(self):
        """F-13: who does not change is not kept; said in words."""
        self.fallen._customer_set_grade(self.grade_b, "Test")
        run = self._selected()
        run.action_compute()
        line = self._line(run, self.fallen)
        self.assertEqual(line.result, "same")
        with self.assertRaisesRegex(UserError, "nothing to keep"):
            line.with_user(self.marketing).action_keep("Why not")
        self.assertEqual(line.result, "same")

    def test_frozen_from_the_first_chunk_on(self):
        """F-11: a scheme changed between two chunks changes nothing in the run."""
        self.patch(customer_grading_run, "COMPUTE_CHUNK", 1)
        self.scheme.condition_ids[2].write({"measure": "net_invoiced"})
        old = self._invoice(
            date(2025, 8, 1), 10, partner=self.risen, invoice_date_due=date(2025, 8, 31)
        )
        run = self._selected(
            self._scheme(
                [
                    (self.grade_a, "default_count", None, 1),
                    (self.grade_b, "net_invoiced", 1, None),
                ],
                months=12,
                default_days=400,
                name="Frozen",
            )
        )
        run.action_compute()
        run.sudo()._compute_chunk()
        scheme = run.scheme_id.with_user(self.marketing)
        scheme.action_draft()
        scheme.write({"months": 1, "default_days": 0})
        self.grade_a.sequence = 99
        while run.state == "computing":
            run.sudo()._compute_chunk()
        line = self._line(run, self.risen)
        # 12 months up to 30 June 2026 take in the invoice of August 2025, late but below 400 days
        self.assertEqual(old.state, "posted")
        self.assertEqual(line.figures, {"default_count": 0, "net_invoiced": 6_000_010})
        self.assertEqual((line.proposed_grade_id, line.result), (self.grade_a, "up"))

    def test_scheme_of_another_company(self):
        """F-11: a run of one company does not grade by the scheme of another."""
        second = self.env["res.company"].create(
            {"name": "Second", "country_id": self.env.ref("base.cn").id}
        )
        self.marketing.company_ids += second
        run = self._selected()
        runs = (
            self.env["customer.grading.run"]
            .with_user(self.marketing)
            .with_context(allowed_company_ids=(self.company | second).ids)
        )
        values = {"scheme_id": self.scheme.id, "company_id": second.id, "date": TODAY}
        with self.assertRaisesRegex(ValidationError, "Sales is a scheme of"):
            runs.create(values)
        with self.assertRaisesRegex(ValidationError, "Choose a scheme"), self.env.cr.savepoint():
            runs.browse(run.id).write({"company_id": second.id})
        self.env.invalidate_all(flush=False)
        self.assertEqual(run.company_id, self.company)

    def test_day_of_the_run_is_that_of_its_company(self):
        """F-18: as of today means today where the company is."""
        second = self.env["res.company"].create(
            {"name": "Second", "country_id": self.env.ref("base.cn").id}
        )
        days = {self.company.id: date(2026, 6, 30), second.id: date(2026, 7, 1)}
        self.patch(
            type(self.company),
            "_workday_today",
            lambda company: days.get(company.id, date(2026, 1, 1)),
        )
        self._run()  # takes the scheme into use
        runs = self.env["customer.grading.run"].with_company(second)
        run = runs.create({"scheme_id": self.scheme.id, "company_id": self.company.id})
        self.assertEqual(run.date, date(2026, 6, 30))
        late = runs.create(
            {
                "scheme_id": self.scheme.id,
                "company_id": self.company.id,
                "date": date(2026, 7, 1),
            }
        )
        with self.assertRaisesRegex(UserError, "has not come yet"):
            late.action_compute()
        self.assertEqual(late.state, "draft")

    def test_drop_asks_why(self):
        """F-14: nobody drops a run without a reason; it is shown."""
        run = self._selected()
        for nothing in (None, "", "  ", False):
            action = run.action_drop(nothing)
            self.assertEqual(action["res_model"], "customer.grading.drop")
            self.assertEqual(run.state, "draft")
        wizard = (
            self.env["customer.grading.drop"]
            .with_user(self.marketing)
            .with_context(action["context"])
            .create({"reason": "Wrong year"})
        )
        wizard.action_apply()
        self.assertEqual((run.state, run.drop_reason), ("dropped", "Wrong year"))
