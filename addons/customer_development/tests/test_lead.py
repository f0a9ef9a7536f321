from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import DevelopmentCase


class LeadCase(DevelopmentCase):
    """Marketing and service pass on; rules for the north (Li, Wang) and for everything (Zhao)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing = cls._make_user("dev_marketing", "marketing")
        cls.today = cls.env.company._workday_today()
        cls.hebei = cls.env.ref("base.state_cn_HE")
        cls.guangdong = cls.env.ref("base.state_cn_GD")
        cls.env["customer.lead.rule"].search([]).action_archive()
        cls.north = cls._rule("North", cls.li | cls.wang, state_ids=[(6, 0, cls.hebei.ids)])
        cls.rest = cls._rule("Rest", cls.zhao, sequence=20)

    @classmethod
    def _rule(cls, name, users, **values):
        return cls.env["customer.lead.rule"].create(
            {"name": name, "user_ids": [(6, 0, users.ids)], **values}
        )

    def _prospect(self, name="Prospect of the Test", user=None, region=None, **values):
        partner = self._make_customer(name, state_id=(region or self.hebei).id)
        return self._register(user or self.marketing, partner, **values)

    def _pass_on(self, prospect=None, user=None, sender=None, **values):
        sender = sender or self.marketing
        prospect = prospect or self._prospect(user=sender)
        vals = {"development_id": prospect.id, **values}
        if user:
            vals["user_id"] = user.id
        return self.env["customer.lead.assignment"].with_user(sender).create(vals)

    def _activities(self, user, lead):
        return self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("res_model", "=", lead._name), ("res_id", "=", lead.id)]
        )


@tagged("post_install", "-at_install")
class TestLead(LeadCase):
    def test_by_hand_and_accepted(self):
        """REQ B-16: who accepts answers for development and customer; the sender is told."""
        prospect = self._prospect()
        lead = self._pass_on(prospect, self.li, note="Wants a loader")
        self.assertEqual((lead.state, lead.user_id), ("offered", self.li))
        self.assertEqual(len(self._activities(self.li, lead)), 1)
        mine = lead.with_user(self.li)
        self.assertEqual(mine.customer_name, "Prospect of the Test")
        mine.action_accept()
        self.assertEqual(lead.state, "accepted")
        self.assertEqual(prospect.user_id, self.li)
        self.assertEqual(prospect.partner_id.user_id, self.li)
        self.assertEqual(lead.offer_ids.result, "accepted")
        self.assertFalse(self._activities(self.li, lead))
        told = self.env["mail.message"].search(
            [("model", "=", lead._name), ("res_id", "=", lead.id)]
        )
        self.assertIn(self.marketing.partner_id, told.notified_partner_ids)
        self.assertEqual(lead.outcome, "Registered")

    def test_the_sender_sees_what_becomes_of_it(self):
        """REQ B-16: signed, lost or dropped, whoever passed it on is told and reads it."""
        wizard = (
            self.env["customer.development.register"]
            .with_user(self.service)
            .create({"name": "Yunhai Cranes", "source_id": self.source.id})
        )
        prospect = self.env["customer.development"].browse(wizard.action_register()["res_id"])
        lead = self._pass_on(prospect, self.li, sender=self.service)
        lead.with_user(self.li).action_accept()
        before = self.env["mail.message"].search_count([("res_id", "=", lead.id),
                                                        ("model", "=", lead._name)])  # fmt: skip
        self.env["customer.development.close"].with_user(self.li).create(
            {"development_ids": [(6, 0, prospect.ids)], "kind": "drop", "reason": "No need"}
        ).action_confirm()
        self.assertEqual(lead.with_user(self.service).outcome, "Dropped")
        after = self.env["mail.message"].search([("res_id", "=", lead.id),
                                                 ("model", "=", lead._name)])  # fmt: skip
        self.assertEqual(len(after), before + 1)
        self.assertIn("Dropped", after[0].body)

    def test_by_rule_of_region_and_load(self):
        """REQ B-16: the first rule that fits; of its people who has least to do."""
        self._register(self.li, self._make_customer("Busy"))
        self.assertEqual(self._pass_on().user_id, self.wang)
        south = self._prospect("South", region=self.guangdong)
        lead = self._pass_on(south)
        self.assertEqual(lead.user_id, self.zhao)
        self.assertEqual(lead.offer_ids.rule_id, self.rest)

    def test_load_is_balanced_within_one_batch(self):
        """REQ B-16: of many passed on at once everybody gets as many, by a handful of queries."""
        prospects = self.env["customer.development"].browse(
            [self._prospect(f"Prospect {number}").id for number in range(6)]
        )
        wizard = self.env["customer.lead.assign"].with_user(self.marketing)
        wizard.create({"development_ids": [(6, 0, prospects.ids)]}).action_assign()
        asked = prospects.lead_ids.mapped("user_id.login")
        counts = {user: prospects.lead_ids.filtered(lambda lead, u=user: lead.user_id == u)
                  for user in prospects.lead_ids.user_id}  # fmt: skip
        self.assertEqual(set(asked), {"dev_li", "dev_wang"})
        self.assertEqual({len(leads) for leads in counts.values()}, {3})

    def test_choosing_costs_the_same_for_many(self):
        """REQ B-16: rules, absences and loads are read once for all that is passed on."""
        from ..tools.lead_allocation import LeadAllocation

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            allocation = LeadAllocation(self.env, self.env.company)
            for _number in range(count):
                _rule, user = allocation.choose(self.partner, self.source, self.env["res.users"])
                allocation.took(user)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(2), queries(40))

    def test_most_that_one_person_has(self):
        """REQ B-16: beyond the limit of the rule the next rule is asked."""
        self.north.max_load = 1
        for user in (self.li, self.wang):
            self._register(user, self._make_customer(f"Busy {user.login}"))
        self.assertEqual(self._pass_on().user_id, self.zhao)

    def test_given_back_goes_to_the_next_one(self):
        """REQ B-16: with a reason; nobody is asked twice."""
        lead = self._pass_on()
        first = lead.user_id
        with self.assertRaisesRegex(UserError, "Write why you give it back"):
            lead.with_user(first)._give_back("  ")
        self.assertEqual(lead.state, "offered")
        lead.with_user(first)._give_back("Too far away")
        self.assertEqual(lead.user_id, (self.li | self.wang) - first)
        self.assertEqual(lead.offer_ids[0].reason, "Too far away")

    def test_the_same_one_gives_back_once(self):
        """REQ B-16: pressed again in an old window it is refused, and counts nothing."""
        lead = self._pass_on()
        first = lead.user_id
        action = lead.with_user(first).action_open_give_back()
        steps = self.env["customer.lead.step"].with_user(first).with_context(action["context"])
        windows = [steps.create({"reason": f"Too far away {number}"}) for number in range(2)]
        windows[0].action_confirm()
        second = lead.user_id
        self.assertNotEqual(second, first)
        with (
            self.assertRaisesRegex(UserError, f"for {second.name} to do|not open to you"),
            self.env.cr.savepoint(),
        ):
            windows[1].action_confirm()
        self.env.invalidate_all()
        self.assertEqual((lead.state, lead.user_id, lead.given_back_count), ("offered", second, 1))
        self.assertEqual(lead.offer_ids.mapped("result"), ["given_back", "open"])

    def test_given_back_twice_goes_to_the_manager(self):
        """REQ B-16: the manager then decides: takes it, passes it by hand, or closes it."""
        lead = self._pass_on()
        for _time in range(2):
            lead.with_user(lead.user_id)._give_back("No time")
        self.assertEqual((lead.state, lead.user_id), ("manager", self.ma))
        self.assertEqual(len(self._activities(self.ma, lead)), 1)
        manager = lead.with_user(self.ma)
        with self.assertRaisesRegex(UserError, "was asked about .* before"):
            manager._assign(self.li)
        manager._assign(self.zhao)
        self.assertEqual((lead.state, lead.user_id), ("offered", self.zhao))

    def test_the_manager_closes_what_nobody_wants(self):
        """REQ B-16: with what came of it, which the sender reads."""
        lead = self._pass_on()
        for _time in range(2):
            lead.with_user(lead.user_id)._give_back("No time")
        with self.assertRaisesRegex(UserError, "Write what became of it"):
            lead.with_user(self.ma)._close("")
        lead.with_user(self.ma)._close("Not our business")
        self.assertEqual(lead.with_user(self.marketing).outcome, "Not our business")

    def test_who_cannot_be_asked(self):
        """REQ B-16: nobody absent, without the role, or oneself; nothing is half-saved."""
        prospect = self._prospect()
        self.env["customer.approval.delegation"].create(
            {"user_id": self.li.id, "delegate_id": self.wang.id,
             "date_from": self.today, "date_to": self.today}
        )  # fmt: skip
        for user, message in (
            (self.li, "is absent today"),
            (self.finance, "is no salesperson"),
            (self.marketing, "to yourself"),
        ):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, message):
                self._pass_on(prospect, user)
        self.zhao.active = False
        with self.assertRaisesRegex(UserError, "has left"):
            self._pass_on(prospect, self.zhao)
        self.assertFalse(prospect.lead_ids)

    def test_rule_asks_nobody_who_cannot(self):
        """REQ B-16: absent by time off, left, or without the role: the next one is asked."""
        employee = self.li.employee_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Time off",
                "resource_id": employee.resource_id.id,
                "calendar_id": employee.resource_calendar_id.id,
                "date_from": fields.Datetime.now() - timedelta(hours=1),
                "date_to": fields.Datetime.now() + timedelta(hours=1),
            }
        )
        self.assertEqual(self._pass_on().user_id, self.wang)
        self.wang.active = False
        self.assertEqual(self._pass_on(self._prospect("Second")).user_id, self.zhao)

    def test_nobody_left_by_rule(self):
        """REQ B-16: without a rule that fits, the manager decides at once."""
        (self.north | self.rest).action_archive()
        lead = self._pass_on(self._prospect(user=self.clerk), sender=self.clerk)
        self.assertEqual(lead.state, "manager")
        self.assertTrue(lead.user_id.has_group("customer_base.group_customer_director"))

    def test_only_registered_prospects_and_once(self):
        """REQ B-16: what is worked on is handed over with the customer, not passed on."""
        worked_on = self._prospect("Worked On", user=self.marketing)
        self._survey(worked_on)
        with self.assertRaisesRegex(UserError, "is being worked on already"):
            self._pass_on(worked_on)
        prospect = self._prospect()
        self._pass_on(prospect)
        with self.assertRaisesRegex(UserError, "is being passed on already"):
            self._pass_on(prospect)
        self.assertEqual(len(prospect.lead_ids), 1)

    def test_ended_meanwhile(self):
        """REQ B-16: nobody takes on a development that has ended."""
        lead = self._pass_on(user=self.li)
        lead.development_id.sudo()._approval_set_state("dropped")
        with self.assertRaisesRegex(UserError, "has ended meanwhile"):
            lead.with_user(self.li).action_accept()
        self.assertEqual(lead.state, "offered")

    def test_answers_are_for_who_is_asked(self):
        """REQ B-16, B-09: colleagues, the sender and people without a role answer nothing."""
        lead = self._pass_on(user=self.li)
        with self.assertRaisesRegex(UserError, "for dev_li.* to do"):
            lead.action_accept()
        for user in (self.wang, self.finance):
            with self.assertRaisesRegex(AccessError, "not open to you|not allowed"):
                lead.with_user(user).action_accept()
        with self.assertRaisesRegex(UserError, "passes it to somebody else"):
            lead.with_user(self.li)._assign(self.wang)
        self.assertEqual(lead.state, "offered")

    def test_who_passes_on(self):
        """REQ B-16: a salesperson passes nothing on; service only what it registered itself."""
        with self.assertRaisesRegex(AccessError, "not allowed to create"):
            self._pass_on(self._prospect(user=self.li), sender=self.li)
        others = self._prospect("Of Zhao", user=self.zhao)
        with self.assertRaisesRegex(AccessError, "access|allowed"):
            self._pass_on(others, self.li, sender=self.service)
        self.assertFalse(others.lead_ids)

    def test_nothing_is_forged(self):
        """REQ B-16: state, due day and answers are the system's, whatever a client sends."""
        prospect = self._prospect()
        with self.assertRaisesRegex(AccessError, "filled in by the system"):
            self._pass_on(prospect, self.li, state="accepted")
        lead = self._pass_on(prospect, self.li)
        for vals in ({"state": "accepted"}, {"user_id": self.wang.id}):
            with self.assertRaisesRegex(AccessError, "not allowed|written by the system"):
                lead.with_user(self.li).write(vals)
        with self.assertRaisesRegex(AccessError, "kept for good"):
            lead.sudo().unlink()
        self.assertEqual((lead.state, lead.user_id), ("offered", self.li))

    def test_withdrawn(self):
        """REQ B-16: the sender takes it back while nobody has accepted."""
        lead = self._pass_on(user=self.li)
        lead.action_withdraw()
        self.assertEqual(lead.state, "withdrawn")
        with self.assertRaisesRegex(UserError, "not possible in the state"):
            lead.with_user(self.li).action_accept()
        self.assertFalse(self._activities(self.li, lead))

    def test_news_go_to_the_responsible_person(self):
        """REQ B-16: what service hears of a customer reaches who answers for it, and comes back."""
        customer = self._make_customer("Known", user_id=self.li.id)
        leads = self.env["customer.lead.assignment"].with_user(self.marketing)
        with self.assertRaisesRegex(UserError, "Write what is new"):
            leads.create({"kind": "news", "partner_id": customer.id})
        lead = leads.create(
            {"kind": "news", "partner_id": customer.id, "note": "Builds a second quarry"}
        )
        self.assertEqual(lead.user_id, self.li)
        lead.with_user(self.li).action_accept()
        lead.with_user(self.li)._close("Visited, wants two loaders")
        self.assertEqual(lead.outcome, "Visited, wants two loaders")
        nobodys = self._make_customer("Nobody's")
        with self.assertRaisesRegex(UserError, "Nobody is responsible for"):
            leads.create({"kind": "news", "partner_id": nobodys.id, "note": "New owner"})

    def test_rule_names_salespeople(self):
        """REQ B-16: a rule that asks people without the role is refused."""
        with self.assertRaisesRegex(ValidationError, "dev_finance.* is no salesperson"):
            self._rule("Wrong", self.finance)
        with self.assertRaisesRegex(ValidationError, "choose the salespeople"):
            self._rule("Empty", self.env["res.users"])

    def test_form_and_dialogs(self):
        """REQ B-16: passed on, given back and decided in the forms of the roles."""
        prospect = self._prospect()
        with Form(self.env["customer.lead.assignment"].with_user(self.marketing)) as form:
            form.development_id = prospect
            form.user_id = self.li
        lead = form.record
        action = lead.with_user(self.li).action_open_give_back()
        step = Form(self.env["customer.lead.step"].with_user(self.li).with_context(
            **action["context"]))  # fmt: skip
        step.reason = "Holiday"
        step.save().action_confirm()
        self.assertEqual(lead.given_back_count, 1)
