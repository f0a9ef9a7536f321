from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .intake_common import ADDRESS, IntakeCommon


@tagged("post_install", "-at_install")
class TestIntakeStranger(IntakeCommon):
    def _stranger(self):
        mail = self._mail("Nobody <who@unknown.example.com>", text="我的设备坏了")
        mail.add_attachment("单号".encode(), maintype="text", subtype="plain", filename="订单.txt")
        return self._process(mail)

    def test_stranger_waits_with_text_and_files_and_gets_no_answer(self):
        """REQ C-01: a complaint has a customer; until then nothing is said to anybody."""
        self.company.customer_complaint_acknowledge = True
        before = self._sent()
        complaint, intake = self._stranger()
        self.assertFalse(complaint)
        self.assertEqual(self._sent(), before)
        self.assertEqual(intake.email_from, '"Nobody" <who@unknown.example.com>')
        self.assertIn("我的设备坏了", intake.body)
        self.assertEqual(intake.message_ids.attachment_ids.name, "订单.txt")
        self.assertFalse(intake.partner_id)

    def test_only_service_sees_it(self):
        """Security: mail from a stranger makes no data visible."""
        _complaint, intake = self._stranger()
        file = intake.message_ids.attachment_ids
        for role, user in self.users_by_role.items():
            if role == "service":
                continue
            with self.assertRaisesRegex(
                AccessError, "not allowed to access 'Complaint Mail to Assign'", msg=role
            ):
                intake.with_user(user).read(["subject"])
            with self.assertRaisesRegex(
                AccessError, "not allowed to access this document", msg=role
            ):
                file.with_user(user).read(["datas"])
        with self.assertRaisesRegex(
            AccessError, "not allowed to access 'Complaint Mail to Assign'"
        ):
            intake.with_user(self.outsider).read(["subject"])
        self.assertEqual(intake.with_user(self.service).subject, "机器漏油")

    def test_service_makes_a_complaint_and_answers_find_it(self):
        """REQ C-01: mail and files go along; the sender's next mail is the customer's answer."""
        _complaint, intake = self._stranger()
        mine = intake.with_user(self.service)
        with self.assertRaisesRegex(UserError, "choose the customer"):
            mine.action_assign()
        mine.partner_id = self.customer
        action = mine.action_assign()
        complaint = intake.complaint_id
        self.assertEqual(action["res_id"], complaint.id)
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.received_on, intake.received_on)
        self.assertEqual(intake.state, "assigned")
        self.assertEqual(complaint.evidence_ids.name, "订单.txt")
        self.assertEqual(complaint.evidence_ids.res_model, "customer.complaint")
        more, second = self._process(
            self._mail("who@unknown.example.com", "<2@x>", In_Reply_To="<1@x>")
        )
        self.assertFalse(more or second)
        message = complaint.message_ids.filtered(lambda m: m.message_id == "<2@x>")
        self.assertIn(message, complaint._portal_messages())
        with self.assertRaisesRegex(UserError, "assigned already"):
            mine.partner_id = False
        with self.assertRaisesRegex(UserError, "not possible"):
            mine.action_assign()

    def test_service_adds_it_to_an_open_complaint(self):
        """A second mail from another address belongs to the first."""
        complaint = self._register()
        _none, intake = self._stranger()
        mine = intake.with_user(self.service)
        mine.complaint_id = complaint
        mine.action_assign()
        self.assertIn("订单.txt", complaint.evidence_ids.mapped("name"))
        self.assertEqual(intake.partner_id, self.customer)

    def test_no_complaint_needs_a_reason_and_waits_again_on_an_answer(self):
        """Nothing is lost: refused mail stays, and the next one brings it back."""
        _complaint, intake = self._stranger()
        mine = intake.with_user(self.service)
        with self.assertRaisesRegex(UserError, "enter the reason"):
            mine.action_refuse()
        mine.reason = "广告"
        mine.action_refuse()
        self.assertEqual(intake.state, "refused")
        self._process(self._mail("who@unknown.example.com", "<2@x>", In_Reply_To="<1@x>"))
        self.assertEqual(intake.state, "waiting")
        with self.assertRaisesRegex(
            AccessError, "not allowed to delete 'Complaint Mail to Assign'"
        ):
            mine.unlink()
        with self.assertRaisesRegex(UserError, "is kept"):
            intake.unlink()

    def test_nobody_writes_what_the_system_writes(self):
        """Security: state and sender are not a client's."""
        _complaint, intake = self._stranger()
        for values in ({"state": "assigned"}, {"email_from": "a@b.cn"}, {"body": "<p>x</p>"}):
            with self.assertRaisesRegex(AccessError, "filled in by the system", msg=values):
                intake.with_user(self.service).write(values)
        with self.assertRaisesRegex(
            AccessError, "not allowed to create 'Complaint Mail to Assign'"
        ):
            self.Intake.with_user(self.service).create({"subject": "x"})
        for user in (self.salesperson, self.outsider):
            with self.assertRaisesRegex(
                AccessError, "not allowed to modify 'Complaint Mail to Assign'"
            ):
                intake.with_user(user).action_assign()
            with self.assertRaisesRegex(
                AccessError, "not allowed to modify 'Complaint Mail to Assign'"
            ):
                intake.with_user(user).action_refuse()


