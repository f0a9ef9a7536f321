from odoo.tests import tagged

from .intake_common import ADDRESS, IntakeCommon


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
        self.assertIn(self.salesperson.partner_id, complaint.message_partner_ids)
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

    def test_who_solves_it_opens_the_conversation_without_seeing_the_customer(self):
        """REQ B-09: Odoo proposes whom to write to; who may not see the customer gets no name."""
        self.company.customer_partner_rule = True
        complaint, _intake = self._process(self._mail())
        complaint.assignee_id = self.outsider
        mine = complaint.with_user(self.outsider).with_company(self.company)
        self.env.invalidate_all()
        self.assertEqual(mine.subject, "机器漏油")
        proposed = mine._message_get_suggested_recipients(reply_discussion=True, no_create=True)
        self.assertNotIn(self.customer.id, [item["partner_id"] for item in proposed])

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

    def _letters_to_wang(self, before):
        """Return the letters since, to the address or to the person who has it."""
        return (self._sent() - before).filtered(
            lambda mail: "wang@" in f"{mail.email_to} {mail.recipient_ids.mapped('email')}"
        )

    def test_acknowledgement_is_off_until_switched_on(self):
        """REQ C-01: by template, once, in the customer's words."""
        before = self._sent()
        self._process(self._mail())
        self.assertFalse(self._letters_to_wang(before))
        self.company.customer_complaint_acknowledge = True
        complaint, _intake = self._process(self._mail(message_id="<2@x>"))
        mail = self._letters_to_wang(before)
        self.assertEqual(len(mail), 1)
        self.assertIn(complaint.name, mail.subject)


@tagged("post_install", "-at_install")
class TestJoinedLetters(IntakeCommon):
    """REQ C-01: of two joined complaints both customers are told, and neither of the other."""

    def setUp(self):
        super().setUp()
        self.rival = self.Partner.create(
            {"name": "苏州竞争公司", "is_company": True, "email": "r@rival.example.com"}
        )
        self.mine = self._register()
        self.other = self._register(partner_id=self.rival.id, contact_id=False)

    def _letters(self, before, address):
        return (self._sent() - before).filtered(
            lambda mail: address in f"{mail.email_to} {mail.recipient_ids.mapped('email')}"
        )

    def _join(self, complaint, target):
        before = self._sent()
        complaint.with_user(self.service).action_join(target.id)
        return before

    def test_of_two_customers(self):
        """Each by the number it knows; no number and no name of the other."""
        before = self._join(self.other, self.mine)
        [gone] = self._letters(before, "r@rival")
        [goes_on] = self._letters(before, "wang@")
        self.assertIn(self.other.name, f"{gone.subject} {gone.body_html}")
        self.assertIn(self.mine.name, f"{goes_on.subject} {goes_on.body_html}")
        for letter, secrets in (
            (gone, (self.mine.name, self.customer.name, self.person.name)),
            (goes_on, (self.other.name, self.rival.name)),
        ):
            for secret in secrets:
                self.assertNotIn(secret, f"{letter.subject} {letter.body_html}")

    def test_of_one_customer(self):
        """The same person gets one letter, with the number it goes on under; others one each."""
        second = self._register()
        before = self._join(second, self.mine)
        [letter] = self._letters(before, "wang@")
        self.assertIn(self.mine.name, letter.body_html)
        third = self._register(contact_id=False)
        before = self._join(third, self.mine)
        self.assertEqual(len(self._letters(before, "wang@")), 1)
        [letter] = self._letters(before, "office@")
        self.assertIn(self.mine.name, letter.body_html)

    def test_told_at_the_end(self):
        """Whose complaint was joined hears when it is closed."""
        self._join(self.other, self.mine)
        self.mine.sudo().write({"state": "visited"})
        before = self._sent()
        self.mine.with_user(self.service).action_close()
        [letter] = self._letters(before, "r@rival")
        self.assertIn(self.other.name, letter.subject)
        self.assertNotIn(self.mine.name, f"{letter.subject} {letter.body_html}")
        self.assertFalse(self._letters(before, "wang@"))
