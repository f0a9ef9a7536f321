from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestHandover(DevelopmentCase):
    """After signing, the customer is handed over to the one who serves it (000 article 12)."""

    def setUp(self):
        super().setUp()
        self.partner.user_id = self.li
        self.development = self._working(
            needs="Spare parts within a day", negotiation_payment="30 % in advance"
        )
        self._quotation(self.development).action_confirm()
        self.assertEqual(self.development.state, "signed")

    def _handover(self, user=None, **values):
        handovers = self.env["customer.development.handover"].with_user(user or self.li)
        return handovers.create(
            {
                "development_id": self.development.id,
                "receiver_id": self.wang.id,
                "background": "Won against two competitors",
                **values,
            }
        )

    def _finish(self):
        """Close the development, which lets its people see the customer as long as it is open."""
        self.development.action_admit()
        self.development.write(
            dict.fromkeys(
                ("summary_success", "summary_failure", "summary_correction", "summary_prevention"),
                "Written",
            )
        )
        self.development.action_summarize()

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_development.ir_cron_handover").method_direct_trigger()
        self.env.invalidate_all()

    def _may_write(self, user):
        rows = self.env["customer.access"].with_user(user)
        return self.partner.id in rows._allowed_partner_ids(self.partner.ids)[1]

    def _refused(self, attempt, pattern, kind=UserError):
        with self.assertRaisesRegex(kind, pattern), self.env.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()

    def test_to_an_account_manager(self):
        """REQ D-17: both confirm, responsibility passes, both see the customer until the end."""
        handover = self._handover(days=10)
        self.assertEqual(handover.partner_id, self.partner)
        self.assertEqual(handover.needs, "Spare parts within a day")
        self.assertIn("30 % in advance", handover.promises)
        self.assertFalse(self._may_write(self.wang))
        self._finish()
        handover.action_hand()
        self.assertEqual((handover.state, handover.handed_by_id), ("handed", self.li))
        self.assertTrue(self._may_write(self.wang))
        self.assertEqual(self.partner.user_id, self.li, "not before both have confirmed")
        asked = handover.activity_ids.user_id
        self.assertEqual(asked, self.wang)
        handover.with_user(self.wang).write({"remarks": "The drawings are missing"})
        handover.with_user(self.wang).action_take()
        self.assertEqual(handover.state, "transition")
        self.assertFalse(handover.activity_ids)
        self.assertEqual(self.partner.user_id, self.wang)
        today = self.env.company._workday_today()
        self.assertEqual(handover.until, self.env.company._workday_add([today], [10])[0])
        self.assertTrue(self._may_write(self.li) and self._may_write(self.wang))
        with freeze_time(f"{handover.until} 03:00:00"):
            self._run_job()
            self.assertEqual(handover.state, "transition", "its last day counts")
            self.assertTrue(self._may_write(self.li))
        with freeze_time(f"{handover.until + timedelta(days=1)} 03:00:00"):
            self._run_job()
            self._run_job()
            self.assertEqual(handover.state, "done")
            self.assertFalse(self._may_write(self.li))
            self.assertTrue(self._may_write(self.wang))
        self.assertEqual(
            handover.with_user(self.li).remarks, "The drawings are missing", "the giver reads it"
        )

    def test_to_customer_service(self):
        """REQ D-17: customer service joins the team; the responsible person stays."""
        handover = self._handover(receiver_id=self.service.id, kind="service")
        handover.action_hand()
        handover.with_user(self.service).action_take()
        self.assertEqual(self.partner.user_id, self.li)
        team = self.partner.customer_access_ids.filtered(lambda row: row.reason == "team")
        self.assertEqual(team.user_id, self.service)
        handover.sudo().until = self.env.company._workday_today() - timedelta(days=1)
        self._run_job()
        self.assertEqual(handover.state, "done")
        self.assertTrue(self._may_write(self.service))

    def test_who_can_take_over(self):
        """REQ D-17: not oneself, nobody who left, nobody without the role."""
        gone = self._make_user("dev_gone", "salesperson", self.east)
        gone.active = False
        for values, pattern in (
            ({"receiver_id": self.li.id}, "to themselves"),
            ({"receiver_id": gone.id}, "does not work here any more"),
            ({"receiver_id": self.technician.id}, "no role as a salesperson"),
            ({"receiver_id": self.service.id}, "no role as a salesperson"),
            ({"receiver_id": self.technician.id, "kind": "service"}, "no role in customer"),
        ):
            self._refused(lambda v=values: self._handover(**v), pattern, ValidationError)
        self.assertFalse(self.development.handover_ids)
        handover = self._handover()
        self._refused(
            lambda: handover.write({"receiver_id": self.li.id}), "to themselves", ValidationError
        )

    def test_receiver_leaves_before_confirming(self):
        """REQ D-17: who has left takes nothing over; it is recalled and given to somebody else."""
        handover = self._handover()
        handover.action_hand()
        self._leave(self.wang)
        self._refused(handover.with_user(self.wang).action_take, "does not work here any more")
        self.assertEqual(self.partner.user_id, self.li)
        handover.action_recall()
        self._refused(handover.action_hand, "does not work here any more")
        self.assertEqual(handover.state, "draft")
        handover.receiver_id = self.ma
        handover.action_hand()
        handover.with_user(self.ma).action_take()
        self.assertEqual(self.partner.user_id, self.ma)

    def test_not_before_signing(self):
        """REQ D-17: nothing is handed over of a customer that has not signed."""
        other = self._make_customer("Other Mining Machinery", user_id=self.li.id)
        working = self._working(partner=other)
        self._refused(working.action_hand_over, "not possible in the state 'In Progress'")
        handovers = self.env["customer.development.handover"].with_user(self.li)
        self._refused(
            lambda: handovers.create({"development_id": working.id, "receiver_id": self.wang.id}),
            "once the contract is signed",
            ValidationError,
        )

    def test_one_at_a_time(self):
        """REQ D-17: what is being handed over is not handed over a second time."""
        handover = self._handover()
        self._refused(self._handover, "being handed over already", ValidationError)
        self.assertEqual(self.development.handover_ids, handover)
        self.assertEqual(self.development.action_hand_over()["res_id"], handover.id)

    def test_background_needs_and_promises(self):
        """REQ D-17: the message names what is still to be written."""
        handover = self._handover(background=" ", promises=False)
        self._refused(handover.action_hand, "Background and Promises first")
        self.assertEqual(handover.state, "draft")
        self.assertFalse(self._may_write(self.wang))

    def test_a_draft_is_its_writers(self):
        """REQ D-17, S-03: named as who takes over, one reads and deletes nothing before it is."""
        handover = self._handover()
        mine = handover.with_user(self.wang)
        self.assertFalse(mine.search([("id", "=", handover.id)]))
        for attempt in (
            lambda: mine.read(["background"]),
            mine.copy_data,
            mine.action_recall,
            mine.unlink,
            lambda: mine.write({"remarks": "Mine"}),
        ):
            self._refused(attempt, "not open to you", AccessError)
        self.assertTrue(handover.exists())
        handover.action_hand()
        self.assertEqual(mine.read(["background"])[0]["background"], "Won against two competitors")

    def test_who_confirms(self):
        """REQ D-17: the giver or a superior hands over, nobody but the receiver takes over."""
        handover = self._handover()
        for user in (self.wang, self.zhao, self.mo):
            self._refused(handover.with_user(user).action_hand, "not open|to hand over")
        handover.with_user(self.ma).action_hand()
        self.assertEqual(handover.handed_by_id, self.ma)
        for user in (self.li, self.ma, self.director):
            self._refused(handover.with_user(user).action_take, "dev_wang .*to take over")
        self._refused(handover.action_hand, "only in: Draft")
        self.assertEqual(self.partner.user_id, self.li)

    def test_returned_with_a_reason(self):
        """REQ D-17: what is incomplete goes back with the reason; the customer stays."""
        handover = self._handover()
        handover.action_hand()
        action = handover.with_user(self.wang).action_return()
        wizard = self.env[action["res_model"]].with_user(self.wang)
        self._refused(
            lambda: wizard.create(
                {"handover_ids": [(6, 0, handover.ids)], "reason": " "}
            ).action_confirm(),
            "Write the reason",
        )
        wizard.with_context(**action["context"]).create({"reason": "No drawings"}).action_confirm()
        self.assertEqual((handover.state, handover.return_reason), ("draft", "No drawings"))
        self.assertFalse(self._may_write(self.wang))
        self.assertFalse(handover.activity_ids)
        handover.background = "With drawings"
        handover.action_hand()
        self.assertFalse(handover.return_reason)

    def test_locked_once_handed_over(self):
        """REQ D-17: what both confirm stays as it was; the way is written by the buttons."""
        handover = self._handover()
        self._refused(lambda: handover.write({"state": "done"}), "filled in", AccessError)
        handover.action_hand()
        stays = "has been handed over and stays as it is"
        self._refused(lambda: handover.write({"promises": "None"}), stays)
        self._refused(lambda: handover.with_user(self.wang).write({"needs": "Less"}), stays)
        self._refused(handover.unlink, "is kept")
        handover.action_recall()
        handover.unlink()
        self.assertFalse(handover.exists())

    def test_sheet(self):
        """REQ D-17: the sheet has background, needs, promises and who confirmed when."""
        handover = self._handover(open_points="Training in May")
        handover.action_hand()
        handover.with_user(self.wang).action_take()
        html = (
            self.env["ir.actions.report"]
            .with_user(self.wang)
            ._render_qweb_html("customer_development.report_handover", handover.ids)[0]
            .decode()
        )
        for text in (
            handover.name,
            self.partner.name,
            "Won against two competitors",
            "Spare parts within a day",
            "30 % in advance",
            "Training in May",
            "dev_li",
            "dev_wang",
        ):
            self.assertIn(text, html)
