from odoo.exceptions import AccessError
from odoo.tests import tagged

from .group_common import GroupCommon


@tagged("post_install", "-at_install")
class TestGroupRights(GroupCommon):
    """Who sees and keeps groups: who may not see a company sees no figure of it (F-09, B-09)."""

    def test_each_sees_their_own_companies(self):
        """F-09, B-09: of a group one sees the companies that one may see, and how many more."""
        self._invoice("2026-03-01", 200, partner=self.head)
        self._invoice("2026-03-01", 600, partner=self.hidden)
        with self._day("2026-07-15"):
            for user, seen, purchases in (
                (self.salesperson, self.head | self.mine, 200),
                (self.colleague, self.hidden, 600),
                (self.marketing, self.head | self.mine | self.hidden, 800),
            ):
                self.env.invalidate_all()
                group = self._as(user, self.Group).search([("id", "=", self.group.id)])
                self.assertEqual(group.member_count, len(seen), user.name)
                self.assertEqual(group.hidden_count, 3 - len(seen), user.name)
                self.assertEqual(group.purchases, purchases, user.name)
                rows = self._as(user, self.Member).search([("group_id", "=", group.id)])
                self.assertEqual(rows.partner_id, seen, user.name)
                self.assertEqual(sum(rows.mapped("purchases")), purchases, user.name)
        hidden = self._as(self.colleague, self.group)
        self.assertFalse(hidden.head_id, "the parent company is not theirs to see")
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._as(self.salesperson, self._member(self.hidden)).read(["purchases"])

    def test_strangers_see_nothing(self):
        """F-09, B-09: who may see no company of the group does not find it."""
        stranger = self._make_user("group_stranger", "salesperson")
        self.assertFalse(self._as(stranger, self.Group).search([]))
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._as(stranger, self.group).read(["name"])
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Group of Companies'"):
            self._as(self.outsider, self.Group).search([])

    def test_overview_sums_what_one_may_see(self):
        """F-09, B-09: the tile of a reader leaves out what is hidden, and says so."""
        self._invoice(f"{self.company._workday_today().year}-01-01", 2000, partner=self.head)
        self._invoice(f"{self.company._workday_today().year}-01-01", 6000, partner=self.hidden)
        overview = self._as(self.salesperson, self.mine).customer_overview()
        [tile] = [tile for tile in overview["tiles"] if tile["name"] == "group"]
        self.assertEqual(tile["value"], f"{self.company.currency_id.symbol}2.0k")
        self.assertEqual(tile["hint"], "2 of 3 companies")

    def test_group_sum_is_for_who_sees_all_of_it(self):
        """F-09, B-09: the sum of a group is hidden from who may not see one of its companies."""
        self._invoice("2026-03-01", 400, partner=self.head)
        self._invoice("2026-03-01", 600, partner=self.hidden)
        self._refresh()
        for user in (self.salesperson, self.manager, self.colleague):
            figures = self._as(user, self.Figure)
            self.assertFalse(figures.search([("type_id", "=", self.kind.id)]), user.name)
            with self.assertRaisesRegex(AccessError, "customer is not open to you"):
                figures.browse(self.Figure.search([]).ids).read(["amount"])
        figure = self._as(self.marketing, self.Figure).search([("type_id", "=", self.kind.id)])
        self.assertEqual(
            (figure.amount, figure.part_ids), (1000, self.head | self.mine | self.hidden)
        )
        # once the hidden one is theirs as well
        self.hidden._customer_access_add(self.salesperson, "team")
        self.env.invalidate_all()
        figure = self._as(self.salesperson, self.Figure).search([("type_id", "=", self.kind.id)])
        self.assertEqual(figure.amount, 1000)

    def test_confirmed_without_the_sum(self):
        """F-09, B-09: who reads that the parent company is a key account learns no sum."""
        self._invoice("2026-03-01", 400, partner=self.head)
        self._invoice("2026-03-01", 777, partner=self.hidden)
        self._refresh()
        self._as(self.marketing, self.Figure).search([]).action_confirm()
        account = self.env["customer.key.account"].search([("partner_id", "=", self.head.id)])
        row = self._as(self.salesperson, account)
        self.assertIn("1,000.00", row.reason, "the line is no secret")
        self.assertEqual(row.amount, 0)
        with self.assertRaisesRegex(AccessError, 'access the field "group_amount"'):
            row.read(["group_amount"])
        self.assertEqual(self._as(self.marketing, account).group_amount, 1177)
        texts = " ".join(self.head.message_ids.mapped("body"))
        self.assertNotIn("1,177", texts + row.reason)

    def test_who_keeps_a_group(self):
        """F-09: who may change the parent company keeps the group; roles that only read do not."""
        late = self._customer("Late", self.salesperson)
        allowed = ("salesperson", "clerk", "manager", "director", "marketing", "admin")
        for role, user in self.users_by_role.items():
            members = self._as(user, self.Member)
            values = {"group_id": self.group.id, "partner_id": late.id}
            with self.subTest(role=role):
                if role in allowed:
                    members.create(values).unlink()
                    self._as(user, self.group).write({"note": role})
                else:
                    with self.assertRaisesRegex(AccessError, "not allowed to create"):
                        members.create(values)
                    with self.assertRaisesRegex(AccessError, "not allowed to modify"):
                        self._as(user, self.group).write({"note": role})
                self.assertFalse(late.customer_group_id)

    def test_nobody_pulls_in_what_is_not_theirs(self):
        """F-09, S-03: a hidden customer does not come into one's group, nor out of another's."""
        foreign = self._customer("Foreign", self.colleague)
        members = self._as(self.salesperson, self.Member)
        with self.assertRaisesRegex(AccessError, "not open to you|not a customer of yours"):
            members.create({"group_id": self.group.id, "partner_id": foreign.id})
        with self.assertRaisesRegex(AccessError, "not a customer of yours"):
            self._group("Mine", foreign, user=self.salesperson)
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._as(self.salesperson, self._member(self.hidden)).unlink()
        # of another's group not even with an own customer
        own = self._customer("Own", self.colleague)
        with self.assertRaisesRegex(AccessError, "is not yours to work on"):
            self._as(self.colleague, self.Member).create(
                {"group_id": self.group.id, "partner_id": own.id}
            )
        with self.assertRaisesRegex(AccessError, "may not change this: Group of Companies"):
            self._as(self.colleague, self.group).write({"name": "Mine"})
        with self.assertRaisesRegex(AccessError, "may not change this: Company of a Group"):
            self._as(self.colleague, self._member(self.hidden)).action_make_head()
        self.assertEqual(self.group.name, "冀渤集团")
        self.assertFalse((foreign | own).customer_group_id)

    def test_dissolving_asks_for_every_company(self):
        """F-09: a group with a company that is somebody else's is not dissolved by its keeper."""
        with self.assertRaisesRegex(AccessError, "not a customer of yours"):
            self._as(self.salesperson, self.group).unlink()
        self.assertEqual(self.hidden.customer_group_id, self.group)
        own = self._group("Own", self._customer("Own", self.salesperson), user=self.salesperson)
        own.unlink()
        self.assertFalse(own.exists())

    def test_no_empty_group(self):
        """F-09: a group begins with a customer that is one's own."""
        for user in (self.salesperson, self.marketing):
            with self.assertRaisesRegex(AccessError, "may not enter this"), self.env.cr.savepoint():
                self._as(user, self.Group).create({"name": "Empty"})

    def test_a_form_tells_nothing_of_hidden_customers(self):
        """F-09, S-04: a line filled in with a hidden customer's number is refused."""
        self.company.customer_partner_rule = True
        spec = {
            "name": {},
            "member_ids": {
                "fields": {
                    "partner_id": {"fields": {"display_name": {}}},
                    "user_id": {"fields": {"display_name": {}}},
                }
            },
        }
        groups = self._as(self.salesperson, self.Group)
        line = [0, "virtual_1", {"partner_id": self.hidden.id}]
        for function in (
            lambda: groups.onchange({"member_ids": [line]}, ["member_ids"], spec),
            lambda: groups.with_context(default_member_ids=[line]).onchange({}, [], spec),
            lambda: self._as(self.salesperson, self.Member).onchange(
                {"partner_id": self.hidden.id}, ["partner_id"], {"user_id": {"fields": {}}}
            ),
        ):
            with self.assertRaisesRegex(AccessError, "not open to you"):
                function()
