from odoo.addons.mail.tools.discuss import Store
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .guard_common import GuardCase


@tagged("post_install", "-at_install")
class TestPool(GuardCase):
    """Customers nobody gets on with go to the public pool (REQ B-15)."""

    def setUp(self):
        super().setUp()
        self._switch_on(
            customer_protection_days=5, customer_pool_claims=2, customer_pool_former_days=5
        )

    def _pooled(self, **values):
        """A customer of Li that fell into the pool on 28 September 2026."""
        with self._day("2026-09-14"):
            customer = self._customer(self.li, **values)
        self._run_cron("2026-09-28")
        self.env.flush_all()
        return customer

    def _claim(self, customer, user, day="2026-09-29"):
        with self._day(day):
            return self._entry(customer).with_user(user).action_claim()

    def _decide(self, user, kind, **values):
        for name in ("partner_ids", "entry_ids"):
            if name in values:
                values[name] = [(6, 0, values[name].ids)]
        wizard = self.env["customer.pool.wizard"].with_user(user).create({"kind": kind, **values})
        wizard.action_confirm()

    def test_falling_into_the_pool(self):
        """REQ B-15: without progress the customer loses its responsible person, on record."""
        customer = self._pooled()
        entry = self._entry(customer)
        self.assertFalse(customer.user_id)
        self.assertEqual(self._protection(customer).state, "fallen")
        self.assertRecordValues(
            entry, [{"from_user_id": self.li.id, "why": "expired", "is_open": True}]
        )
        self.assertIn("without progress", "".join(customer.message_ids.mapped("body")))
        told = self.env["mail.message"].search(
            [("model", "=", entry._name), ("res_id", "=", entry.id)]
        )
        self.assertIn(self.li.partner_id, told.partner_ids)

    def test_pool_shows_no_phone(self):
        """REQ B-15: name, category, place and trade until somebody claims; nothing else."""
        entry = self._entry(self._pooled()).with_user(self.zhao)
        [row] = entry.read(["customer_name", "customer_category", "city"])
        self.assertEqual(row["customer_name"], "Longshan Quarry")
        self.assertEqual(row["city"], "Jinan")
        shown = set(entry.fields_get())
        self.assertFalse(shown & {"phone", "email", "street", "vat", "customer_phone"})

    def test_entry_opens_although_the_customer_is_hidden(self):
        """REQ B-15: the message box asks for no data of a customer one may not see."""
        self._switch_on(customer_partner_rule=True)
        entry = self._entry(self._pooled()).with_user(self.zhao)
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            entry.partner_id.read(["phone"])
        store = Store()
        entry._thread_to_store(store, [], request_list=["followers", "suggestedRecipients"])
        self.assertEqual(store.get_result()["mail.thread"][0]["suggestedRecipients"], [])

    def test_claiming(self):
        """REQ B-15: whoever claims is responsible and protected from then on."""
        customer = self._pooled()
        self._claim(customer, self.zhao)
        self.assertEqual(customer.user_id, self.zhao)
        entry = self._entry(customer)
        self.assertEqual((entry.claimed_by_id, entry.is_open), (self.zhao, False))
        protection = self._protection(customer)
        self.assertEqual((protection.user_id, protection.state), (self.zhao, "running"))

    def test_claiming_twice(self):
        """REQ B-15: who comes second is told who was first."""
        customer = self._pooled()
        entry = self._entry(customer)
        self._claim(customer, self.zhao)
        with self.assertRaisesRegex(UserError, "it went to guard_zhao"):
            entry.with_user(self.wang).action_claim()
        self.assertEqual(customer.user_id, self.zhao)

    def test_who_claims(self):
        """REQ B-15: sales claims; office, finance and others do not."""
        customer = self._pooled()
        for role in ("clerk", "marketing", "finance", "legal", "general_manager", "service"):
            with (
                self.subTest(role=role),
                self.assertRaisesRegex(AccessError, "Only salespeople claim"),
            ):
                self._claim(customer, self.users_by_role[role])
        self.assertTrue(self._entry(customer).is_open)

    def test_former_owner_waits(self):
        """REQ B-15: after 28 September five working days: not before 11, on Monday 12 October."""
        customer = self._pooled()
        for day in ("2026-09-29", "2026-10-10"):
            with self.assertRaisesRegex(UserError, r"after 10/10/2026"):
                self._claim(customer, self.li, day)
        self._claim(customer, self.li, "2026-10-12")
        self.assertEqual(customer.user_id, self.li)

    def test_quota_of_the_month(self):
        """REQ B-15: two a month; neither context nor another company help to a third."""
        customers = [self._pooled(name=name) for name in ("Ada", "Bode", "Cäsar")]
        for customer in customers[:2]:
            self._claim(customer, self.zhao)
        with self.assertRaisesRegex(UserError, "claimed 2 customers this month; 2 are allowed"):
            self._claim(customers[2], self.zhao)
        second = self.env["res.company"].create(
            {"name": "Second", "customer_protection": True, "customer_pool": True}
        )
        self.zhao.company_ids += second
        self.zhao.company_id = second
        entry = self._entry(customers[2]).with_user(self.zhao)
        for context in (
            {"allowed_company_ids": [second.id, self.company.id]},
            {"tz": "Pacific/Kiritimati", "default_assigned_by_id": self.zhao.id},
            {"active_test": False, "customer_approval_seal": True},
        ):
            with self.subTest(**context), self._day("2026-09-29"):
                with self.assertRaisesRegex(UserError, "2 are allowed"):
                    entry.with_context(**context).action_claim()
        self.zhao.company_id = self.company
        self._claim(customers[2], self.zhao, "2026-10-01")  # another month
        self.assertEqual(customers[2].user_id, self.zhao)

    def test_holding_cap(self):
        """REQ B-15: who holds as many as allowed puts one back first."""
        self.company.customer_pool_holding = 1
        own = self._customer(self.zhao, name="Own")
        customer = self._pooled()
        own_protected = self._protection(own)
        self.assertTrue(own_protected)
        with self.assertRaisesRegex(UserError, "hold 1 customers without a deal; 1 are allowed"):
            self._claim(customer, self.zhao)
        own.customer_category = "closed"
        self._claim(customer, self.zhao)
        self.assertEqual(customer.user_id, self.zhao)

    def test_writing_the_responsible_person_is_no_claim(self):
        """REQ B-15: out of the pool there is only the claim or a superior."""
        customer = self._pooled()
        with self.assertRaisesRegex(AccessError, "Only the manager of the department"):
            customer.with_user(self.zhao).write({"user_id": self.zhao.id})
        self.assertFalse(customer.user_id)

    def test_superior_assigns(self):
        """REQ B-15: managers to people of their departments, the director to anybody."""
        customer = self._pooled()
        entry = self._entry(customer)
        with self.assertRaisesRegex(AccessError, "of your departments"):
            self._decide(self.mo, "assign", entry_ids=entry, user_id=self.wang.id, reason="Go")
        with self.assertRaisesRegex(AccessError, "people of your departments only"):
            self._decide(self.zhao, "assign", entry_ids=entry, user_id=self.zhao.id, reason="Go")
        self._decide(self.mo, "assign", entry_ids=entry, user_id=self.zhao.id, reason="Near him")
        self.assertEqual(customer.user_id, self.zhao)
        self.assertEqual(entry.assigned_by_id, self.mo)

    def test_putting_a_customer_into_the_pool(self):
        """REQ B-15: the responsible person and superiors may, with a reason; others not."""
        customer = self._customer(self.li)
        for user in (self.wang, self.mo, self.users_by_role["clerk"]):
            with (
                self.subTest(user=user.name),
                self.assertRaisesRegex(AccessError, "only its department manager"),
            ):
                self._decide(user, "release", partner_ids=customer, reason="No time")
        self.assertEqual(customer.user_id, self.li)
        self._decide(self.li, "release", partner_ids=customer, reason="Wrong trade")
        entry = self._entry(customer)
        self.assertEqual((entry.why, entry.reason), ("returned", "Wrong trade"))
        self.assertFalse(customer.user_id)

    def test_closed_deal_is_not_put_into_the_pool(self):
        """REQ B-15: customers who have bought stay, also by hand."""
        customer = self._customer(self.li, customer_category="closed")
        with self.assertRaisesRegex(UserError, "has bought"):
            self._decide(self.manager, "release", partner_ids=customer, reason="Lazy")
        self.assertEqual(customer.user_id, self.li)

    def test_pool_switched_off(self):
        """REQ B-15: without a pool neither claim nor release."""
        customer = self._pooled()
        held = self._customer(self.li, name="Held")
        self.company.customer_pool = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self._claim(customer, self.zhao)
        with self.assertRaisesRegex(UserError, "no public pool"):
            self._decide(self.manager, "release", partner_ids=held, reason="Try")

    def test_pool_of_another_company(self):
        """REQ B-15: an entry is claimed by people of its company only."""
        customer = self._pooled()
        second = self.env["res.company"].create({"name": "Second"})
        self.zhao.write({"company_ids": [(6, 0, second.ids)], "company_id": second.id})
        with self.assertRaisesRegex(AccessError, "another company"):
            self._claim(customer, self.zhao)

    def test_history_is_kept(self):
        """REQ B-15: nobody changes or deletes entries; strangers do not see the past."""
        customer = self._pooled()
        self._claim(customer, self.zhao)
        entry = self._entry(customer)
        for records in (entry.with_user(self.zhao), entry.sudo()):
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                records.write({"claimed_by_id": self.wang.id})
            with self.assertRaisesRegex(AccessError, "kept for good"):
                records.unlink()
        self.assertFalse(entry.with_user(self.wang).has_access("read"))
        self.assertTrue(entry.with_user(self.li).has_access("read"))
        self.assertTrue(entry.with_user(self.manager).has_access("read"))

    def test_duplicate_message_points_to_the_pool(self):
        """REQ B-14: who enters a pooled customer anew is told to claim it."""
        customer = self._pooled()
        [duplicate] = self.Partner._customer_find_duplicates([{"name": customer.name}])[0]
        message = self.Partner.with_user(self.zhao)._customer_duplicate_message(duplicate)
        self.assertIn("public pool", message)

    def test_merging_pooled_and_held(self):
        """REQ B-14: after a merge one protection and one stay in the pool at most."""
        pooled, held = self._pooled(), self._customer(self.wang, name="Held")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((pooled | held).ids, held)
        rows = self.env["customer.protection"].search([("partner_id", "=", held.id)])
        self.assertEqual(rows.filtered(lambda row: row.state == "running").user_id, self.wang)
        self.assertEqual(len(rows), 2)
        twice = [self._customer(user, name=user.name) for user in (self.li, self.zhao)]
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (twice[0] | twice[1]).ids, twice[1]
        )
        rows = self.env["customer.protection"].search([("partner_id", "=", twice[1].id)])
        self.assertEqual(rows.filtered(lambda row: row.state == "running").user_id, self.zhao)