@tagged("post_install", "-at_install")
class TestIntakeMachines(IntakeCommon):
    MARKS = (
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "yes"},
        {"subject": "自动回复：机器漏油"},
        {"subject": "Out of Office: back on Monday"},
        {"Return_Path": "<>"},
    )

    def test_what_programs_send_is_no_complaint_and_gets_no_answer(self):
        """Bad input: no loop, and still nothing is lost."""
        self.company.customer_complaint_acknowledge = True
        before = self._sent()
        for number, marks in enumerate(self.MARKS):
            complaint, intake = self._process(self._mail(message_id=f"<{number}@m>", **marks))
            self.assertFalse(complaint, marks)
            self.assertEqual(intake.state, "automatic", marks)
        self.assertEqual(self._sent(), before)

    def test_person_with_auto_submitted_no_is_a_person(self):
        """RFC 3834: "no" means that a person wrote."""
        complaint, _intake = self._process(self._mail(Auto_Submitted="no"))
        self.assertTrue(complaint)

    def test_vacation_reply_in_a_thread_is_a_note_and_ends_no_pause(self):
        """REQ C-11: an answer that nobody wrote is none."""
        complaint, _intake = self._process(self._mail())
        complaint.with_user(self.service).action_pause("customer", "x")
        before = self._sent()
        self._process(
            self._mail(message_id="<2@x>", In_Reply_To="<1@x>", Auto_Submitted="auto-replied")
        )
        message = complaint.message_ids.filtered(lambda m: m.message_id == "<2@x>")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertNotIn(message, complaint._portal_messages())
        self.assertTrue(complaint.is_paused)
        self.assertEqual(self._sent(), before)

    def test_bounce_makes_nothing(self):
        """Bad input: an undelivered answer comes back."""
        bounce = (
            b"From: MAILER-DAEMON@mx.example.com\r\nTo: " + ADDRESS.encode() + b"\r\n"
            b"Subject: Undelivered Mail\r\nMessage-ID: <b@mx>\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
            b"--x\r\nContent-Type: text/plain\r\n\r\nuser unknown\r\n--x\r\n"
            b"Content-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n\r\n--x--\r\n"
        )
        complaint, intake = self._process(bounce)
        self.assertFalse(complaint or intake)

    def test_service_takes_a_mistaken_one_as_a_complaint(self):
        """A customer's own system writes for a person: a colleague sees it and takes it."""
        _complaint, intake = self._process(self._mail(Auto_Submitted="auto-generated"))
        mine = intake.with_user(self.service)
        mine.partner_id = self.customer
        mine.action_assign()
        self.assertEqual(intake.complaint_id.partner_id, self.customer)

    def test_mail_of_25_mb_keeps_its_text_and_names_what_is_missing(self):
        """Bad input: a named bounce, nothing lost in silence."""
        mail = self._mail(text="视频见附件")
        mail.add_attachment(
            b"\0" * (25 * 1024 * 1024), maintype="video", subtype="mp4", filename="现场视频.mp4"
        )
        before = self._sent()
        complaint, _intake = self._process(mail)
        self.assertFalse(complaint.evidence_ids)
        first = complaint.message_ids.filtered(lambda m: m.message_id == "<1@x>")
        self.assertIn("视频见附件", first.body)
        self.assertIn("现场视频.mp4", first.body)
        self.assertFalse(first.attachment_ids)
        bounce = (self._sent() - before).filtered(lambda mail: "wang@" in (mail.email_to or ""))
        self.assertEqual(len(bounce), 1)
        self.assertIn("现场视频.mp4", bounce.body_html)
        self.assertIn("20 MB", bounce.body_html)
        self.assertIn("loop-detection-bounce", bounce.references)

    def test_answer_to_that_bounce_is_no_new_complaint(self):
        """Bad input: no loop between two machines."""
        complaint, intake = self._process(
            self._mail(References="<1@x> <1.2.3-loop-detection-bounce-email@host>")
        )
        self.assertFalse(complaint or intake)
