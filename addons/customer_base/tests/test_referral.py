from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .guard_common import GuardCase


@tagged("post_install", "-at_install")
class TestReferral(GuardCase):
    """An opportunity passed on to a colleague (REQ B-15, seed S1 五(二)2)."""

    def setUp(self):
        super().setUp()
        self.Referral = self.env["customer.referral"].with_company(self.company)
        self.partner = self._customer(self.li)

    def _send(self, sender=None, **values):
        vals = {"name": "Needs crushers", "partner_id": self.partner.id}
        if not {"to_user_id", "to_department_id"} & set(values):
            vals["to_user_id"] = self.zhao.id
        return self.Referral.with_user(sender or self.li).create(vals | values)

    def _end(self, referral, user, action, reason="No budget"):
        wizard = (
            self.env["customer.referral.result"]
            .with_user(user)
            .create({"referral_id": referral.id, "action": action, "reason": reason})
        )
        wizard.action_confirm()

    def test_two_clicks_from_the_customer(self):
        """REQ B-15: Refer opens a dialog with the customer filled in; saving it sends."""
        action = self.partner.with_user(self.li).action_customer_refer()
        with Form(
            self.Referral.with_user(self.li).with_context(**action["context"]),
            view="customer_base.customer_referral_view_form_send",
        ) as form:
            self.assertEqual(form.partner_id, self.partner)
            form.to_user_id = self.zhao
            form.name = "Needs crushers"
        referral = form.record
        self.assertEqual((referral.state, referral.from_user_id), ("sent", self.li))
        activity = referral.activity_ids
        self.assertEqual(activity.user_id, self.zhao)
        self.assertIn("guard_li", activity.summary)

    def test_answer_in_working_days_over_national_day(self):
        """REQ B-15: three working days after 29 September: 30 September, 8 and 9 October."""
        with self._day("2026-09-29"):
            referral = self._send()
        self.assertEqual(referral.answer_due, date(2026, 10, 9))

    def test_to_a_department(self):
        """REQ B-15: without a colleague its manager receives it."""
        referral = self._send(to_department_id=self.west.id)
        self.assertEqual(referral.to_user_id, self.mo)
        self.assertEqual(referral.department_id, self.west)
        empty = self.env["hr.department"].create({"name": "Empty", "company_id": self.company.id})
        with self.assertRaisesRegex(UserError, "Empty has no manager"):
            self._send(to_department_id=empty.id)

    def test_company_that_is_no_customer_yet(self):
        """REQ B-15: a name and a phone number are enough."""
        referral = self._send(partner_id=False, prospect_name="New Mine", prospect_phone="123")
        self.assertEqual(referral.customer_name, "New Mine")
        with self.assertRaisesRegex(UserError, "name the new company"):
            self._send(partner_id=False)

    def test_not_to_oneself_nor_outside(self):
        """REQ B-15: a colleague of the company, not oneself."""
        with self.assertRaisesRegex(UserError, "to yourself"):
            self._send(to_user_id=self.li.id)
        with self.assertRaisesRegex(UserError, "does not work in"):
            self._send(to_user_id=self.env.ref("base.user_admin").id)
        with self.assertRaisesRegex(UserError, "Choose the colleague"):
            self._send(to_user_id=False)

    def test_the_path_of_a_referral(self):
        """REQ B-15: accepted, then won; the sender is told of both."""
        referral = self._send()
        referral.with_user(self.zhao).action_accept()
        self.assertEqual(referral.state, "accepted")
        self.assertFalse(referral.activity_ids)
        self.assertIn(self.li.partner_id, referral.message_ids[0].notified_partner_ids)
        referral.with_user(self.zhao).action_win()
        self.assertEqual(referral.state, "won")
        self.assertTrue(referral.answered_on and referral.closed_on)
        with self.assertRaisesRegex(UserError, "not possible in the state “Won”"):
            self._end(referral, self.zhao, "lose")

    def test_declining_needs_a_reason(self):
        """REQ B-15: the sender reads why."""
        referral = self._send()
        with self.assertRaisesRegex(UserError, "reason"):
            self._end(referral, self.zhao, "decline", " ")
        self._end(referral, self.zhao, "decline", "Not our trade")
        self.assertEqual((referral.state, referral.result_note), ("declined", "Not our trade"))
        self.assertIn("Not our trade", referral.message_ids[0].body)

    def test_who_does_what(self):
        """REQ B-15: the receiver answers; receiver or superior closes; the sender withdraws."""
        allowed = {
            "accept": {self.zhao},
            "withdraw": {self.li},
            "decline": {self.zhao},
            "win": {self.zhao, self.mo, self.director},
            "lose": {self.zhao, self.mo, self.director},
            "close": {self.zhao, self.mo, self.director},
        }
        people = (self.li, self.zhao, self.wang, self.manager, self.mo, self.director)
        for action, who in allowed.items():
            for user in people:
                with self.subTest(action=action, user=user.name):
                    referral = self._send()
                    if action in ("win", "lose", "close"):
                        referral.with_user(self.zhao).action_accept()
                    before = referral.state
                    if user in who:
                        self._act(referral, user, action)
                        self.assertNotEqual(referral.state, before)
                    else:
                        refusal = "this is for .* to do|customer is not open to you"
                        with self.assertRaisesRegex(UserError, refusal):
                            self._act(referral, user, action)
                        self.assertEqual(referral.state, before)

    def _act(self, referral, user, action):
        if action in ("decline", "lose", "close"):
            self._end(referral, user, action)
        else:
            getattr(referral.with_user(user), f"action_{action}")()

    def test_state_is_never_written(self):
        """REQ B-15: neither by create, write, defaults nor as superuser."""
        for name, value in (
            ("state", "won"),
            ("from_user_id", self.wang.id),
            ("answer_due", "2099-01-01"),
            ("result_note", "Great"),
        ):
            with self.subTest(field=name):
                with self.assertRaisesRegex(AccessError, "Set by the system"):
                    self._send(**{name: value})
                referral = (
                    self.Referral.with_user(self.li)
                    .with_context(**{f"default_{name}": value})
                    .create(
                        {
                            "name": "Default",
                            "partner_id": self.partner.id,
                            "to_user_id": self.zhao.id,
                        }
                    )
                )
                self.assertEqual((referral.state, referral.from_user_id), ("sent", self.li))
                self.assertFalse(referral.result_note)
        for user in (self.li, self.zhao, self.users_by_role["admin"]):
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                referral.with_user(user).write({"state": "won"})
            with self.assertRaisesRegex(AccessError, "kept for good"):
                referral.with_user(user).with_context(customer_approval_seal=True).unlink()
        with self.assertRaisesRegex(AccessError, "written by the system itself"):
            referral.sudo().write({"state": "won"})

    def test_who_sees_it(self):
        """REQ B-15: both sides, the receiver's manager, director, marketing, administrators."""
        referral = self._send()
        seeing = {
            user.name
            for user in (
                *self.users_by_role.values(),
                self.li,
                self.wang,
                self.mo,
                self.zhao,
                self.outsider,
            )
            if referral.with_user(user).has_access("read")
        }
        self.assertEqual(
            seeing,
            {"guard_li", "guard_zhao", "guard_mo"}
            | {"Test director", "Test marketing", "Test admin"},
        )

    def test_one_reminder(self):
        """REQ B-15: on the day the answer is due, once."""
        with self._day("2026-09-14"):
            referral = self._send()
        self.assertEqual(referral.answer_due, date(2026, 9, 17))
        for day, reminded in (
            ("2026-09-16", False),
            ("2026-09-17", date(2026, 9, 17)),
            ("2026-09-18", date(2026, 9, 17)),
        ):
            with self._day(day), self.enter_registry_test_mode():
                self.env.ref("customer_base.ir_cron_customer_referral").method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(referral.reminded_on, reminded)
