from datetime import date, timedelta

from odoo.addons.customer_base.tools.windows import window_start
from odoo.tests import freeze_time, tagged

from .key_common import KeyCommon


@tagged("post_install", "-at_install")
class TestKeyAccountCosts(KeyCommon):
    """What refreshing costs, and over which days it counts."""

    def _kind(self, **values):
        return self.env["customer.key.account.type"].create(
            {"name": "Big", "code": "BIGX", "kind": "value", "threshold": 100, "months": 12}
            | values
        )

    def _spent(self, function, *arguments):
        self.env.flush_all()
        start = self.cr.sql_log_count
        function(*arguments)
        self.env.flush_all()
        return self.cr.sql_log_count - start

    def test_queries(self):
        """F-20: a type is refreshed by one statement, whatever the number of customers."""
        kind = self._kind()
        figures = self.env["customer.key.account.figure"]
        kind._refresh_figures(self.company)  # what is read once is read
        many = [self._customer(f"Customer {number}", self.salesperson) for number in range(22)]
        spent = []
        for some in (many[:2], many[2:]):
            for customer in some:
                self._invoice(date(2026, 2, 2), 500, partner=customer)
            with freeze_time("2026-02-10 02:00:00"):
                spent.append(self._spent(kind._refresh_figures, self.company))
        self.assertEqual(spent[0], spent[1])
        self.assertEqual(figures.search_count([("type_id", "=", kind.id)]), 22)

    def test_window(self):
        """F-27, REQ G-06: the window begins the day after the one before it ended."""
        kind = self._kind(threshold=50, months=3, company_id=self.company.id)
        end = self.company._workday_today().replace(day=1) - timedelta(days=1)
        first = window_start(end, 3)
        self._invoice(first - timedelta(days=1), 1000)
        self._invoice(first, 60)
        self.patch(type(self.company), "_workday_today", lambda _company: end)
        [row] = self.env.execute_query_dict(kind._positions_query(self.company))
        self.assertEqual((row["partner_id"], row["amount"]), (self.customer.id, 60))
