from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .key_common import KeyCommon

TODAY = "2026-07-15"


@tagged("post_install", "-at_install")
class TestKeyAccount(KeyCommon):
    """Key-account types that overlap, from the figures and by hand (REQ G-06, S4 3.2.2 二.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Type = cls.env["customer.key.account.type"]
        # the shipped ones would be measured as well
        Type.search([]).write({"active": False})
        cls.value, cls.group, cls.hand = Type.create(
            [
                {"name": "Value", "code": "V1", "kind": "value", "threshold": 1000, "months": 12},
                {"name": "Group", "code": "G1", "kind": "group", "threshold": 1000, "months": 12},
                {"name": "Strategic", "code": "S1", "kind": "manual"},
            ]
        )
        cls.Account = cls.env["customer.key.account"]
        cls.Figure = cls.env["customer.key.account.figure"]

    def _refresh(self, user=None, day=TODAY):
        with self._day(day):
            self._as(user or self.marketing, self.value).action_refresh()

    def _found(self, kind=None, company=None):
        figures = self.Figure.sudo().search(
            [
                ("type_id", "=", (kind or self.value).id),
                ("company_id", "=", (company or self.company).id),
            ]
        )
        return {figure.partner_id: (figure.amount, figure.position) for figure in figures}

    def _set(self, user, partners, kind=None, reason="Shown to the whole trade"):
        wizard = self._as(user, self.env["customer.key.account.set"]).create(
            {
                "partner_ids": [Command.set(partners.ids)],
                "type_id": (kind or self.hand).id,
                "reason": reason,
            }
        )
        return wizard.action_apply()

    def _end(self, user, accounts, reason="Lost to a competitor", **values):
        wizard = self._as(user, self.env["customer.key.account.end"]).create(
            {"account_ids": [Command.set(accounts.ids)], "reason": reason, **values}
        )
        return wizard.action_apply()

    def _running(self, partner=None):
        return self.Account.search([("partner_id", "=", (partner or self.customer).id)])

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    def test_window(self):
        """REQ G-06: twelve months up to today; the day twelve months ago does not count."""
        self._invoice("2025-07-15", 500)  # one day too old
        self._invoice("2025-07-16", 600)
        self._invoice("2026-07-15", 400)
        self._invoice("2026-07-16", 9000)  # tomorrow
        self._refresh()
        self.assertEqual(self._found(), {self.customer: (1000, "new")})

    def test_what_counts(self):
        """REQ G-06: credit notes count against; drafts, cancelled and other companies do not."""
        person = self.Partner.create({"name": "李建国", "parent_id": self.customer.id})
        self._invoice("2026-03-01", 700)
        self._invoice("2026-03-02", 500, partner=person)
        self._invoice("2026-03-03", 300, refund=True)
        self._invoice("2026-03-04", 9000, state="draft")
        self._invoice("2026-03-05", 9000, state="cancel")
        self._invoice("2026-03-06", 1000, company=self.second)
        self._refresh()
        self.assertEqual(self._found(), {self.customer: (900, "near")})
        figure = self.Figure.search([("type_id", "=", self.value.id)])
        self.assertEqual((figure.missing, figure.reached), (100, 90))
        self.assertEqual(str(figure.as_of), TODAY)

    def test_second_company(self):
        """REQ G-06: every company by itself; the monthly job does them all."""
        self._invoice("2026-03-06", 1500, company=self.second)
        with self._day(TODAY), self.enter_registry_test_mode():
            self.env.ref("customer_key_account.ir_cron_key_account").method_direct_trigger()
        self.assertEqual(self._found(), {})
        self.assertEqual(self._found(company=self.second), {self.customer: (1500, "new")})

    def test_near_line(self):
        """REQ G-06: potential key accounts reach the part of the line that the company sets."""
        self._invoice("2026-03-01", 800)
        self._invoice("2026-03-01", 799, partner=self.other_customer)
        self._refresh()
        self.assertEqual(self._found(), {self.customer: (800, "near")})
        with self._day(TODAY):
            self.company.customer_key_account_near = 70
        self.assertEqual(
            self._found(),
            {self.customer: (800, "near"), self.other_customer: (799, "near")},
        )
        rows = self.Figure.search([("type_id", "=", self.value.id)])
        self.assertEqual(rows.partner_id[:1], self.customer, "who misses least comes first")

    def test_exactly_on_the_line(self):
        """REQ G-06, 以上: exactly the threshold is enough."""
        self._invoice("2026-03-01", 1000)
        self._invoice("2026-03-01", 999.99, partner=self.other_customer)
        self._refresh()
        self.assertEqual(
            self._found(),
            {self.customer: (1000, "new"), self.other_customer: (999.99, "near")},
        )

    def test_unmanaged_and_archived_are_left_out(self):
        """REQ G-06: archived customers and plain contacts are not proposed."""
        self._invoice("2026-03-01", 2000)
        self._invoice("2026-03-01", 2000, partner=self.other_customer)
        self.customer.active = False
        self.other_customer.customer_category = False
        self._refresh()
        self.assertEqual(self._found(), {})

    def test_group(self):
        """REQ G-06: a group is summed up over the tree of companies, on its head."""
        head = self._customer("Holding", self.salesperson)
        below = self._customer("Below", self.salesperson, parent_id=head.id)
        lowest = self._customer("Lowest", self.colleague, parent_id=below.id)
        self._invoice("2026-03-01", 200, partner=head)
        self._invoice("2026-03-01", 300, partner=below)
        self._invoice("2026-03-01", 600, partner=lowest)
        self._invoice("2026-03-01", 100, partner=lowest, refund=True)
        self._invoice("2026-03-01", 5000)  # no group at all
        self._refresh()
        self.assertEqual(self._found(self.group), {head: (1000, "new")})

    def test_cost(self):
        """REQ G-06: a type is measured by the same number of queries for many customers."""
        many = self.Partner.create(
            [
                {"name": f"Customer {number}", "customer_category": "potential"}
                for number in range(30)
            ]
        )
        self._invoice("2026-03-01", 2000)
        self._refresh()
        self.env.flush_all()
        with self._day(TODAY), self.assertQueryCount(2):
            self.value._refresh_figures(self.company)
        for partner in many:
            self._invoice("2026-03-01", 2000, partner=partner)
        self.env.flush_all()
        with self._day(TODAY), self.assertQueryCount(2):
            self.value._refresh_figures(self.company)
        self.assertEqual(len(self._found()), 31)

    def test_who_refreshes(self):
        """REQ G-06: marketing and administrators refresh; nobody else."""
        for role, user in self.users_by_role.items():
            with self.subTest(role=role):
                if role in ("marketing", "admin"):
                    self._refresh(user)
                else:
                    with self.assertRaisesRegex(AccessError, "market department"):
                        self._refresh(user)

    def test_refresh_button(self):
        """REQ G-06: the button of the list works without a selection, as the client calls it."""
        self._invoice("2026-03-01", 2000)
        figures = self._as(self.marketing, self.Figure)
        with self._day(TODAY):
            call_kw(figures, "action_refresh", [[]], {})
        self.assertEqual(self._found(), {self.customer: (2000, "new")})

    # ------------------------------------------------------------------
    # The line moves
    # ------------------------------------------------------------------
    def test_preview(self):
        """REQ G-06: a changed line says who would be in and out before it is saved."""
        for number, amount in enumerate((1200, 1000, 900, 500)):
            self._invoice(TODAY, amount, partner=self._customer(f"C{number}"))
        self._refresh()
        self._as(self.marketing, self.Figure).search([("position", "=", "new")]).action_confirm()
        with self._day(TODAY), Form(self._as(self.marketing, self.value)) as form:
            self.assertEqual((form.over_count, form.new_count, form.below_count), (2, 0, 0))
            self.assertEqual(form.near_count, 1)
            form.threshold = 1100
            # 1200 stays, 1000 would go, 900 is at 82 % of the new line
            self.assertEqual((form.over_count, form.new_count, form.below_count), (1, 0, 1))
            self.assertEqual(form.near_count, 1)
            form.threshold = 500
            # 900 and 500 would come in
            self.assertEqual((form.over_count, form.new_count, form.below_count), (4, 2, 0))
            self.assertEqual(form.near_count, 0)
        self.assertEqual(
            sorted(position for _amount, position in self._found().values()),
            ["member", "member", "new", "new"],
            "the list follows the saved line",
        )

    def test_wrong_line(self):
        """REQ G-06: no threshold, or no time, is refused by name."""
        for values in ({"threshold": 0}, {"threshold": -5}, {"months": 0}, {"months": 121}):
            with self.subTest(**values), self.assertRaisesRegex(ValidationError, "Value"):
                self.value.write(values)

    def test_who_keeps_types(self):
        """REQ G-06: only marketing and administrators change types."""
        for role, user in self.users_by_role.items():
            with self.subTest(role=role):
                kind = self._as(user, self.value)
                if role in ("marketing", "admin"):
                    kind.write({"sequence": 5})
                else:
                    with self.assertRaisesRegex(AccessError, "not allowed to modify"):
                        kind.write({"sequence": 5})

    def test_used_type_is_kept(self):
        """REQ G-06: a type with history is archived, not deleted; an unused one goes."""
        self._set(self.marketing, self.customer)
        self._end(self.marketing, self._running())
        with self.assertRaisesRegex(UserError, "Strategic has key accounts"):
            self._as(self.marketing, self.hand).unlink()
        self._as(self.marketing, self.group).unlink()
        self.assertFalse(self.group.exists())

    # ------------------------------------------------------------------
    # Becoming a key account
    # ------------------------------------------------------------------
    def test_confirm(self):
        """REQ G-06: who reached the line becomes a key account when confirmed, with figures."""
        self._invoice("2026-03-01", 1500)
        self._refresh()
        self.assertFalse(self.customer.customer_key_account_type_ids)
        with self._day("2026-07-20"):
            self._as(self.manager, self.Figure).search([]).action_confirm()
        account = self._running()
        self.assertEqual(
            (account.type_id, account.source, account.amount, account.threshold),
            (self.value, "figures", 1500, 1000),
        )
        self.assertEqual(str(account.since), "2026-07-20")
        self.assertEqual(account.decided_by_id, self.manager)
        self.assertIn("1,500.00", account.reason)
        self.assertEqual(self.customer.customer_key_account_type_ids, self.value)
        self.assertTrue(self.customer.is_key_account)
        self.assertIn("Value", self.customer.message_ids[0].body)
        self.assertEqual(self._found(), {self.customer: (1500, "member")})

    def test_confirm_only_who_reached_the_line(self):
        """REQ G-06: who is only close cannot be confirmed, nor anybody twice."""
        self._invoice("2026-03-01", 900)
        self._refresh()
        figure = self._as(self.marketing, self.Figure).search([])
        with self.assertRaisesRegex(UserError, "上海宏远机械有限公司 is not waiting"):
            figure.action_confirm()
        self.assertFalse(self._running())

    def test_overlap(self):
        """REQ G-06: a customer is of several types at once; tags, filter and groups show them."""
        self._invoice("2026-03-01", 1500)
        self._refresh()
        self._as(self.marketing, self.Figure).search([]).action_confirm()
        self._set(self.marketing, self.customer)
        self.assertEqual(self.customer.customer_key_account_type_ids, self.value | self.hand)
        partners = self._as(self.marketing, self.Partner)
        found = partners.search([("customer_key_account_type_ids", "in", self.hand.ids)])
        self.assertEqual(found, self.customer)
        groups = dict(
            partners._read_group(
                [("customer_category", "!=", False)],
                ["customer_key_account_type_ids"],
                ["id:recordset"],
            )
        )
        self.assertEqual(groups[self.value], self.customer)
        self.assertEqual(groups[self.hand], self.customer)
        with self.assertRaisesRegex(UserError, "already"):
            self._set(self.marketing, self.customer)

    def test_who_decides(self):
        """REQ G-06: marketing, director, administrator, and the manager of the department."""
        allowed = ("manager", "director", "marketing", "admin")
        for role, user in self.users_by_role.items():
            kind = self.hand.copy({"code": f"H{role}"})
            with self.subTest(role=role):
                if role in allowed:
                    self._set(user, self.customer, kind)
                    account = self._running().filtered(lambda row, kind=kind: row.type_id == kind)
                    self.assertEqual(account.decided_by_id, user)
                    self._end(user, account)
                    self.assertFalse(account.active)
                else:
                    with self.assertRaisesRegex(AccessError, "not allowed to create"):
                        self._set(user, self.customer, kind)
                self.assertFalse(self._running())

    def test_manager_of_another_department(self):
        """REQ G-06: a manager decides for their own department only."""
        with self.assertRaisesRegex(AccessError, "上海宏远机械有限公司|allowed"):
            self._set(self.other_manager, self.customer)
        self._set(self.marketing, self.customer)
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._end(self.other_manager, self._running())
        self.assertTrue(self._running().active)

    def test_salesperson_reads_own(self):
        """REQ G-06, B-09: salespeople read the rows of their own customers only."""
        self._invoice("2026-03-01", 900)
        self._invoice("2026-03-01", 950, partner=self.other_customer)
        self._refresh()
        self._set(self.marketing, self.customer | self.other_customer)
        for model in (self.Figure, self.Account):
            seen = self._as(self.salesperson, model).search([]).partner_id
            self.assertEqual(seen, self.customer)
            with self.assertRaisesRegex(AccessError, "not allowed to access 'Key Account"):
                self._as(self.outsider, model).search([])

    def test_reason_is_needed(self):
        """REQ G-06: no type and no end without a reason that can be read."""
        for reason in (" ", "\u200b"):
            with self.assertRaisesRegex(UserError, "Say why"):
                self._set(self.marketing, self.customer, reason=reason)
        self._set(self.marketing, self.customer)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._end(self.marketing, self._running(), reason="\u3000")
        self.assertTrue(self._running().active)

    def test_unmanaged(self):
        """REQ G-06: a contact without customer category is no customer yet."""
        plain = self._customer("Supplier", customer_category=False)
        with self.assertRaisesRegex(UserError, "no customer category"):
            self._set(self.marketing, plain)

    # ------------------------------------------------------------------
    # Ceasing to be one
    # ------------------------------------------------------------------
    def test_below_the_line_is_proposed(self):
        """REQ G-06: who falls below stays a key account until somebody ends it with a reason."""
        self._invoice("2026-03-01", 1500)
        self._refresh()
        self._as(self.marketing, self.Figure).search([]).action_confirm()
        self._invoice("2026-07-01", 1400, refund=True)
        self._refresh()
        self.assertEqual(self._found(), {self.customer: (100, "below")})
        account = self._running()
        self.assertTrue(account.active)
        figure = self._as(self.marketing, self.Figure).search([])
        action = figure.action_end()
        self.assertEqual(action["context"]["default_account_ids"], account.ids)
        with self._day("2026-07-21"):
            self._end(self.marketing, account)
        self.assertEqual(
            (account.active, str(account.until), account.end_reason, account.ended_by_id),
            (False, "2026-07-21", "Lost to a competitor", self.marketing),
        )
        self.assertFalse(self.customer.customer_key_account_type_ids)
        self.assertEqual(self._found(), {}, "far from the line: no potential one either")

    def test_by_hand_is_not_proposed_for_ending(self):
        """REQ G-06: what was given by hand does not depend on the figures."""
        self._set(self.marketing, self.customer, self.value)
        self._refresh()
        self.assertEqual(self._found(), {self.customer: (0, "member")})

    def test_importance_is_not_taken_silently(self):
        """REQ G-06: the mark of an important customer stays unless the ending says otherwise."""
        self._set(self.marketing, self.customer)
        self._end(self.marketing, self._running())
        self.assertTrue(self.customer.is_key_account)
        self.assertIn("stays marked", self.customer.message_ids[0].body)
        self._set(self.marketing, self.customer)
        self._end(self.marketing, self._running(), keep_important=False)
        self.assertFalse(self.customer.is_key_account)

    def test_importance_stays_with_another_type(self):
        """REQ G-06: with another type left, the customer is important whatever was chosen."""
        self._set(self.marketing, self.customer)
        self._set(self.marketing, self.customer, self.value)
        account = self._running().filtered(lambda row: row.type_id == self.hand)
        self._end(self.marketing, account, keep_important=False)
        self.assertTrue(self.customer.is_key_account)
        self.assertEqual(self.customer.customer_key_account_type_ids, self.value)

    def test_ended_once(self):
        """REQ G-06: what has ended is not ended again."""
        self._set(self.marketing, self.customer)
        account = self._running()
        self._end(self.marketing, account)
        with self.assertRaisesRegex(UserError, "already"):
            self._end(self.marketing, account, reason="Again")
        self.assertEqual(account.end_reason, "Lost to a competitor")

    # ------------------------------------------------------------------
    # Attacks and merges
    # ------------------------------------------------------------------
    def test_rows_are_sealed(self):
        """REQ G-06: nobody writes or deletes the history, not even the superuser."""
        self._set(self.marketing, self.customer)
        account = self._running()
        vals = {"partner_id": self.customer.id, "type_id": self.value.id, "reason": "x"}
        for user in (self.users_by_role["admin"], self.marketing, self.salesperson):
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                self._as(user, account).write({"reason": "x"})
            with self.assertRaisesRegex(AccessError, "kept for good"):
                self._as(user, account).unlink()
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                self._as(user, self.Account).create(vals)
            with self.assertRaisesRegex(AccessError, "not allowed to create 'Key Account Figure'"):
                self._as(user, self.Figure).create({"partner_id": self.customer.id})
        with self.assertRaisesRegex(AccessError, "kept for good"):
            account.sudo().unlink()
        self.assertEqual(account.reason, "Shown to the whole trade")

    def test_tags_are_not_written(self):
        """REQ G-06: types are not set on the contact itself, by value, default or command."""
        name = "customer_key_account_type_ids"
        partners = self._as(self.marketing, self.Partner)
        with self.assertRaisesRegex(AccessError, "button"):
            partners.browse(self.customer.id).write({name: [Command.link(self.hand.id)]})
        with self.assertRaisesRegex(AccessError, "button"):
            partners.create({"name": "X", name: [Command.link(self.hand.id)]})
        with self.assertRaisesRegex(AccessError, "button"):
            partners.with_context(**{f"default_{name}": self.hand.ids}).create({"name": "X"})
        with self.assertRaisesRegex(AccessError, "button"):
            self._as(self.salesperson, self.customer).write(
                {"customer_key_account_ids": [Command.clear()]}
            )
        self._set(self.marketing, self.customer)
        self.assertFalse(self.customer.copy().customer_key_account_type_ids)

    def test_merge(self):
        """REQ G-06: merged customers keep one running row of a type and all of the history."""
        self._set(self.marketing, self.customer | self.other_customer)
        self._set(self.marketing, self.other_customer, self.value)
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (self.customer | self.other_customer).ids, self.customer
        )
        rows = self.Account.with_context(active_test=False).search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows.filtered("active").type_id, self.hand | self.value)
        self.assertEqual(len(rows.filtered("active")), 2)
        self.assertEqual(self.customer.customer_key_account_type_ids, self.hand | self.value)
