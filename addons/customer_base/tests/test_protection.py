from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .guard_common import GuardCase


@tagged("post_install", "-at_install")
class TestProtection(GuardCase):
    """Whoever registers a customer keeps it for a time (REQ B-14)."""

    def test_nothing_happens_with_the_settings_off(self):
        """REQ B-14: no rows, no reminder, no pool until an administrator wants them."""
        customer = self._customer(self.li)
        self.env["customer.protection"]._cron_protect()
        self.assertFalse(self._protection(customer))
        self.assertFalse(self._entry(customer))
        self.assertEqual(customer.user_id, self.li)
        self.assertFalse(customer.with_user(self.li).customer_protected_until)

    def test_period_in_working_days_over_national_day(self):
        """REQ B-14: from 28 September five working days: 29, 30 September, 8, 9, 10 October."""
        self._switch_on(customer_protection_days=5)
        with self._day("2026-09-28"):
            protection = self._protection(self._customer(self.li))
        self.assertEqual(protection.protected_until, date(2026, 10, 10))
        self.assertEqual(protection.registered_on, date(2026, 9, 28))
        self.assertEqual(protection.user_id, self.li)

    def test_only_managed_customers_with_somebody_responsible(self):
        """REQ B-14: no person, no category, or a contact of a customer: no protection."""
        self._switch_on()
        self.assertFalse(self._protection(self._customer()))
        self.assertFalse(self._protection(self._customer(self.li, customer_category=False)))
        customer = self._customer(self.li)
        person = self.Partner.create({"name": "P", "parent_id": customer.id, "user_id": self.li.id})
        self.assertFalse(self._protection(person))

    def test_another_person_begins_anew(self):
        """REQ B-14: one running protection, the earlier ones stay on record."""
        self._switch_on()
        customer = self._customer(self.li)
        customer.user_id = self.wang
        rows = self.env["customer.protection"].search([("partner_id", "=", customer.id)])
        self.assertEqual(
            sorted((row.user_id.name, row.state) for row in rows),
            [("guard_li", "ended"), ("guard_wang", "running")],
        )
        customer.active = False
        self.assertEqual(set(rows.mapped("state")), {"ended"})

    def test_switching_on_starts_the_clock_today(self):
        """REQ B-14: customers owned from before are not lost overnight."""
        customer = self._customer(self.li)
        self._switch_on(customer_protection_days=2)
        self._run_cron("2026-09-14")
        self.assertEqual(self._protection(customer).protected_until, date(2026, 9, 16))

    def test_progress_counts_the_period_anew(self):
        """REQ B-14: a quotation on 16 September renews 2 working days until the 18th."""
        self._switch_on(customer_protection_days=2, customer_protection_remind_days=0)
        with self._day("2026-09-14"):
            customer = self._customer(self.li)
        order = self.env["sale.order"].create(
            {"partner_id": customer.id, "company_id": self.company.id}
        )
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = '2026-09-16 01:00:00' WHERE id = %s", [order.id]
        )
        self._run_cron("2026-09-17")
        protection = self._protection(customer)
        self.assertEqual(protection.state, "running")
        self.assertEqual(protection.last_progress, date(2026, 9, 16))
        self.assertEqual(protection.protected_until, date(2026, 9, 18))
        self._run_cron("2026-09-20")  # a Sunday that works
        self.assertEqual(protection.state, "fallen")

    def test_cancelled_quotation_is_no_progress(self):
        """REQ B-14: what was called off does not count."""
        self._switch_on(customer_protection_days=2)
        with self._day("2026-09-14"):
            customer = self._customer(self.li)
        order = self.env["sale.order"].create(
            {"partner_id": customer.id, "company_id": self.company.id}
        )
        order._action_cancel()
        self._run_cron("2026-09-17")
        self.assertEqual(self._protection(customer).state, "fallen")

    def test_reminder_once_before_the_end(self):
        """REQ B-14: the responsible person is told once, two working days ahead."""
        self._switch_on(customer_protection_days=5, customer_protection_remind_days=2)
        with self._day("2026-09-28"):
            customer = self._customer(self.li)
        mine = [
            ("user_id", "=", self.li.id),
            (
                "activity_type_id",
                "=",
                self.env.ref("customer_base.mail_activity_type_protection").id,
            ),
        ]
        self._run_cron("2026-09-30")
        self.assertFalse(self.env["mail.activity"].search(mine))
        self._run_cron("2026-10-08")
        self._run_cron("2026-10-09")
        activity = self.env["mail.activity"].search(mine)
        self.assertEqual(activity.date_deadline, date(2026, 10, 10))
        self.assertEqual(activity.summary, "The protection of 1 customer ends")
        self.assertFalse(customer.activity_ids)

    def test_closed_deals_stay(self):
        """REQ B-14: who has bought never falls, unless the company wants it so."""
        self._switch_on(customer_protection_days=2)
        with self._day("2026-09-14"):
            customer = self._customer(self.li)
        customer.customer_category = "closed"
        self._run_cron("2026-09-30")
        self.assertEqual(customer.user_id, self.li)
        self.assertEqual(self._protection(customer).state, "kept")
        self.company.customer_pool_keep_closed = False
        self._run_cron("2026-10-12")
        self.assertFalse(customer.user_id)

    def test_without_a_pool_nobody_loses_customers(self):
        """REQ B-14: protection alone only says until when."""
        self._switch_on(customer_protection_days=2, customer_pool=False)
        with self._day("2026-09-14"):
            customer = self._customer(self.li)
        self._run_cron("2026-09-30")
        self.assertEqual(customer.user_id, self.li)

    def test_duplicate_message_tells_until_when(self):
        """REQ B-14: exists, whom to ask, until when; no phone, no place."""
        self._switch_on(customer_protection_days=5)
        with self._day("2026-09-28"):
            customer = self._customer(self.li)
            [duplicate] = self.Partner._customer_find_duplicates([{"name": customer.name}])[0]
            message = self.Partner.with_user(self.zhao)._customer_duplicate_message(duplicate)
        self.assertIn("guard_li", message)
        self.assertIn("10/10/2026", message)
        self.assertNotIn("88001234", message)
        self.assertNotIn("Jinan", message)

    def test_extending(self):
        """REQ B-14: a superior lengthens the time with a reason; it stays on record."""
        self._switch_on(customer_protection_days=5)
        with self._day("2026-09-28"):
            customer = self._customer(self.li)
            self._decide(self.manager, "extend", partner_ids=customer, days=2, reason="Tender")
        protection = self._protection(customer)
        # after Saturday 10 October, a working day: Monday 12, Tuesday 13
        self.assertEqual(protection.protected_until, date(2026, 10, 13))
        self.assertEqual(protection.extended_by_id, self.manager)
        self.assertEqual(protection.extension_reason, "Tender")
        self.assertIn("Tender", customer.message_ids[0].body)

    def test_who_extends(self):
        """REQ B-14: not oneself, not the manager of another department."""
        self._switch_on()
        customer = self._customer(self.li)
        until = self._protection(customer).protected_until
        for user in (self.li, self.mo, self.users_by_role["clerk"]):
            with (
                self.subTest(user=user.name),
                self.assertRaisesRegex(AccessError, "only its department manager"),
            ):
                self._decide(user, "extend", partner_ids=customer, days=2, reason="Please")
        with self.assertRaisesRegex(UserError, "reason"):
            self._decide(self.manager, "extend", partner_ids=customer, days=2, reason=" ")
        with self.assertRaisesRegex(UserError, "1 to 250"):
            self._decide(self.manager, "extend", partner_ids=customer, days=9999, reason="Long")
        self.assertEqual(self._protection(customer).protected_until, until)

    def test_nobody_writes_protections(self):
        """REQ B-14: neither by write nor with a forged mark, nor as superuser."""
        self._switch_on()
        protection = self._protection(self._customer(self.li))
        for user in (self.li, self.manager, self.users_by_role["admin"]):
            for records in (
                protection.with_user(user),
                protection.with_user(user).with_context(customer_approval_seal=1),
                protection.sudo(),
            ):
                with self.assertRaisesRegex(AccessError, "written by the system itself"):
                    records.write({"protected_until": "2099-01-01"})
                with self.assertRaisesRegex(AccessError, "kept for good"):
                    records.unlink()

    def _decide(self, user, kind, **values):
        for name in ("partner_ids", "entry_ids"):
            if name in values:
                values[name] = [(6, 0, values[name].ids)]
        wizard = self.env["customer.pool.wizard"].with_user(user).create({"kind": kind, **values})
        wizard.action_confirm()
