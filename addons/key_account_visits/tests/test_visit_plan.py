from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .visit_common import NOW, VisitCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitPlan(VisitCommon):
    """REQ V-01, V-07: visits to many customers, spread over working days and capacity."""

    def _plan(self, user=None, **values):
        return (
            self.env["customer.visit.plan"]
            .with_user(user or self.salesperson)
            .with_company(self.company)
            .create({"purpose": "季度回访", **values})
        )

    def _more_customers(self, count, owner):
        return self.Partner.create(
            [
                {
                    "name": f"客户{number}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": owner.id,
                }
                for number in range(count)
            ]
        )

    def test_spread(self):
        """Three a day from the next working day on, over the weekend to Monday."""
        self._more_customers(9, self.salesperson)
        # Wednesday 11 to Monday 16 March, three a day: 3 + 3 + 3 + 1
        plan = self._plan(date_from="2026-03-11", date_to="2026-03-17")
        plan.action_preview()
        days = [str(self.company._customer_local_date(line.date_start)) for line in plan.line_ids]
        self.assertEqual(
            {day: days.count(day) for day in days},
            {"2026-03-11": 3, "2026-03-12": 3, "2026-03-13": 3, "2026-03-16": 1},
        )
        # 9:00, 10:30 and 12:00 in Shanghai
        self.assertEqual(
            [str(line.date_start)[11:16] for line in plan.line_ids[:3]],
            ["01:00", "02:30", "04:00"],
        )
        self.assertFalse(self.env["customer.visit"].search([("purpose", "=", "季度回访")]))
        action = plan.action_create_visits()
        visits = self.env["customer.visit"].search(action["domain"])
        self.assertEqual(len(visits), 10)
        self.assertEqual(set(visits.mapped("kind")), {"periodic"})
        self.assertEqual(set(visits.mapped("state")), {"draft"})

    def test_what_stands_there_counts(self):
        """A full day takes no more; customers with a visit planned are left out."""
        self._visit(date_start="2026-03-11 01:00:00", date_stop="2026-03-11 02:00:00")
        self._more_customers(2, self.salesperson)
        plan = self._plan(date_from="2026-03-11", date_to="2026-03-11", per_day=2)
        plan.action_preview()
        self.assertEqual(len(plan.line_ids), 1)
        self.assertEqual(plan.left_out, 1)
        self.assertNotIn(self.customer, plan.line_ids.partner_id)

    def test_due_only(self):
        """Only who was not visited since the beginning of the quarter."""
        other = self._more_customers(1, self.salesperson)
        self.env["customer.interaction"].create(
            {
                "partner_id": other.id,
                "user_id": self.salesperson.id,
                "company_id": self.company.id,
                "date": "2026-02-02 02:00:00",
                "way": "visit",
                "summary": "回访",
            }
        )
        plan = self._plan()
        self.assertEqual(str(plan.not_since), "2026-01-01")
        plan.action_preview()
        self.assertEqual(plan.line_ids.partner_id, self.customer)
        plan.due_only = False
        plan.action_preview()
        self.assertEqual(plan.line_ids.partner_id, self.customer | other)

    def test_only_what_one_may_change(self):
        """REQ B-09: nobody plans for customers of others, whomever they name."""
        plan = self._plan(self.stranger, user_ids=[self.salesperson.id])
        with self.assertRaisesRegex(UserError, "No customer matches"):
            plan.action_preview()
        manager = self._plan(self.manager, user_ids=[self.salesperson.id])
        manager.action_preview()
        self.assertEqual(manager.line_ids.partner_id, self.customer)
        self.assertEqual(manager.line_ids.user_id, self.salesperson)

    def test_one_word_to_each_colleague(self):
        """Whoever gets visits planned by somebody else is told once, with number and days."""
        self._more_customers(4, self.salesperson)
        self.manager.lang = self.salesperson.lang = "en_US"
        plan = self._plan(
            self.manager,
            user_ids=self.salesperson.ids,
            date_from="2026-03-11",
            date_to="2026-03-17",
        )
        plan.action_preview()
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        visits = self.env["customer.visit"].search(plan.action_create_visits()["domain"])
        told = self.env["mail.message"].search(
            [("id", ">", before), ("notified_partner_ids", "in", self.salesperson.partner_id.ids)]
        )
        self.assertEqual(len(visits), 5)
        self.assertEqual(told.mapped("subject"), ["Visits planned for you: 5"])
        self.assertIn("from 03/11/2026 to 03/12/2026", told.body)

    def test_bad_input(self):
        """No preview, the end before the beginning, no working day."""
        with self.assertRaisesRegex(UserError, "preview first"):
            self._plan().action_create_visits()
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._plan(date_from="2026-03-12", date_to="2026-03-11").action_preview()
        with self.assertRaisesRegex(UserError, "no working day"):
            self._plan(date_from="2026-03-14", date_to="2026-03-15").action_preview()

    def test_queries_of_the_preview(self):
        """A constant number of queries, whatever the number of customers."""
        self._more_customers(5, self.salesperson)
        plan = self._plan(date_to="2026-04-30")
        self.env.flush_all()
        self.env.invalidate_all()
        few = self._count(plan)
        self._more_customers(60, self.salesperson)
        self.assertLessEqual(self._count(self._plan(date_to="2026-04-30")), few + 3)

    def _count(self, plan):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        plan.action_preview()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
