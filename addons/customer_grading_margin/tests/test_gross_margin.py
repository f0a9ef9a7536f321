from datetime import date, datetime

from odoo.addons.customer_base.tests.common import CustomerCommon
from odoo.addons.customer_grading.models.grading_registry import Scope
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestGrossMargin(CustomerCommon):
    """Gross margin as a measure, where it is known (REQ G-02). The window is the year 2025."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.CNY")
        cls.pump = cls.env["product.product"].create({"name": "Pump", "list_price": 100})
        cls.address = cls.Partner.create(
            {"name": "Works", "type": "delivery", "parent_id": cls.customer.id}
        )

    def _order(self, day, *lines, partner=None, confirm=True, **values):
        """Confirm an order of lines (quantity, price, cost)."""
        order = (
            self.env["sale.order"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": (partner or self.customer).id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.pump.id,
                                "product_uom_qty": quantity,
                                "price_unit": price,
                                "purchase_price": cost,
                                "tax_ids": [],
                            }
                        )
                        for quantity, price, cost in lines
                    ],
                    **values,
                }
            )
        )
        if confirm:
            order.action_confirm()
        order.date_order = day
        return order

    def _figures(self, partner=None):
        self.env.flush_all()
        [(query, _provided)] = self.env["customer.grading.measure"]._get_queries(
            ["gross_margin"], Scope(self.company, date(2025, 12, 31), 12)
        )
        rows = {row.pop("partner_id"): row for row in self.env.execute_query_dict(query)}
        return rows.get((partner or self.customer).id)

    def test_lines_with_a_cost(self):
        """REQ G-02: price less cost of the lines that have one, deliveries to addresses too."""
        self._order(datetime(2025, 3, 1), (10, 100, 70), (1, 500, 0))
        self._order(datetime(2025, 6, 1), (2, 50, 60), partner=self.address)
        figures = self._figures()
        self.assertAlmostEqual(figures["gross_margin"], 10 * 30 - 2 * 10)
        self.assertAlmostEqual(figures["gross_margin_rate"], 280 * 100 / 1100)

    def test_boundaries_and_drafts(self):
        """REQ G-02: only confirmed orders; the year begins and ends by the company's clock."""
        self._order(datetime(2025, 3, 1), (1, 100, 90), confirm=False)
        self._order(datetime(2024, 12, 31, 15, 59), (1, 100, 80))
        self._order(datetime(2025, 12, 31, 16, 0), (1, 100, 80))
        self.assertIsNone(self._figures())
        self._order(datetime(2024, 12, 31, 16, 0), (1, 100, 80))
        self._order(datetime(2025, 12, 31, 15, 59), (1, 100, 80))
        self.assertAlmostEqual(self._figures()["gross_margin"], 40)

    def test_foreign_currency(self):
        """REQ G-02: company currency, at the rate of the order."""
        dollar = self._set_dollar_rate(0.125)
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": self.company.id}
        )
        self._order(datetime(2025, 3, 1), (1, 100, 60), pricelist_id=pricelist.id)
        self.assertAlmostEqual(self._figures()["gross_margin"], 320)

    def test_unknown_is_not_zero(self):
        """REQ G-02: without any known cost the margin is unknown, in runs too."""
        self._order(datetime(2025, 3, 1), (1, 500, 0))
        self.assertIsNone(self._figures())
        measure = self.env["customer.grading.measure"]._get_measures()["gross_margin"]
        self.assertIsNone(measure.empty)

    def test_offered_in_schemes(self):
        """REQ G-02: both measures are there to choose."""
        condition = self.env["customer.grading.condition"]
        offered = dict(condition._selection_measure())
        self.assertLessEqual({"gross_margin", "gross_margin_rate"}, set(offered))
