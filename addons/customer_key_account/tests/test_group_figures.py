from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .group_common import GroupCommon


@tagged("post_install", "-at_install")
class TestGroupFigures(GroupCommon):
    """What a group bought together, for key-account types and at the customer (F-09, REQ G-06)."""

    def test_sum_of_the_group(self):
        """F-09: the companies of a group count together, on the parent company, each once."""
        self._invoice("2026-03-01", 200, partner=self.head)
        self._invoice("2026-03-01", 300, partner=self.mine)
        self._invoice("2026-03-01", 600, partner=self.hidden)
        self._invoice("2026-03-01", 100, partner=self.hidden, refund=True)
        self._invoice("2026-03-01", 5000, partner=self._customer("Alone"))  # no group at all
        self._invoice("2026-03-01", 5000, partner=self.mine, company=self.second)
        self._refresh()
        self.assertEqual(self._sums(), {self.head: 1000})
        self._member(self.hidden).unlink()
        self._refresh()
        self.assertEqual(self._sums(), {}, "500 are not near 1000")

    def test_group_and_the_erps_own_parent(self):
        """F-09: a company below one of the group in the ERP counts with it, and only there."""
        below = self._customer("Below", self.salesperson, parent_id=self.mine.id)
        self._invoice("2026-03-01", 700, partner=below)
        self._invoice("2026-03-01", 400, partner=self.head)
        self._refresh()
        self.assertEqual(self._sums(), {self.head: 1100})
        # entered in a group of its own, it counts there
        self._group("Others", self._customer("Leader"), below)
        self._refresh()
        leader = self.Partner.search([("name", "=", "Leader")])
        self.assertEqual(self._sums().get(leader), None, "700 are not near 1000")
        self.assertEqual(self._sums().get(self.head), None, "400 are not either")

    def test_alone_is_no_group(self):
        """F-09: a group of one company is not proposed as a group customer."""
        alone = self._customer("Alone")
        self._group("One", alone)
        self._invoice("2026-03-01", 5000, partner=alone)
        self._refresh()
        self.assertNotIn(alone, self._sums())

    def test_another_parent_company(self):
        """F-09: the sum goes with the parent company."""
        self._invoice("2026-03-01", 1000, partner=self.hidden)
        self._refresh()
        self._as(self.marketing, self._member(self.mine)).action_make_head()
        self._refresh()
        self.assertEqual(self._sums(), {self.mine: 1000})

    def test_the_job_follows_soon(self):
        """F-09: a change of a group asks for the job that makes the sums anew."""
        job = self.env.ref("customer_key_account.ir_cron_key_account")
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([("cron_id", "=", job.id)]).unlink()
        self._member(self.mine).unlink()
        self.assertTrue(triggers.search_count([("cron_id", "=", job.id)]))

    def test_type_of_groups_is_held_by_the_parent_company(self):
        """F-09: granted to one company of a group, it is sent to the parent company."""
        values = {"type_id": self.kind.id, "reason": "Buys for all"}
        wizards = self._as(self.marketing, self.env["customer.key.account.set"])
        with self.assertRaisesRegex(UserError, "冀渤集团.*parent"):
            wizards.create({"partner_ids": self.mine.ids, **values}).action_apply()
        self.assertFalse(self.mine.customer_key_account_type_ids)
        wizards.create({"partner_ids": self.head.ids, **values}).action_apply()
        self.assertEqual(self.head.customer_key_account_type_ids, self.kind)

    def test_overview(self):
        """F-09: the head of the customer's form names the group and sums up its year."""
        today = self.company._workday_today()
        year = today.year
        self._invoice(f"{year}-01-01", 2000, partner=self.head)
        self._invoice(f"{year}-01-01", 3000, partner=self.hidden)
        self._invoice(f"{year - 1}-12-31", 7000, partner=self.mine)
        self._invoice(today.replace(day=1, month=1) - timedelta(days=400), 9000, partner=self.mine)
        overview = self._as(self.marketing, self.mine).customer_overview()
        self.assertIn("冀渤集团", [chip["text"] for chip in overview["chips"]])
        [tile] = [tile for tile in overview["tiles"] if tile["name"] == "group"]
        symbol = self.company.currency_id.symbol
        self.assertEqual(tile["value"], f"{symbol}5.0k")
        self.assertEqual(tile["hint"], f"last year {symbol}7.0k")
        action = getattr(self._as(self.marketing, self.mine), tile["action"])()
        self.assertEqual((action["res_model"], action["res_id"]), ("customer.group", self.group.id))

    def test_overview_costs_the_same_for_a_big_group(self):
        """F-09: ten companies of a group cost the overview no more queries than three."""

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._as(self.salesperson, self.mine).customer_overview()
            return self.env.cr.sql_log_count - before

        self._invoice("2026-03-01", 100, partner=self.mine)
        cost()
        few = cost()
        for number in range(7):
            partner = self._customer(f"C{number}", self.salesperson)
            self.Member.create({"group_id": self.group.id, "partner_id": partner.id})
            self._invoice("2026-03-01", 100, partner=partner)
        self.assertEqual(cost(), few)
