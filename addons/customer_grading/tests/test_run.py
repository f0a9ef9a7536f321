from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import customer_grading_run
from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestRun(GradingCommon):
    """Runs: figures, review, approval, application, all kept (REQ G-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.large = cls._customer("Large")
        cls.middle = cls._customer("Middle")
        cls.small = cls._customer("Small")
        cls.large._customer_set_grade(cls.grade_b, "before")
        cls.middle._customer_set_grade(cls.grade_a, "before")
        cls._invoice(date(2026, 5, 1), 5_000_000, partner=cls.large)
        cls._invoice(date(2026, 5, 1), 4_999_999.99, partner=cls.middle)
        cls.scheme.customers = "closed"

    def test_proposal_to_application(self):
        """REQ G-04: exactly on a threshold is enough; proposals, reasons, grades, history."""
        run = self._computed()
        self.assertEqual((run.up_count, run.down_count, run.new_count), (1, 1, 1))
        up, down, new = (
            self._line(run, customer) for customer in (self.large, self.middle, self.small)
        )
        self.assertEqual(
            (up.result, up.old_grade_id, up.final_grade_id), ("up", self.grade_b, self.grade_a)
        )
        self.assertEqual(down.result, "down")
        self.assertEqual(down.reason, "Net Invoiced in 12 months 4,999,999.99 < grade A 5,000,000")
        self.assertEqual((new.result, new.final_grade_id), ("new", self.grade_c))
        self.assertEqual(self.large.customer_grade_id, self.grade_b, "not applied yet")
        run.action_submit()
        with self.assertRaisesRegex(UserError, "not possible"):
            run.action_apply()
        run.with_user(self.other_marketing).action_approve()
        run.with_user(self.director).action_approve()
        run.action_apply()
        self.assertEqual(run.state, "applied")
        self.assertEqual(
            (self.large | self.middle | self.small).mapped("customer_grade_id.code"),
            ["A", "B", "C"],
        )
        change = self.middle.customer_grade_change_ids[0]
        self.assertEqual(change.source, "run")
        self.assertIn("4,999,999.99", change.reason)
        self.assertIn("4,999,999.99", self.middle.message_ids[0].body)

    def test_frozen(self):
        """REQ G-04: what happens later changes nothing in a run, nor its explanation."""
        run = self._approved()
        run.action_apply()
        before = {line.partner_id: (line.figures, line.reason) for line in run.line_ids}
        self._invoice(date(2026, 5, 2), 9_000_000, partner=self.small)
        scheme = self.scheme.with_user(self.marketing)
        scheme.action_draft()
        scheme.condition_ids[0].minimum = 7_000_000
        scheme.condition_ids[1].maximum = 7_000_000
        run.line_ids.invalidate_recordset()
        self.assertEqual(
            {line.partner_id: (line.figures, line.reason) for line in run.line_ids}, before
        )

    def test_reviewer_keeps_a_grade(self):
        """REQ G-04: kept with a reason, and taken back; only while it is reviewed."""
        run = self._computed()
        line = self._line(run, self.middle).with_user(self.marketing)
        action = line.action_keep()
        self.assertEqual(action["res_model"], "customer.grading.keep")
        wizard = (
            self.env["customer.grading.keep"]
            .with_user(self.marketing)
            .create({"line_ids": line.ids, "reason": "A large order is signed"})
        )
        wizard.action_apply()
        self.assertEqual((line.final_grade_id, line.is_change), (self.grade_a, False))
        line.action_take_proposal()
        self.assertEqual((line.final_grade_id, line.is_change), (self.grade_b, True))
        line.action_keep("A large order is signed")
        run.action_submit()
        with self.assertRaisesRegex(UserError, "not possible"):
            line.action_take_proposal()
        run.with_user(self.other_marketing).action_approve()
        run.with_user(self.director).action_approve()
        run.action_apply()
        self.assertEqual(self.middle.customer_grade_id, self.grade_a)
        self.assertEqual(line.kept_by_id, self.marketing)

    def test_who_may(self):
        """REQ B-11, G-04: roles × buttons; salespeople see lines of their customers only."""
        run = self._run()
        for role, user in self.users_by_role.items():
            if role in ("marketing", "director", "admin"):
                continue
            with self.subTest(role=role):
                for method in ("action_compute", "action_drop", "action_apply"):
                    with self.assertRaisesRegex(AccessError, "Grading is the business of"):
                        getattr(run.with_user(user), method)()
                self.assertEqual(run.state, "draft")
                with self.assertRaisesRegex(AccessError, "Grading is the business of"):
                    self._run(user=user, use=False)
        run.action_compute()
        self.other = self._customer("Foreign", user_id=self.other_marketing.id)
        line = self._line(run, self.middle)
        for values in ({"final_grade_id": self.grade_a.id}, {"figures": {}}, {"is_change": False}):
            with self.assertRaisesRegex(AccessError, "not allowed to modify"):
                line.with_user(self.marketing).write(values)
        with self.assertRaisesRegex(AccessError, "Grading is the business of"):
            line.with_user(self.salesperson).action_keep("mine")
        colleague = self._make_user("grading_colleague", "salesperson")
        lines = self.env["customer.grading.line"]
        domain = [("run_id", "=", run.id)]
        self.assertIn(self.middle, lines.with_user(self.salesperson).search(domain).partner_id)
        self.assertFalse(lines.with_user(colleague).search(domain))
        self.assertFalse(lines.with_user(colleague)._read_group(domain, [], ["__count"])[0][0])

    def test_nobody_writes_what_the_system_fills_in(self):
        """REQ G-04: figures, state and counts of a run are the system's."""
        run = self._computed()
        for values in (
            {"definition": {}}, {"computed_upto": 0}, {"applied_on": "2026-01-01 00:00:00"},
        ):  # fmt: skip
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                run.write(values)
        with self.assertRaisesRegex(UserError, "moves by its buttons only"):
            run.write({"state": "approved"})
        with self.assertRaisesRegex(UserError, "Drop it and make a new run"):
            run.write({"date": "2026-01-01"})
        with self.assertRaisesRegex(UserError, "Drop it instead of deleting"):
            run.unlink()
        forged = self._run(
            self._scheme([(self.grade_a, "net_invoiced", 1, None)]),
            definition={"levels": []}, computed_upto=99,
        )  # fmt: skip
        self.assertFalse(forged.definition)
        self.assertFalse(forged.computed_upto)

    def test_bad_input(self):
        """Bad input: a date to come, nobody to grade, a second run, a scheme not in use."""
        run = self._run(day=self.company._workday_today() + timedelta(days=2))
        with self.assertRaisesRegex(UserError, "has not come yet"):
            run.action_compute()
        self.assertFalse(run.line_ids)
        nobody = self._run(partner_ids=[(6, 0, self._customer("Gone", active=False).ids)])
        with self.assertRaisesRegex(UserError, "finds nobody"):
            nobody.action_compute()
        self.assertEqual(nobody.state, "draft")
        self._computed()
        with self.assertRaisesRegex(UserError, "still open"):
            self._run().action_compute()
        draft = self._scheme([(self.grade_a, "net_invoiced", 1, None)])
        with self.assertRaisesRegex(UserError, "not in use"):
            self._run(draft, use=False).action_compute()

    def test_only_active_customers_of_the_scope(self):
        """REQ G-02: archived partners, suppliers, contacts and other categories stay out."""
        self._customer("Archived", active=False)
        self._customer("Prospect", customer_category="potential")
        self.Partner.create({"name": "Supplier", "is_company": True})
        self.Partner.create({"name": "Contact", "parent_id": self.large.id})
        run = self._computed()
        self.assertEqual(
            set(run.line_ids.partner_id.mapped("name")) & {"Archived", "Prospect", "Contact"},
            set(),
        )

    def test_new_customers_wait(self):
        """REQ G-04: no grade in the first months, unless the first invoice is older."""
        self.scheme.new_months = 3
        run = self._computed(day=self.company._workday_today())
        self.assertEqual(self._line(run, self.small).result, "wait")
        self.assertFalse(self._line(run, self.small).final_grade_id)
        run.action_drop("Test")
        self._invoice(self.company._workday_today() - timedelta(days=200), 1, partner=self.small)
        run = self._computed(day=self.company._workday_today())
        self.assertEqual(self._line(run, self.small).result, "new")

    def test_downgrade_waits(self):
        """REQ G-04: a fall needs a second run, so many months after the first that saw it."""
        self.scheme.grace_months = 6
        run = self._approved(day=date(2026, 6, 30))
        line = self._line(run, self.middle)
        self.assertEqual((line.result, line.grace_since), ("grace", date(2026, 6, 30)))
        run.action_apply()
        self.assertEqual(self.middle.customer_grade_id, self.grade_a)
        for day, result in ((date(2026, 10, 30), "grace"), (date(2026, 11, 20), "grace")):
            early = self._computed(day=day)
            self.assertEqual(self._line(early, self.middle).result, result)
            self.assertEqual(self._line(early, self.middle).grace_since, date(2026, 6, 30))
            early.action_drop("Test")
        with self.subTest("over"):
            self.scheme.with_user(self.marketing).action_draft()
            self.scheme.grace_months = 4
            late = self._computed(day=date(2026, 10, 30))
            self.assertEqual(self._line(late, self.middle).result, "down")

    def test_changed_meanwhile(self):
        """REQ G-04: a grade set by hand after the figures were taken is not overwritten."""
        run = self._approved()
        self.middle._customer_set_grade(self.grade_c, "by hand")
        run.action_apply()
        self.assertEqual(run.state, "applied")
        self.assertEqual(self.middle.customer_grade_id, self.grade_c)
        self.assertTrue(self._line(run, self.middle).skipped)
        self.assertEqual(self.large.customer_grade_id, self.grade_a)

    def test_chunks_go_on_where_they_stopped(self):
        """REQ G-04: computed and applied in pieces, each customer once."""
        self.patch(customer_grading_run, "COMPUTE_CHUNK", 2)
        self.patch(customer_grading_run, "APPLY_CHUNK", 2)
        others = [self._customer(f"Other {number}") for number in range(3)]
        run = self._run()
        run.action_compute()
        self.assertEqual(run.state, "computing")
        self.assertEqual(run.computed_count, 0)
        run.sudo()._compute_chunk()
        self.assertEqual(len(run.sudo().line_ids), 2)
        self._run_cron("customer_grading.ir_cron_customer_grading_run")
        self.assertEqual(run.state, "computed")
        partners = run.sudo().line_ids.mapped("partner_id")
        self.assertEqual(len(partners), len(run.sudo().line_ids))
        self.assertLessEqual(set(others), set(partners))
        run.action_submit()
        run.with_user(self.other_marketing).action_approve()
        run.with_user(self.director).action_approve()
        run.action_apply()
        self.assertEqual(run.state, "approved")
        self.assertEqual(run.applied_count, 2)
        self._run_cron("customer_grading.ir_cron_customer_grading_run")
        self.assertEqual(run.state, "applied")
        self.assertEqual(run.applied_count, run.change_count)
        self.assertEqual(len(self.middle.customer_grade_change_ids), 2)

    def _run_cron(self, xmlid):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

    def test_queries(self):
        """REQ G-04: computing costs the same number of queries for 3 and for 30 customers."""
        counts = []
        for number in (0, 27):
            for index in range(number):
                self._customer(f"Count {index}")
            run = self._run()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            run.action_compute()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            run.action_drop("Test")
        self.assertLessEqual(counts[1], counts[0])

    def test_yearly(self):
        """REQ G-04: the yearly run is made once for each scheme, where the company wants it."""
        self._run()
        self.env["customer.grading.run"].search([("scheme_id", "=", self.scheme.id)]).unlink()
        runs = self.env["customer.grading.run"]
        domain = [("company_id", "=", self.company.id)]
        self._run_cron("customer_grading.ir_cron_customer_grading_yearly")
        self.assertFalse(runs.search(domain))
        self.company.customer_grading_yearly = True
        self._run_cron("customer_grading.ir_cron_customer_grading_yearly")
        self._run_cron("customer_grading.ir_cron_customer_grading_yearly")
        run = runs.search(domain)
        self.assertEqual((len(run), run.state), (1, "computed"))
        run.with_user(self.marketing).action_submit()
        self.assertEqual(run.applicant_id, self.marketing)
