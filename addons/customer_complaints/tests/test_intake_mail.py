import base64
import email.policy
from email.message import EmailMessage
from unittest.mock import patch
from urllib.parse import quote

from odoo.addons.customer_base.tests.common import CustomerCommon
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

ADDRESS = "tousu@service.example.com"


class IntakeCommon(CustomerCommon):
    """A company with an address for complaints, and a customer with a person who writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create(
            {
                "name": "service.example.com",
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
                "company_ids": [(4, cls.company.id)],
            }
        )
        cls.company.customer_complaint_alias_name = "tousu"
        cls.service = cls.users_by_role["service"]
        cls.customer.email = "office@hongyuan.example.com"
        cls.person = cls.Partner.create(
            {
                "name": "王镕",
                "parent_id": cls.customer.id,
                "email": "wang@hongyuan.example.com",
                "lang": "zh_CN" if "zh_CN" in dict(cls.env["res.lang"].get_installed()) else "en_US",
            }
        )
        cls.Complaint = cls.env["customer.complaint"].with_company(cls.company)
        cls.Intake = cls.env["customer.complaint.intake"].with_company(cls.company)

    def _mail(self, sender="wang@hongyuan.example.com", message_id="<1@x>", text="漏油", **headers):
        """Return an ordinary mail to the address for complaints."""
        message = EmailMessage(policy=email.policy.SMTP)
        message["From"] = sender
        message["To"] = headers.pop("to", ADDRESS)
        message["Subject"] = headers.pop("subject", "机器漏油")
        message["Message-ID"] = message_id
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message

    def _process(self, message):
        """Let the gateway read a mail; return what came of it in each model."""
        before = self.Complaint.search([]), self.Intake.search([])
        raw = message if isinstance(message, bytes) else message.as_bytes()
        with patch.object(
            type(self.env["ir.mail_server"]), "send_email", lambda *args, **kwargs: "<sent@x>"
        ):
            # as the job that fetches mail: no company of its own
            gateway = self.env["mail.thread"].with_user(self.env.ref("base.user_root")).sudo()
            gateway.message_process("", raw)
        return self.Complaint.search([]) - before[0], self.Intake.search([]) - before[1]

    def _sent(self):
        return self.env["mail.mail"].sudo().search([], order="id")

    def _register(self, **values):
        return self.Complaint.create(
            {
                "partner_id": self.customer.id,
                "contact_id": self.person.id,
                "subject": "机器漏油",
                "user_id": self.service.id,
                "company_id": self.company.id,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestIntakeMail(IntakeCommon):
    def test_mail_of_a_contact_person_makes_a_complaint(self):
        """REQ C-01: customer and person by address, text, way in, handler."""
        complaint, intake = self._process(self._mail(text="第3台漏油\n请尽快"))
        self.assertFalse(intake)
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.contact_id, self.person)
        self.assertEqual(complaint.company_id, self.company)
        self.assertEqual(complaint.channel, "email")
        self.assertEqual(complaint.subject, "机器漏油")
        self.assertIn("第3台漏油", complaint.description)
        self.assertEqual(complaint.user_id, self.salesperson)
        self.assertIn(self.person, complaint.message_partner_ids)
        self.assertIn("第3台漏油", complaint.message_ids.filtered("email_from")[:1].body)

    def test_mail_of_the_company_itself_makes_a_complaint(self):
        """REQ C-01: the customer's own address; the handler is whom the company names."""
        self.company.customer_complaint_user_id = self.service
        complaint, _intake = self._process(self._mail("采购部 <OFFICE@hongyuan.example.com>"))
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertFalse(complaint.contact_id)
        self.assertEqual(complaint.user_id, self.service)

    def test_mail_of_a_customer_nobody_is_responsible_for_goes_to_service(self):
        """REQ C-01: somebody handles it."""
        self.Partner.create({"name": "Lone Customer", "is_company": True, "email": "l@lone.cn"})
        complaint, _intake = self._process(self._mail("l@lone.cn"))
        self.assertEqual(complaint.user_id, self.service)

    def test_same_mail_twice_is_one_complaint(self):
        """REQ C-01: by its Message-ID."""
        complaint, _intake = self._process(self._mail())
        again, intake = self._process(self._mail())
        self.assertFalse(again or intake)
        self.assertEqual(len(complaint.message_ids.filtered(lambda m: m.message_id == "<1@x>")), 1)

    def test_answer_stays_in_the_thread_and_ends_the_pause(self):
        """REQ C-01, C-11: what waits for the customer runs on when the customer writes."""
        complaint, _intake = self._process(self._mail())
        complaint.with_user(self.service).action_pause("customer", "照片")
        self.assertTrue(complaint.is_paused)
        answer = self._mail(message_id="<2@x>", text="照片见附件", In_Reply_To="<1@x>")
        answer.add_attachment(b"jpg", maintype="image", subtype="jpeg", filename="现场.jpg")
        more, intake = self._process(answer)
        self.assertFalse(more or intake)
        self.env.invalidate_all()
        self.assertFalse(complaint.is_paused)
        message = complaint.message_ids.filtered(lambda m: m.message_id == "<2@x>")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertEqual(message.attachment_ids.name, "现场.jpg")
        self.assertIn(message.attachment_ids, complaint.evidence_ids)

    def test_pause_for_a_laboratory_stays_when_the_customer_writes(self):
        """REQ C-11: only what waits for the customer ends."""
        complaint, _intake = self._process(self._mail())
        complaint.with_user(self.service).action_pause("lab")
        self._process(self._mail(message_id="<2@x>", In_Reply_To="<1@x>"))
        self.env.invalidate_all()
        self.assertTrue(complaint.is_paused)

    def test_answer_of_a_third_party_is_a_note_for_us_alone(self):
        """REQ B-09: a laboratory's answer reaches no customer and ends no pause."""
        complaint, _intake = self._process(self._mail())
        complaint.with_user(self.service).action_pause("customer", "x")
        before = self._sent()
        self._process(
            self._mail("lab@lab.example.com", "<2@x>", text="检测不合格", In_Reply_To="<1@x>")
        )
        message = complaint.message_ids.filtered(lambda m: m.message_id == "<2@x>")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertNotIn(message, complaint._portal_messages())
        self.assertTrue(complaint.is_paused)
        sent = self._sent() - before
        self.assertLessEqual(sent.recipient_ids, self.salesperson.partner_id)
        self.assertEqual(complaint.activity_ids.user_id, self.salesperson)

    def test_answer_to_an_internal_note_of_a_customer_is_shown(self):
        """A customer's answer to the request for satisfaction is part of the conversation."""
        complaint, _intake = self._process(self._mail())
        note = complaint._message_log(body="请求评价", message_type="auto_comment")
        self._process(self._mail(message_id="<2@x>", In_Reply_To=note.message_id))
        message = complaint.message_ids.filtered(lambda m: m.message_id == "<2@x>")
        self.assertIn(message, complaint._portal_messages())

    def test_html_is_sanitised(self):
        """Security: nothing of a mail runs in a browser."""
        mail = self._mail()
        mail.add_alternative(
            "<p onclick='steal()'>漏油<script>alert(1)</script><img src='x' onerror='alert(2)'>"
            "<a href='javascript:alert(3)'>x</a></p>",
            subtype="html",
        )
        complaint, _intake = self._process(mail)
        for html in (complaint.description, complaint.message_ids.sorted("id")[-1].body):
            self.assertIn("漏油", html)
            for evil in ("script", "onclick", "onerror", "javascript"):
                self.assertNotIn(evil, html)

    def test_supplier_and_own_people_make_no_complaint(self):
        """A colleague forwards: a person says whose complaint it is."""
        self.Partner.create(
            {"name": "Supplier", "is_company": True, "email": "s@supplier.cn", "supplier_rank": 1}
        )
        self.service.partner_id.email = "kefu@own.example.com"
        for number, sender in enumerate(("s@supplier.cn", "kefu@own.example.com")):
            complaint, intake = self._process(self._mail(sender, f"<{number}@s>"))
            self.assertFalse(complaint)
            self.assertEqual(intake.state, "waiting")

    def test_address_of_two_customers_waits_for_a_person(self):
        """Bad input: no guess whose complaint it is."""
        self.Partner.create({"name": "Other", "is_company": True, "email": self.person.email})
        complaint, intake = self._process(self._mail())
        self.assertFalse(complaint)
        self.assertEqual(intake.state, "waiting")

    def test_customer_of_another_company_is_unknown_here(self):
        """REQ B-09: companies do not see each other's customers."""
        other = self.env["res.company"].create({"name": "Sister"})
        self.env["res.partner"].create(
            {"name": "X", "is_company": True, "email": "x@x.cn", "company_id": other.id}
        )
        complaint, intake = self._process(self._mail("x@x.cn"))
        self.assertFalse(complaint)
        self.assertEqual(intake.company_id, self.company)


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
            with self.assertRaises(AccessError, msg=role):
                intake.with_user(user).read(["subject"])
            with self.assertRaises(AccessError, msg=role):
                file.with_user(user).read(["datas"])
        with self.assertRaises(AccessError):
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
        with self.assertRaises(AccessError):
            mine.unlink()
        with self.assertRaisesRegex(UserError, "is kept"):
            intake.unlink()

    def test_nobody_writes_what_the_system_writes(self):
        """Security: state and sender are not a client's."""
        _complaint, intake = self._stranger()
        for values in ({"state": "assigned"}, {"email_from": "a@b.cn"}, {"body": "x"}):
            if "body" in values:
                continue
            with self.assertRaises(AccessError, msg=values):
                intake.with_user(self.service).write(values)
        with self.assertRaises(AccessError):
            self.Intake.with_user(self.service).create({"subject": "x"})
        for user in (self.salesperson, self.outsider):
            with self.assertRaises(AccessError):
                intake.with_user(user).action_assign()
            with self.assertRaises(AccessError):
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
        bounce = self._sent() - before
        self.assertEqual(len(bounce), 1)
        self.assertIn("wang@hongyuan.example.com", bounce.email_to)
        self.assertIn("现场视频.mp4", bounce.body_html)
        self.assertIn("20 MB", bounce.body_html)
        self.assertIn("loop-detection-bounce", bounce.references)

    def test_answer_to_that_bounce_is_no_new_complaint(self):
        """Bad input: no loop between two machines."""
        complaint, intake = self._process(
            self._mail(References="<1@x> <1.2.3-loop-detection-bounce-email@host>")
        )
        self.assertFalse(complaint or intake)


