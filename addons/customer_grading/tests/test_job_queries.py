from datetime import date

from odoo.tests import freeze_time, tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestJobQueries(FlowCommon):
    """Nightly jobs cost queries by the chunk, not by the customer (F-20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_compliance_since = date(2026, 1, 5)
        cls.many = cls.Partner.create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "customer_category": "closed",
                    "user_id": cls.salesperson.id,
                }
                for number in range(46)
            ]
        )
        cls.many.sudo().customer_managed_on = date(2026, 1, 5)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE customer_access SET date_from = '2026-01-05' WHERE partner_id = ANY(%s)",
            [cls.many.ids],
        )
        cls.many._customer_contact_refresh()

    def _spent(self, function, *arguments):
        self.env.flush_all()
        start = self.cr.sql_log_count
        function(*arguments)
        self.env.flush_all()
        return self.cr.sql_log_count - start

    def test_compliance(self):
        """F-20: 40 customers' intervals cost the queries of five, and are counted once."""
        rows = self.env["customer.interaction.compliance"]
        # 21 working days after 5 January 2026 and one more
        with freeze_time("2026-02-10 02:00:00"):
            rows._count(self.company, self.many[:1].ids)
            few = self._spent(rows._count, self.company, self.many[1:6].ids)
            more = self._spent(rows._count, self.company, self.many[6:].ids)
            again = self._spent(rows._count, self.company, self.many.ids)
        self.assertEqual(few, more)
        self.assertEqual(rows.search_count([("partner_id", "in", self.many.ids)]), 46)
        self.assertEqual(again, 1, "nothing has ended: one look")
