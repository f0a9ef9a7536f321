from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestPerformance(DevelopmentCase):
    def _count(self, records, names):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        for record in records:
            for name in names:
                self.assertIsNotNone(record[name])
        return self.env.cr.sql_log_count - start

    def test_list_costs_the_same_for_80(self):
        """A list of 80 developments takes as many queries as one of 8 (no query a record)."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {i}", "is_company": True} for i in range(80)]
        )
        developments = (
            self.env["customer.development"]
            .with_user(self.ma)
            .create([{"partner_id": partner.id} for partner in partners])
        )
        for development in developments[::4]:
            development.write({"expected_sales": 1000, "cost_staff": 10})
        names = [
            "display_name",
            "can_act",
            "can_reopen",
            "can_submit",
            "is_key_locked",
            "approval_due_date",
            "approval_hint",
            "kanban_due",
            "task_open_count",
            "quotation_count",
            "order_count",
            "stop_count",
            "worth_verdict",
            "survey_score",
        ]
        self._count(developments, names)
        few = self._count(developments[:8], names)
        many = self._count(developments, names)
        self.assertLessEqual(many, few + 2)
        self.assertLessEqual(many, 40)

    def test_partner_count_is_one_query(self):
        """The number of developments of 80 customers costs as much as that of 8."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {i}", "is_company": True} for i in range(80)]
        )
        few = self._count(partners[:8].with_user(self.ma), ["development_count"])
        many = self._count(partners.with_user(self.ma), ["development_count"])
        self.assertLessEqual(many, few + 1)