@tagged("post_install", "-at_install")
class TestIntakeCharsets(IntakeCommon):
    """REQ C-01: mail of Chinese programs as they write it."""

    TEXT = "设备编号镕喆昇：漏油，请尽快处理"

    def _raw(self, label, real, file_headers, transfer="base64"):
        def word(text):
            return f"=?{label}?B?{base64.b64encode(text.encode(real)).decode()}?="

        body = self.TEXT.encode(real)
        if transfer == "base64":
            body = base64.encodebytes(body)
        elif transfer == "quoted-printable":
            body = "".join(f"={byte:02X}" for byte in body).encode()
            body = b"=\r\n".join(body[start : start + 72] for start in range(0, len(body), 72))
        head = (
            f"From: {word('王镕')} <wang@hongyuan.example.com>\r\nTo: {ADDRESS}\r\n"
            f"Subject: {word('喆牌机器投诉')}\r\nMessage-ID: <c@x>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
            f"Content-Type: text/plain; charset={label}\r\n"
            f"Content-Transfer-Encoding: {transfer}\r\n\r\n"
        )
        return (
            head.encode()
            + body
            + b"\r\n--x\r\n"
            + file_headers
            + b"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x--\r\n"
        )

    def _check(self, raw, name):
        complaint, _intake = self._process(raw)
        self.assertEqual(complaint.subject, "喆牌机器投诉")
        self.assertIn(self.TEXT, complaint.description)
        self.assertEqual(complaint.evidence_ids.name, name)
        self.assertEqual(complaint.contact_id, self.person)

    def _disposition(self, value):
        return b"Content-Type: application/pdf\r\nContent-Disposition: attachment; " + value

    def test_gb18030_with_an_encoded_word_as_file_name(self):
        word = base64.b64encode("检验报告镕.pdf".encode("gb18030"))
        header = self._disposition(b'filename="=?GB18030?B?' + word + b'?="')
        self._check(self._raw("GB18030", "gb18030", header), "检验报告镕.pdf")

    def test_gbk_in_quoted_printable_with_rfc_2231(self):
        value = quote("检验报告镕.pdf".encode("gbk")).encode()
        header = self._disposition(b"filename*=GBK''" + value)
        self._check(self._raw("gbk", "gbk", header, "quoted-printable"), "检验报告镕.pdf")

    def test_gbk_that_calls_itself_gb2312(self):
        """Names outside GB 2312 stay readable."""
        value = quote("报告喆.pdf".encode("gbk")).encode()
        header = self._disposition(b"filename*=gb2312''" + value)
        self._check(self._raw("gb2312", "gbk", header), "报告喆.pdf")

    def test_charset_that_python_does_not_know(self):
        """``x-gbk`` would otherwise lose the mail."""
        word = base64.b64encode("报告喆.pdf".encode("gbk"))
        header = self._disposition(b'filename="=?x-gbk?B?' + word + b'?="')
        self._check(self._raw("x-gbk", "gbk", header), "报告喆.pdf")

    def test_file_name_in_pieces_cut_inside_a_character(self):
        """RFC 2231: a name longer than a line."""
        value = quote("超长的附件名称现场照片第一张正面.jpg".encode("gb18030"))
        header = self._disposition(
            f"\r\n filename*0*=GB18030''{value[:39]};\r\n filename*1*={value[39:]}".encode()
        )
        self._check(
            self._raw("GB18030", "gb18030", header), "超长的附件名称现场照片第一张正面.jpg"
        )

    def test_bytes_without_any_label(self):
        """An old program writes GBK into the header as it is."""
        header = self._disposition('filename="检验报告.pdf"'.encode("gbk"))
        self._check(self._raw("gbk", "gbk", header, "8bit"), "检验报告.pdf")

    def test_utf_8_stays_as_it_is(self):
        value = quote("报告喆.pdf".encode()).encode()
        header = self._disposition(b"filename*=utf-8''" + value)
        self._check(self._raw("utf-8", "utf-8", header), "报告喆.pdf")


