"""A hand-over in an ERP that has Odoo's CRM beside our addons."""

from odoo.addons.customer_handover.tests.common import HandoverCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestHandoverApps(HandoverCommon):
    def test_open_opportunities_go_with_their_customer(self):
        """REQ H-01, H-07: open ones follow the customer, won ones stay with who won them."""
        pending, won, alone = self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "user_id": self.leaver.id,
                }
                for name, partner in (
                    ("Pumps", self.customers[1]),
                    ("Valves", self.customers[1]),
                    ("Pipes", self.env["res.partner"]),
                )
            ]
        )
        won.action_set_won()
        stage = pending.stage_id
        handover = self._open()
        line = handover.line_ids.filtered(lambda line: line.model == "crm.lead")
        self.assertEqual(
            (line.record_count, line.alone_count, line.decision), (2, 1, "move"), line.key
        )
        handover.customer_ids.receiver_id = self.anna
        handover.line_ids.receiver_id = self.bert
        handover.action_leave_undecided()
        self._accepted(handover)
        self._approve(handover)
        self._run()
        self.env.invalidate_all()
        self.assertEqual((pending.user_id, pending.stage_id), (self.anna, stage))
        self.assertEqual(alone.user_id, self.bert)
        self.assertEqual(won.user_id, self.leaver)
