from odoo.exceptions import AccessError, UserError

from .common import HandoverCommon


class TestFreeze(HandoverCommon):
    def test_nothing_leaves_from_the_start(self):
        """REQ H-04: no export of anything, even with the right, from the opening of the sheet."""
        self.leaver.group_ids += self.env.ref("customer_base.group_customer_export")
        mine = self.customers.with_user(self.leaver)
        self.assertTrue(mine.export_data(["name"])["datas"])
        handover = self._open()
        with self.enter_registry_test_mode(), self._refused(AccessError, "no data leaves any more"):
            mine.export_data(["name"])
        with self.enter_registry_test_mode(), self._refused(AccessError, "no data leaves any more"):
            self.env["res.country"].with_user(self.leaver).search([], limit=1).export_data(["name"])
        self.assertTrue(self.customers.with_user(self.manager).read(["name"]))
        handover.action_cancel("Stays")
        self.assertTrue(mine.export_data(["name"])["datas"])

    def test_no_long_lists(self):
        """REQ H-04: everyday work goes on, long lists do not."""
        self.company.customer_bulk_read_limit = 4
        mine = self.customers.with_user(self.leaver)
        mine.read(["phone"])
        self._open()
        mine[:3].read(["phone"])
        with self.enter_registry_test_mode(), self._refused(AccessError, "no data leaves any more"):
            mine.read(["phone"])

    def test_no_new_access(self):
        """REQ H-04: no new customers, no team, no deputy."""
        other = self.Partner.create(
            {
                "name": "新客户有限公司",
                "is_company": True,
                "customer_category": "potential",
                "user_id": self.anna.id,
            }
        )
        self._open()
        with self._refused(UserError, "is handing over and gets no new customers"):
            other.with_user(self.director).user_id = self.leaver
        with self._refused(UserError, "is handing over and gets no new customers"):
            self.env["customer.access"].with_user(self.director).create(
                {"partner_id": other.id, "user_id": self.leaver.id}
            )
        with self._refused(UserError, "is handing over and gets no new customers"):
            self.Partner.with_user(self.leaver).create(
                {
                    "name": "自带客户有限公司",
                    "is_company": True,
                    "customer_category": "potential",
                    "user_id": self.leaver.id,
                }
            )
        today = self.company._workday_today()
        with self._refused(UserError, "Who decides meanwhile is chosen"):
            self.env["customer.approval.delegation"].with_user(self.leaver).create(
                {
                    "user_id": self.leaver.id,
                    "delegate_id": self.bert.id,
                    "date_from": today,
                    "date_to": today,
                }
            )
        self.assertEqual(other.user_id, self.anna)

    def test_deputies(self):
        """REQ H-04: with the submission, deputies end and the sheet's deputy decides."""
        today = self.company._workday_today()
        running = self.env["customer.approval.delegation"].create(
            {
                "user_id": self.director.id,
                "delegate_id": self.leaver.id,
                "date_from": today,
                "date_to": today,
            }
        )
        handover = self._open(main_receiver_id=self.anna.id, deputy_id=self.bert.id)
        self._all_to(handover, self.anna)
        self._accepted(handover)
        handover.action_submit()
        self.assertFalse(running.active)
        now = self.env["customer.approval.delegation"]._running(users=self.leaver)
        self.assertEqual(now.delegate_id, self.bert)

    def test_who_moves_inside_is_not_frozen(self):
        """REQ H-04: who changes region goes on working."""
        handover = self._open(reason="region")
        self.assertFalse(handover.freeze)
        self.assertFalse(self.leaver._handover_is_frozen())

    def test_at_the_end_nothing_is_left(self):
        """REQ H-04: keys, devices, login and access are gone when the sheet is done."""
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.leaver)
            .sudo()
            ._generate("rpc", "script", None)
        )
        self.assertTrue(key)
        handover = self._moved()
        handover.absent_reason = "Left at once"
        handover.action_finish()
        self.assertFalse(self.leaver.active)
        self.assertFalse(self.env["res.users.apikeys"].search([("user_id", "=", self.leaver.id)]))
        for partner in self.customers:
            self.assertNotIn(self.leaver.partner_id, partner.message_partner_ids)