@tagged("post_install", "-at_install")
class TestIntakeSettings(IntakeCommon):
    def test_address_is_off_until_named(self):
        """Nothing comes in before a company names its mailbox; empty again switches it off."""
        other = self.env["res.company"].create({"name": "Second"})
        self.assertFalse(other.customer_complaint_alias_id)
        alias = self.company.customer_complaint_alias_id
        self.assertEqual(alias.alias_full_name, ADDRESS)
        self.assertEqual(alias.alias_model_id.model, "customer.complaint")
        self.company.customer_complaint_alias_name = False
        self.assertFalse(alias.alias_name)

    def test_answers_go_to_the_address(self):
        """REQ C-01: threads are kept."""
        complaint = self._register()
        self.assertIn(ADDRESS, complaint._notify_get_reply_to()[complaint.id])

    def test_acknowledgement_is_off_until_switched_on(self):
        """REQ C-01: by template, once, in the customer's words."""
        before = self._sent()
        self._process(self._mail())
        self.assertFalse(
            (self._sent() - before).filtered(lambda mail: "wang@" in (mail.email_to or ""))
        )
        self.company.customer_complaint_acknowledge = True
        complaint, _intake = self._process(self._mail(message_id="<2@x>"))
        mail = (self._sent() - before).filtered(lambda mail: complaint.name in mail.subject)
        self.assertEqual(len(mail), 1)


