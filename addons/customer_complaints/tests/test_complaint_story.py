import base64
import re
from datetime import timedelta
from email.header import Header

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .intake_common import ADDRESS, IntakeCommon
from .money_common import NOW, MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplaintStory(IntakeCommon, MoneyCommon):
    """One complaint from its mail to its closing, and the same again (REQ C-01 to C-12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"customer_complaint_acknowledge": True, "customer_complaint_rating": True}
        )
        cls.category = cls.env.ref("customer_complaints.category_quality_defect")
        cls.cause = cls.env.ref("customer_complaints.cause_method_process")

    def _mail_of_wang(self, number, subject="泵漏油，要求退款"):
        """Return a mail as an old Chinese program writes it: GB 18030, a photo with a name."""
        word = Header(subject, "gb18030").encode()
        name = base64.b64encode("现场照片镕.jpg".encode("gb18030")).decode()
        body = base64.encodebytes("四台泵都漏油，镕工已看过。".encode("gb18030")).decode()
        return (
            f"From: <wang@hongyuan.example.com>\r\nTo: {ADDRESS}\r\nSubject: {word}\r\n"
            f"Message-ID: <story{number}@x>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
            "Content-Type: text/plain; charset=GB18030\r\n"
            f"Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n--x\r\n"
            "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
            f'Content-Disposition: attachment; filename="=?GB18030?B?{name}?="\r\n\r\n'
            "AAAA\r\n--x--\r\n"
        ).encode()

    def _clock(self, complaint, kind):
        return complaint.sudo().clock_ids.filtered(lambda clock: clock.kind == kind)[-1:]

    def test_from_mail_to_closed_and_the_same_again(self):
        """REQ C-01 to C-12: mail, contact, department, cause, credit note, rating, closed."""
        before = self._sent()
        complaint, _intake = self._process(self._mail_of_wang(1))
        self._assert_entered(complaint, before)
        service = complaint.with_user(self.service)
        self._register_what_is_wrong(service)
        work = self._find_a_solution(complaint)
        service.action_agree("王镕邮件同意：四台退款")
        self._credit_what_was_agreed(service)
        self._ask_and_close(service, work)
        self._assert_figures(complaint)

        with freeze_time("2026-05-12 02:00:00"):
            again, _intake = self._process(self._mail_of_wang(2, "泵又漏油"))
            again.with_user(self.service).write({"category_id": self.category.id})
            self.assertTrue(again.is_repeat)
            self.assertIn(complaint, again.repeat_ids)

    def _assert_entered(self, complaint, before):
        """By the mail alone: customer, text, photo, clocks, acknowledgement."""
        self.assertEqual(
            (complaint.subject, complaint.contact_id), ("泵漏油，要求退款", self.person)
        )
        self.assertIn("镕工已看过", complaint.description)
        self.assertEqual(complaint.evidence_ids.name, "现场照片镕.jpg")
        self.assertEqual(set(complaint.clock_ids.mapped("kind")), {"contact", "solution"})
        letters = (self._sent() - before).mapped("subject")
        self.assertTrue(any(complaint.name in subject for subject in letters), letters)

    def _register_what_is_wrong(self, service):
        # the older complaint about the same pumps took four of the ten
        service.write(
            {
                "category_id": self.category.id,
                "severity": "major",
                "invoice_id": self.invoice.id,
                "line_ids": [
                    Command.create({"invoice_line_id": self.pumps.id, "quantity": 4, "lot": "P7"})
                ],
            }
        )
        service.action_contact("电话联系王镕，要求退款")
        self.assertEqual(self._clock(service, "contact").state, "met")
        service.action_assign(self.department.id, self.manager.id)

    def _find_a_solution(self, complaint):
        """The manager finds the cause, plans an action and offers a credit."""
        work = complaint.with_user(self.manager)
        work.write(
            {
                "solution": "<p>四台泵退款</p>",
                "cause_id": self.cause.id,
                "why_1": "密封圈装反",
                "action_ids": [
                    Command.create(
                        {
                            "kind": "prevention",
                            "name": "增加装配检验点",
                            "user_id": self.manager.id,
                            "date_due": "2026-03-20",
                        }
                    )
                ],
            }
        )
        work.action_propose()
        return work

    def _credit_what_was_agreed(self, service):
        """The credit note is the ERP's own, and carried out is read from it."""
        claim = service.line_ids
        solution = self._approve(
            self._solution(self._credit(claim), user=self.service, complaint=service)
        )
        note = solution.sudo().line_ids.credit_note_id
        self.assertEqual((note.state, note.amount_untaxed), ("draft", 4000))
        with self.assertRaisesRegex(UserError, "is not posted yet"):
            service.action_execute()
        note.action_post()
        service.action_execute()
        self.assertEqual((service.state, service.cost), ("executed", 4000))

    def _ask_and_close(self, service, work):
        """The customer answers the letter; nothing closes while an action is open."""
        [letter] = self._sent().filtered(lambda mail: "/rate/" in (mail.body_html or ""))
        token = re.search(r"/rate/([0-9a-f]+)/5", letter.body_html)[1]
        # sudo: as the page behind the link does
        service.sudo().rating_apply(5, token=token, feedback="处理很快")
        self.env.invalidate_all()
        self.assertEqual((service.state, service.satisfied), ("visited", "yes"))
        with self.assertRaisesRegex(UserError, "still open: 增加装配检验点"):
            service.action_close()
        work.action_ids.action_done("检验记录已归档")
        service.action_close()
        self.assertEqual(service.state, "closed")
        self.assertFalse(service.sudo().clock_ids.filtered(lambda clock: not clock.date_done))
        work.action_judge("company", "装配工序没有检验点")
        self.assertTrue(service.is_valid)

    def _assert_figures(self, complaint):
        self.env.flush_all()
        row = self.env["customer.complaint.figure"].search([("complaint_id", "=", complaint.id)])
        self.assertEqual(
            (row.valid_count, row.cost, row.satisfaction, row.late_count, row.cause_id),
            (1, 4000, 100, 0, self.cause),
        )
        self.assertLess(complaint.closed_on - complaint.received_on, timedelta(days=1))
        self.assertEqual(complaint.closed_on, fields.Datetime.now())
