from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_plan import PlanCase


@tagged("post_install", "-at_install")
class TestPlanStory(PlanCase):
    def test_from_year_plan_to_result(self):
        """REQ D-01, B-16: planned, registered, passed on, accepted, approved, signed: it counts."""
        plan = self._approved(self._plan(lines=[{"user_id": self.li.id, "target_customers": 4}]))
        self.assertEqual(plan.actual_customers, 0)
        wizard = (
            self.env["customer.development.register"]
            .with_user(self.service)
            .create({"name": "Yunhai Cranes", "source_id": self.source.id})
        )
        prospect = self.env["customer.development"].browse(wizard.action_register()["res_id"])
        lead = (
            self.env["customer.lead.assignment"]
            .with_user(self.service)
            .create({"development_id": prospect.id, "user_id": self.li.id})
        )
        lead.with_user(self.li).action_accept()
        development = prospect.with_user(self.li)
        self._start(self._approve(self._apply(development)))
        order = self._quotation(development)
        order.action_confirm()
        self.assertEqual(development.state, "signed")
        plan.invalidate_recordset()
        self.assertEqual(plan.actual_customers, 1)
        self.assertEqual(plan.line_ids.actual_customers, 1)
        self.assertEqual(lead.with_user(self.service).outcome, "Signed")
        self.env.flush_all()
        row = self.env["customer.development.funnel"].with_user(self.li).browse(development.id)
        self.assertEqual((row.approved_count, row.signed_count), (1, 1))
        with self.assertRaisesRegex(AccessError, "Year Plan|not allowed"):
            plan.with_user(self.wang).read(["name"])
