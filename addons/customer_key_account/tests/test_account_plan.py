from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..models.account_plan.plan_terms import worst
from .key_common import KeyCommon


class PlanCommon(KeyCommon):
    """A key account with two contacts, and a plan of 2026 seen on 1 July (half of the year)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.is_key_account = True
        cls.boss_of_customer, cls.engineer = cls.Partner.create(
            [
                {"name": "Head", "parent_id": cls.customer.id},
                {"name": "Engineer", "parent_id": cls.customer.id},
            ]
        )
        cls.head, cls.technical = cls.env["customer.contact"].create(
            [
                {"partner_id": cls.boss_of_customer.id, "is_decision_maker": True,
                 "buying_role": "economic"},
                {"partner_id": cls.engineer.id, "buying_role": "technical"},
            ]
        )  # fmt: skip

    def _plan(self, user=None, goals=(), **values):
        return self._as(
            user or self.salesperson,
            self.env["customer.account.plan"],
        ).create(
            {
                "partner_id": self.customer.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "goal_ids": [(0, 0, {"measure": code, "target": wanted}) for code, wanted in goals],
                **values,
            }
        )

    def _met(self, day, partner, user=None):
        return self.env["customer.interaction"].create(
            {
                "partner_id": self.customer.id,
                "contact_ids": [(6, 0, partner.ids)],
                "user_id": (user or self.salesperson).id,
                "date": f"{day} 02:00:00",
                "summary": "Talk",
                "company_id": self.company.id,
            }
        )


@tagged("post_install", "-at_install")
class TestAccountPlan(PlanCommon):
    """What we want to reach with a key account (issue 15)."""

    def test_aims_show_what_the_erp_says(self):
        """REQ G-11: sales net of credit notes, of the plan's time and company; share of need."""
        self._invoice(date(2026, 2, 1), 600)
        self._invoice(date(2026, 6, 30), 100, refund=True)
        self._invoice(date(2025, 12, 31), 9000)
        self._invoice(date(2026, 3, 1), 9000, company=self.second)
        self._invoice(date(2026, 3, 1), 9000, partner=self.other_customer)
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("sales", 1000), ("share_of_need", 40)), annual_need=2000)
            sales, share = plan.goal_ids
            self.assertEqual(sales.value, 500)
            self.assertEqual(share.value, 25)

    def test_lights_go_by_the_time_that_is_over(self):
        """REQ G-11: half of the aim is enough at half time; the reason says by how much."""
        self._invoice(date(2026, 2, 1), 500)
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("sales", 1100),))
            self.assertEqual(plan.goal_ids.light, "amber")
            plan.goal_ids.target = 1000
            self.assertEqual(plan.goal_ids.light, "green")
            plan.goal_ids.target = 2000
            self.assertEqual(plan.goal_ids.light, "red")
            self.assertIn("by today", plan.goal_ids.light_reason)
            self.assertEqual(plan.light, "red")
            self.assertIn("Sales", plan.light_reason)

    def test_unknown_is_no_light(self):
        """REQ G-11: without the customer's need nobody knows our share of it."""
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("share_of_need", 40),))
            self.assertEqual(plan.goal_ids.light, "grey")
            self.assertIn("not known yet", plan.goal_ids.light_reason)

    def test_aim_whose_source_is_gone(self):
        """REQ G-11: an aim of an addon that was uninstalled says so, and the rest goes on."""
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("sales", 1000),))
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE customer_account_plan_goal SET measure = 'gone' WHERE plan_id = %s",
                (plan.id,),
            )
            plan.invalidate_recordset()
            plan.goal_ids.invalidate_recordset()
            self.assertEqual(plan.goal_ids.light, "grey")
            self.assertIn("no longer installed", plan.goal_ids.light_reason)
            self.assertTrue(plan.display_name)

    def test_map_names_who_decides_and_was_not_met(self):
        """REQ B-08, G-11: a decider never met is red, one met in time green, others amber."""
        with self._day("2026-07-01"):
            plan = self._plan()
            self.assertEqual(plan.person_ids.contact_id, self.head | self.technical)
            people = {person.contact_id: person for person in plan.person_ids}
            head, engineer = people[self.head], people[self.technical]
            self.assertEqual((head.light, engineer.light), ("red", "amber"))
            self.assertIn("never contacted", head.light_reason)
            self._met("2026-06-30", self.boss_of_customer)
            self._met("2026-03-02", self.engineer)
            (head | engineer).invalidate_recordset()
            self.assertEqual(head.light, "green")
            self.assertEqual(head.last_contact, date(2026, 6, 30))
            self.assertEqual(engineer.light, "amber")
            head.stance = "against"
            self.assertEqual(head.light, "red")
            self.assertEqual(plan.light, "red")

    def test_coverage_is_of_those_who_matter(self):
        """REQ G-11: of deciders and people of high influence, those in touch."""
        self.technical.influence = "1_high"
        self._met("2026-06-30", self.boss_of_customer)
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("coverage", 100), ("contacts", 10)))
            plan.goal_ids.invalidate_recordset()
            coverage, contacts = plan.goal_ids
            self.assertEqual(coverage.value, 50)
            self.assertEqual(contacts.value, 1)

    def test_actions_are_activities_of_their_owner(self):
        """REQ G-11: done as an activity is done in the plan, and the other way round."""
        with self._day("2026-07-01"):
            plan = self._plan()
            Action = self._as(self.salesperson, self.env["customer.account.plan.action"])
            first, second = Action.create(
                [
                    {"plan_id": plan.id, "name": name, "date_deadline": "2026-07-10",
                     "user_id": self.salesperson.id}
                    for name in ("Invite the head", "Send the offer")
                ]
            )  # fmt: skip
            activity = first.activity_id
            self.assertEqual(activity.user_id, self.salesperson)
            self.assertEqual(str(activity.date_deadline), "2026-07-10")
            first.date_deadline = "2026-07-12"
            self.assertEqual(str(activity.date_deadline), "2026-07-12")
            activity.with_user(self.salesperson).action_feedback(feedback="He comes in August")
            self.assertEqual(first.result, "He comes in August")
            self.assertEqual(first.done_on, date(2026, 7, 1))
            with self.assertRaisesRegex(UserError, "Invite the head was done and is kept"):
                first.unlink()
            other = second.activity_id
            second.action_done()
            self.assertTrue(second.done_on)
            self.assertFalse(other.active)
        with self._day("2026-07-20"):
            third = Action.create(
                {
                    "plan_id": plan.id,
                    "name": "Late",
                    "user_id": self.salesperson.id,
                    "date_deadline": "2026-07-15",
                }
            )
            self.assertTrue(third.is_late)
            self.assertFalse(first.is_late)

    def test_owner_of_an_action_can_open_the_plan(self):
        """REQ B-09: nobody gets an action on a customer that is hidden from them."""
        with self._day("2026-07-01"):
            plan = self._plan()
            with self.assertRaisesRegex(UserError, "cannot open the account plan"):
                self._as(self.salesperson, self.env["customer.account.plan.action"]).create(
                    {"plan_id": plan.id, "name": "x", "date_deadline": "2026-08-01",
                     "user_id": self.colleague.id}
                )  # fmt: skip

    def test_an_action_is_for_an_aim_of_its_own_plan(self):
        """S-03, REQ G-11: an aim of another customer's plan is refused, without its name."""
        other = self.Partner.create(
            {"name": "Other", "is_company": True, "customer_category": "closed"}
        )
        other.is_key_account = True
        # as superuser: the plan of somebody else
        foreign = self.env["customer.account.plan"].create(
            {
                "partner_id": other.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "goal_ids": [(0, 0, {"measure": "sales", "target": 100})],
            }
        )
        with self._day("2026-07-01"):
            plan = self._plan(goals=[("sales", 100)])
            action = self._as(self.salesperson, self.env["customer.account.plan.action"]).create(
                {"plan_id": plan.id, "name": "Invite", "date_deadline": "2026-07-10",
                 "goal_id": plan.goal_ids.id}
            )  # fmt: skip
            with self.assertRaisesRegex(ValidationError, "Invite: choose an aim of the same"):
                with self.cr.savepoint():
                    action.write({"goal_id": foreign.goal_ids.id})
        self.assertEqual(action.goal_id, plan.goal_ids)

    def test_only_for_key_accounts_and_once(self):
        """REQ G-11: the plan is for a key account; two for the same time are refused."""
        with self._day("2026-07-01"):
            self._plan()
            with (
                self.assertRaisesRegex(ValidationError, "has an account plan for this time"),
                self.env.cr.savepoint(),
            ):
                self._plan(date_from="2026-06-01", date_to="2027-05-31")
            self.customer.is_key_account = False
            with (
                self.assertRaisesRegex(ValidationError, "is no key account"),
                self.env.cr.savepoint(),
            ):
                self._plan(date_from="2027-01-01", date_to="2027-12-31")
            self.customer.is_key_account = True
            with (
                self.assertRaisesRegex(ValidationError, "must not be before"),
                self.env.cr.savepoint(),
            ):
                self._plan(date_from="2028-01-01", date_to="2027-12-31")
        self.assertEqual(
            self.env["customer.account.plan"].search_count(
                [("commercial_partner_id", "=", self.customer.id)]
            ),
            1,
        )

    @mute_logger("odoo.sql_db")
    def test_one_aim_for_a_figure(self):
        """REQ G-11: the same figure twice is refused by the database, too."""
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("sales", 10),))
            with self.assertRaisesRegex(UniqueViolation, "once"), self.env.cr.savepoint():
                plan.goal_ids = [(0, 0, {"measure": "sales", "target": 5})]
                plan.flush_recordset()
            with self.assertRaisesRegex(ValidationError, "enter what is wanted"):
                plan.goal_ids = [(0, 0, {"measure": "contacts", "target": 0})]

    def test_closed_plan_stands(self):
        """REQ G-11: closed with what was reached; figures stay, nothing is changed any more."""
        self._invoice(date(2026, 2, 1), 500)
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("sales", 1000),))
            with self.assertRaisesRegex(UserError, "write what was reached"):
                plan._close(" ")
            plan._close("Half of it")
            self._invoice(date(2026, 3, 1), 700)
            plan.invalidate_recordset()
            plan.goal_ids.invalidate_recordset()
            self.assertEqual(plan.goal_ids.value, 500)
            for change in (
                lambda: plan.write({"strategy": "New"}),
                lambda: plan.goal_ids.write({"target": 1}),
                lambda: plan.person_ids[0].write({"stance": "supports"}),
            ):
                with self.assertRaisesRegex(UserError, "is closed"):
                    change()
            with self.assertRaisesRegex(UserError, "is closed and is kept"):
                plan.unlink()
            plan.action_reopen()
            plan.strategy = "New"
            self.assertEqual(plan.state, "running")

    def test_figures_and_states_are_nobodys_to_write(self):
        """REQ G-11: state and kept figures come from the buttons."""
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("sales", 1000),))
            for record, vals in (
                (plan, {"state": "closed"}),
                (plan, {"result": "Great"}),
                (plan.goal_ids, {"final_value": 7, "has_final": True}),
            ):
                with self.assertRaisesRegex(AccessError, "filled in by the system"):
                    record.write(vals)
            self.assertEqual(plan.state, "running")

    def test_rights_follow_the_customer(self):
        """REQ B-09: the owner changes it, the department's manager too, others do not see it."""
        with self._day("2026-07-01"):
            plan = self._plan(goals=(("sales", 1000),))
            self._as(self.manager, plan).strategy = "Visit"
            for user in (self.colleague, self.other_manager):
                found = self._as(user, plan).search([("id", "=", plan.id)])
                self.assertFalse(found, user.login)
                with (
                    self.assertRaisesRegex(AccessError, "is not a customer of yours"),
                    self.env.cr.savepoint(),
                ):
                    self._plan(user, date_from="2027-01-01", date_to="2027-12-31")
                with self.assertRaisesRegex(AccessError, "Account Plan|not allowed|access"):
                    self._as(user, plan.goal_ids).target = 1
            self.assertEqual(plan.strategy, "Visit")

    def test_plans_by_few_queries(self):
        """REQ G-11: figures of one kind are asked for once for all plans of a list."""
        others = self._customer("唐山第一矿山有限公司", self.salesperson, is_key_account=True)
        more = self._customer("唐山第二矿山有限公司", self.salesperson, is_key_account=True)
        with self._day("2026-07-01"):
            plans = self._plan(goals=(("sales", 10),))
            plans |= self._plan(partner_id=others.id, goals=(("sales", 10),))
            plans |= self._plan(partner_id=more.id, goals=(("sales", 10),))
            plans = plans.sudo()

            def queries(some):
                self.env.flush_all()
                self.env.invalidate_all()
                some.mapped("goal_ids.target")
                some.mapped("currency_id.symbol")
                some.mapped("company_id.name")
                before = self.env.cr.sql_log_count
                some.goal_ids.mapped("value")
                return self.env.cr.sql_log_count - before

            queries(plans)
            one, all_three = queries(plans[0]), queries(plans)
            self.assertEqual(one, all_three)

    def test_plan_follows_the_customer(self):
        """REQ H-01: who answers for the customer from now on answers for its plan."""
        with self._day("2026-07-01"):
            plan = self._plan()
            self.customer.sudo().user_id = self.colleague
            self.assertEqual(plan.sudo().user_id, self.colleague)

    def test_form(self):
        """REQ G-11: filled in as the role does it; the map is there at once."""
        with self._day("2026-07-01"):
            with Form(self._as(self.salesperson, self.env["customer.account.plan"])) as form:
                form.partner_id = self.customer
                with form.goal_ids.new() as goal:
                    goal.measure = "sales"
                    goal.target = 100
            self.assertEqual(len(form.record.person_ids), 2)

    def test_worst_light(self):
        """REQ G-11: a plan is what its worst part is; nothing is unknown."""
        self.assertEqual(worst(["green", "amber", "grey"]), "amber")
        self.assertEqual(worst(["grey", "green"]), "green")
        self.assertEqual(worst([]), "grey")
