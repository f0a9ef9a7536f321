from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .contact_common import ContactCommon
from .invoice_common import InvoiceCommon


@tagged("post_install", "-at_install")
class TestOverview(ContactCommon, InvoiceCommon):
    """The head of a customer's form tells who this is (U-05), as far as the reader may know."""

    def _overview(self, user, customer=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (customer or self.customer).with_user(user).customer_overview()

    def _tiles(self, user, customer=None):
        return {tile["name"]: tile for tile in self._overview(user, customer)["tiles"]}

    def test_figures(self):
        """Purchases of this year and last, what is overdue and the quarters, as invoiced."""
        self._invoice(date(2024, 11, 5), 700, invoice_date_due=date(2026, 5, 20))
        self._invoice(date(2025, 2, 10), 40_000, invoice_date_due=date(2026, 5, 19))
        self._invoice(date(2025, 12, 31), 2_600, invoice_date_due=date(2026, 1, 30))
        self._invoice(date(2026, 1, 1), 25_000, invoice_date_due=date(2026, 9, 30))
        self._invoice(date(2026, 2, 1), 1_000, kind="out_refund")
        with freeze_time("2026-05-20 04:00:00"):
            tiles = self._tiles(self.salesperson)
            history = self._overview(self.salesperson)["history"]
            chinese = self.customer.with_user(self.salesperson).with_context(lang="zh_CN")
            sales = {tile["name"]: tile for tile in chinese.customer_overview()["tiles"]}["sales"]
        symbol = self.company.currency_id.symbol
        self.assertEqual(tiles["sales"]["value"], f"{symbol}24.0k")
        self.assertEqual(tiles["sales"]["hint"], f"last year {symbol}42.6k")
        self.assertEqual(sales["value"], f"{symbol}2.4万")
        # what is due today is not late, nor is January's invoice
        self.assertEqual(tiles["overdue"]["value"], f"{symbol}42.6k")
        self.assertEqual(tiles["overdue"]["tone"], "danger")
        self.assertEqual(
            [(quarter["label"], quarter["share"]) for quarter in history][-7:],
            [
                ("Q4 2024", 2),
                ("Q1 2025", 100),
                ("Q2 2025", 0),
                ("Q3 2025", 0),
                ("Q4 2025", 6),
                ("Q1 2026", 60),
                ("Q2 2026", 0),
            ],
        )

    def test_grade_and_its_history(self):
        """The grade stands among the chips and above the quarter in which it was given."""
        grade = self.env["customer.grade"].search([], limit=1)
        self.assertEqual(self._overview(self.salesperson)["history"], [])
        with freeze_time("2026-02-10 04:00:00"):
            self.customer._customer_set_grade(grade, "Good payer")
        with freeze_time("2026-05-20 04:00:00"):
            overview = self._overview(self.salesperson)
        self.assertIn({"text": grade.name, "color": grade.color}, overview["chips"])
        self.assertEqual(
            [quarter["label"] for quarter in overview["history"] if quarter["grade"]], ["Q1 2026"]
        )

    def test_open_orders(self):
        """Orders and quotations are counted for who may read orders, and open as counted."""
        product = self.env["product.product"].create({"name": "Pump", "type": "service"})
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": self.salesperson.id,
                    "order_line": [(0, 0, {"product_id": product.id, "price_unit": 5})],
                }
                for _number in range(3)
            ]
        )
        orders[0].action_confirm()
        orders[1].action_cancel()
        finance = self.users_by_role["finance"]
        self.company.customer_serving_see_all = True
        with self.assertRaisesRegex(AccessError, "Sales Order"):
            self.env["sale.order"].with_user(finance).check_access("read")
        self.assertIn("sales", self._tiles(finance))
        self.assertNotIn("orders", self._tiles(finance))
        tile = self._tiles(self.salesperson)["orders"]
        self.assertEqual((tile["value"], tile["hint"]), ("1", "1 quotations"))
        customer = self.customer.with_user(self.salesperson)
        action = getattr(customer, tile["action"])()
        found = self.env["sale.order"].with_user(self.salesperson).search(action["domain"])
        self.assertEqual(found, orders[0] | orders[2])

    def test_every_tile_opens(self):
        """What a tile counts is what opens behind it, for whoever sees the tile."""
        self._record()
        for user in (self.salesperson, self.manager, self.director):
            for tile in self._overview(user)["tiles"]:
                with self.subTest(user=user.name, tile=tile["name"]):
                    action = getattr(self.customer.with_user(user), tile["action"])()
                    model = self.env[action["res_model"]].with_user(user)
                    self.assertTrue(model.has_access("read"))
                    if tile["name"] == "interactions":
                        self.assertEqual(str(model.search_count(action["domain"])), tile["value"])

    def test_contact_overdue(self):
        """A contact that is overdue is said to be, in working days."""
        with freeze_time("2026-03-02 04:00:00"):
            self._record(date="2026-03-02 02:00:00")
        state = self.env["customer.interaction.state"].search(
            [("partner_id", "=", self.customer.id)]
        )
        with freeze_time(f"{state.next_due} 04:00:00"):
            self.assertFalse(self._tiles(self.salesperson)["next_contact"]["tone"])
        with freeze_time("2027-03-02 04:00:00"):
            tile = self._tiles(self.salesperson)["next_contact"]
        self.assertEqual(tile["tone"], "danger")

    def test_who_is_told_what(self):
        """Figures are for who may see the customer; who may not reads what the form says."""
        self._invoice(date(2026, 1, 1), 25_000)
        stranger = self._overview(self.colleague)
        self.assertEqual(stranger["tiles"] + stranger["history"], [])
        self.assertIn(self.salesperson.name, [chip["text"] for chip in stranger["chips"]])
        for user in (self.salesperson, self.manager, self.director):
            self.assertIn("sales", self._tiles(user), user.name)
        nobody = self._overview(self.outsider)
        self.assertEqual(list(nobody.values()), [[], [], [], []])

    def test_hidden_customer(self):
        """A customer that the rule hides is refused, and every way behind a tile with it."""
        self.company.customer_partner_rule = True
        customer = self.customer.with_user(self.colleague)
        for name in (
            "customer_overview",
            "action_open_customer_access",
            "action_open_customer_purchases",
            "action_open_customer_trades",
            "action_open_customer_orders",
        ):
            with self.subTest(name), self.assertRaisesRegex(AccessError, "customer"):
                getattr(customer, name)()

    def test_duplicates_are_told_after_saving(self):
        """What the form warned of while typing stands in the overview of the saved customer."""
        twin = self.Partner.create(
            {
                "name": "Another",
                "is_company": True,
                "phone": self.customer.phone,
                "customer_category": "potential",
                "user_id": self.salesperson.id,
            }
        )
        self.assertFalse(twin.with_user(self.salesperson).customer_duplicate_typed)
        notes = self._overview(self.salesperson, twin)["notes"]
        [text] = [note["text"] for note in notes if note["tone"] == "warning"]
        self.assertIn("same phone number", text)

    def test_costs_the_same_for_a_big_customer(self):
        """The overview takes as many queries for forty invoices and records as for one."""

        def cost():
            self.env.registry.clear_all_caches()
            self._overview(self.salesperson)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.customer.with_user(self.salesperson).customer_overview()
            return self.env.cr.sql_log_count - before

        self._invoice(date(2026, 1, 1), 100)
        self._record()
        few = cost()
        for number in range(12):
            self._invoice(date(2026, 1, 2 + number), 100)
            self._record()
        self.assertEqual(cost(), few)
