import json
import re

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .test_intake_mail import IntakeCommon

SECRETS = {
    "contact_note": "SECRET-contact",
    "return_visit_note": "SECRET-return",
    "cause_note": "SECRET-cause",
    "why_1": "SECRET-why1",
    "why_5": "SECRET-why5",
    "closing_reason": "SECRET-closing",
    "cost": 98765.43,
}


class PortalCase(IntakeCommon, HttpCase):
    """Two customers with a login each, a colleague of the first, and a complaint of the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._make_portal("portal_wang", cls.person)
        cls.colleague_person = cls.Partner.create(
            {"name": "李喆", "parent_id": cls.customer.id, "email": "li@hongyuan.example.com"}
        )
        cls.colleague = cls._make_portal("portal_li", cls.colleague_person)
        cls.rival_customer = cls.Partner.create(
            {"name": "苏州竞争公司", "is_company": True, "email": "r@rival.example.com"}
        )
        cls.rival_person = cls.Partner.create(
            {"name": "赵对手", "parent_id": cls.rival_customer.id, "email": "z@rival.example.com"}
        )
        cls.rival = cls._make_portal("portal_rival", cls.rival_person)
        cls.product = cls.env["product.product"].create({"name": "减速机 JS-5"})
        cls.order = cls._order(cls.customer, 5)
        cls.rival_order = cls._order(cls.rival_customer, 3)
        cls.complaint = cls.Complaint.create(
            {
                "partner_id": cls.customer.id,
                "contact_id": cls.person.id,
                "subject": "减速机异响",
                "description": "SECRET-description",
                "user_id": cls.service.id,
                "company_id": cls.company.id,
            }
        )
        cls.complaint.write(SECRETS)
        cls.third_person = cls.Partner.create({"name": "检测员孙", "email": "lab@lab.example.com"})
        cls.complaint.message_post(
            body="SECRET-note", subtype_xmlid="mail.mt_note", author_id=cls.service.partner_id.id
        )
        cls.complaint.message_post(
            body="我们已联系贵司",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=cls.service.partner_id.id,
        )
        cls.complaint.message_post(
            body="SECRET-third",
            subtype_xmlid="mail.mt_comment",
            message_type="email",
            author_id=cls.third_person.id,
        )
        cls.internal_file = cls.env["ir.attachment"].create(
            {
                "name": "SECRET-report.pdf",
                "raw": b"SECRET-bytes",
                "res_model": "customer.complaint",
                "res_id": cls.complaint.id,
            }
        )
        cls.complaint.evidence_ids |= cls.internal_file

    @classmethod
    def _make_portal(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            name=partner.name,
            email=partner.email,
        )

    @classmethod
    def _order(cls, customer, quantity):
        order = (
            cls.env["sale.order"]
            .with_company(cls.company)
            .create(
                {
                    "partner_id": customer.id,
                    "company_id": cls.company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "product_uom_qty": quantity,
                                "tax_ids": False,
                            }
                        )
                    ],
                }
            )
        )
        order.state = "sale"
        return order

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _page(self, path, expect=200):
        response = self.url_open(path)
        self.assertEqual(response.status_code, expect)
        return response.text

    def _send(self, path, files=None, page=None, **data):
        """Post a form as the browser does, with the token of the page it stands on."""
        html = self.url_open(page or "/my/complaints/new").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
        data["csrf_token"] = token[1] if token else ""
        return self.url_open(path, data=data, files=files, allow_redirects=True)

    def _url(self, step="", complaint=None):
        return f"/my/complaints/{(complaint or self.complaint).id}{step}"

    def _offer(self):
        """Bring the complaint to the solution offered."""
        department = self._make_department("Quality", self.users_by_role["manager"])
        mine = self.complaint.with_user(self.service)
        mine.action_contact("打过电话")
        mine.action_assign(department.id)
        self.complaint.solution = "<p>更换轴承</p>"
        self.complaint.action_propose()

    def _execute(self):
        self._offer()
        self.complaint.action_agree("王镕同意")
        self.complaint.action_execute()


@tagged("post_install", "-at_install")
class TestPortalPages(PortalCase):
    def test_customer_sees_the_own_complaint_and_no_secret(self):
        """REQ C-01, B-09: number, state in the customer's words, answers; nothing internal."""
        self._offer()
        self.complaint.write({"closing_reason": "SECRET-closing"})
        for user in (self.portal, self.colleague):
            self._login(user)
            for path in ("/my/complaints", self._url()):
                html = self._page(path)
                self.assertIn(self.complaint.name, html)
                self.assertIn("减速机异响", html)
                self.assertIn("Solution Proposed", html)
                for secret in ("SECRET", "98765", "98,765", "检测员孙", "苏州竞争公司", "Quality"):
                    self.assertNotIn(secret, html, path)
            self.assertIn("我们已联系贵司", html)
            self.assertIn("更换轴承", html)
            self.assertNotIn(self.service.name, html)

    def test_solution_is_not_shown_before_it_is_offered(self):
        """A draft of a solution is ours."""
        self.complaint.solution = "<p>SECRET-draft</p>"
        self._login(self.portal)
        self.assertNotIn("SECRET", self._page(self._url()))

    def test_another_customer_and_nobody_see_nothing(self):
        """Security: ids are guessed; the answer is the same whether there is one or not."""
        self._login(self.rival)
        self.assertNotIn(self.complaint.name, self._page("/my/complaints"))
        for number in (self.complaint.id, 999999999):
            response = self.url_open(f"/my/complaints/{number}")
            self.assertTrue(response.url.endswith("/my/complaints"))
            self.assertNotIn(self.complaint.name, response.text)
        self.authenticate(None, None)
        for number in (self.complaint.id, 999999999):
            self._page(f"/my/complaints/{number}", 404)
        self._page(f"{self._url()}?access_token=wrong", 404)
        self.assertIn("/web/login", self.url_open("/my/complaints").url)

    def test_employee_without_a_role_sees_nothing_on_the_portal(self):
        """Security: the pages are the customers'."""
        self.authenticate(self.outsider.login, self.outsider.login)
        response = self.url_open(self._url())
        self.assertNotIn("减速机异响", response.text)

    def test_link_of_a_mail_opens_the_one_complaint(self):
        """Access tokens as everywhere on the portal."""
        other = self._register(subject="另一件")
        token = self.complaint._portal_ensure_token()
        self.authenticate(None, None)
        html = self._page(f"{self._url()}?access_token={token}")
        self.assertIn("减速机异响", html)
        self.assertNotIn("SECRET", html)
        self._page(f"{self._url(complaint=other)}?access_token={token}", 404)

    def test_counter_counts_the_own_complaints(self):
        """The card on /my."""
        self._login(self.portal)
        self.assertIn("/my/complaints", self._page("/my"))
        self.assertEqual(self._counter(), 1)
        self._login(self.rival)
        self.assertEqual(self._counter(), 0)

    def _counter(self):
        return self.make_jsonrpc_request("/my/counters", {"counters": ["complaint_count"]})[
            "complaint_count"
        ]

    def test_joined_with_another_customers_complaint_names_nobody(self):
        """REQ B-09: where it goes on may be somebody else's."""
        rival = self._register(partner_id=self.rival_customer.id, contact_id=False)
        self.complaint.with_user(self.service).action_join(rival.id)
        self._login(self.portal)
        html = self._page(self._url())
        self.assertIn("Handled with Another", html)
        self.assertNotIn(rival.name, html)


@tagged("post_install", "-at_install")
class TestPortalEntry(PortalCase):
    def test_customer_enters_a_complaint_on_lines_of_own_orders(self):
        """REQ C-01, C-10: order, product, quantity, text, photos."""
        line = self.order.order_line
        self._login(self.portal)
        html = self._page("/my/complaints/new")
        self.assertIn(self.order.name, html)
        self.assertNotIn(self.rival_order.name, html)
        before = self.Complaint.search([])
        self._send(
            "/my/complaints/new",
            files=[("files", ("现场照片.jpg", b"photo", "image/jpeg"))],
            subject="轴承损坏",
            text="开机<b>即响</b>",
            remedy="replace",
            **{f"line_{line.id}": "2"},
        )
        complaint = self.Complaint.search([]) - before
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.contact_id, self.person)
        self.assertEqual(complaint.channel, "portal")
        self.assertEqual(complaint.order_id, self.order)
        self.assertEqual(complaint.line_ids.quantity, 2)
        self.assertEqual(complaint.remedy, "replace")
        self.assertIn("&lt;b&gt;", complaint.description)
        self.assertEqual(complaint.evidence_ids.name, "现场照片.jpg")
        self.assertEqual(complaint.evidence_ids.res_id, complaint.id)
        self.assertFalse(complaint.evidence_ids.public)
        self.assertEqual(complaint.user_id, self.salesperson)
        page = self._page(self._url(complaint=complaint))
        self.assertIn("开机", page)
        self.assertIn("现场照片.jpg", page)

    def test_refusals_are_shown_and_what_was_written_stays(self):
        """Bad input: a line of somebody else's order, too much, no number, no text."""
        self._login(self.portal)
        before = self.Complaint.search([])
        mine, theirs = self.order.order_line.id, self.rival_order.order_line.id
        cases = (
            ({f"line_{theirs}": "1"}, "Choose products of your own orders"),
            ({f"line_{mine}": "6"}, "can be"),
            ({f"line_{mine}": "nan"}, "is no quantity"),
            ({f"line_{mine}": "-1"}, "is no quantity"),
            ({"subject": " "}, "Say in a few words"),
        )
        for values, message in cases:
            response = self._send(
                "/my/complaints/new", **{"subject": "轴承", "text": "写好的内容", **values}
            )
            self.assertIn(message, response.text, values)
            self.assertIn("写好的内容", response.text)
        self.assertEqual(self.Complaint.search([]), before)

    def test_too_large_files_are_refused_in_words(self):
        """Bad input: nothing is half kept."""
        self.company.customer_complaint_mail_mb = 1
        self._login(self.portal)
        before = len(self.complaint.message_ids)
        response = self._send(
            self._url("/answer"),
            page=self._url(),
            text="视频",
            files=[("files", ("v.mp4", b"0" * (2 * 1024 * 1024), "video/mp4"))],
        )
        self.assertIn("exceed 1 MB", response.text)
        self.assertEqual(len(self.complaint.message_ids), before)

    def test_answer_with_evidence_ends_the_pause(self):
        """REQ C-11: what waits for the customer runs on."""
        self.complaint.with_user(self.service).action_pause("customer", "照片")
        self._login(self.colleague)
        self._send(
            self._url("/answer"),
            page=self._url(),
            text="补充照片",
            files=[("files", ("补充.png", b"png", "image/png"))],
        )
        self.env.invalidate_all()
        message = self.complaint.message_ids.sorted("id")[-1]
        self.assertEqual(message.author_id, self.colleague_person)
        self.assertFalse(self.complaint.is_paused)
        self.assertIn("补充.png", self.complaint.evidence_ids.mapped("name"))

    def test_others_cannot_answer_or_decide(self):
        """Security: every step asks whose complaint it is."""
        self._offer()
        before = len(self.complaint.message_ids)
        for user in (self.rival, self.outsider):
            self.authenticate(user.login, user.login)
            for step in ("answer", "solution", "result"):
                self._send(self._url(f"/{step}"), page="/my/complaints/new", text="x", agree="yes")
        self.authenticate(None, None)
        for step in ("answer", "solution", "result"):
            response = self.url_open(self._url(f"/{step}"), data={"text": "x", "agree": "yes"})
            self.assertIn(response.status_code, (400, 404))
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "solution")
        self.assertEqual(len(self.complaint.message_ids), before)

    def test_customer_agrees(self):
        """REQ C-04: the solution is agreed with the customer, who and how stays on record."""
        self._offer()
        self._login(self.portal)
        self._send(self._url("/solution"), page=self._url(), agree="yes", text="请尽快")
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "agreed")
        self.assertIn("王镕", self.complaint.agreement)
        self.assertIn("请尽快", self.complaint.agreement)
        response = self._send(self._url("/solution"), page=self._url(), agree="yes")
        self.assertIn("has moved on", response.text)

    def test_customer_does_not_agree(self):
        """REQ C-04: needs a reason; another solution is looked for with a new clock."""
        self._offer()
        self._login(self.portal)
        response = self._send(self._url("/solution"), page=self._url(), agree="no", text=" ")
        self.assertIn("Please write what is wrong", response.text)
        self.assertEqual(self.complaint.state, "solution")
        self._send(self._url("/solution"), page=self._url(), agree="no", text="要换整机")
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "assigned")
        clocks = self.complaint.clock_ids.filtered(lambda clock: clock.kind == "solution")
        self.assertEqual(len(clocks.filtered(lambda clock: not clock.date_done)), 1)
        self.assertEqual(len(clocks), 2)

    def test_customer_confirms(self):
        """REQ C-05: done; the return visit is closed by it, and the figure is kept."""
        self._execute()
        self._login(self.portal)
        self._send(self._url("/result"), page=self._url(), satisfied="yes")
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "visited")
        self.assertEqual(self.complaint.satisfied, "yes")
        self.assertEqual(self.complaint.visit_rating_id.rating, 5)
        self.assertEqual(self.complaint.visit_rating_id.partner_id, self.person)
        clock = self.complaint.clock_ids.filtered(lambda clock: clock.kind == "return_visit")
        self.assertTrue(clock.date_done)

    def test_customer_is_not_satisfied(self):
        """REQ C-05: needs a reason, reopens with a new clock."""
        self._execute()
        self._login(self.portal)
        response = self._send(self._url("/result"), page=self._url(), satisfied="no", text="")
        self.assertIn("Please write what is wrong", response.text)
        self._send(self._url("/result"), page=self._url(), satisfied="no", text="还在响")
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "assigned")
        self.assertEqual(self.complaint.round, 2)
        self.assertEqual(self.complaint.closing_reason, "还在响")
        self.assertEqual(self.complaint.visit_rating_id.rating, 1)

    def test_whoever_has_the_link_answers_as_the_person_it_was_sent_to(self):
        """Access tokens as everywhere on the portal; a token of another opens nothing."""
        token = self.complaint._portal_ensure_token()
        self.authenticate(None, None)
        self._send(
            self._url("/answer"),
            page=f"{self._url()}?access_token={token}",
            text="用链接回复",
            access_token=token,
        )
        message = self.complaint.message_ids.sorted("id")[-1]
        self.assertIn("用链接回复", message.body)
        self.assertEqual(message.author_id, self.person)


@tagged("post_install", "-at_install")
class TestPortalAttacks(PortalCase):
    MODELS = (
        "customer.complaint",
        "customer.complaint.line",
        "customer.complaint.clock",
        "customer.complaint.pause",
        "customer.complaint.notice",
        "customer.complaint.action",
        "customer.complaint.judgement",
        "customer.complaint.category",
        "customer.complaint.cause",
        "customer.complaint.limit",
        "customer.complaint.level",
        "customer.complaint.answer",
        "customer.complaint.intake",
    )

    def _call(self, model, method, *args, **kwargs):
        """Call by RPC as the browser does; return the answer, result or error."""
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def test_no_model_is_open_to_customers_by_rpc(self):
        """Security: read, write, create, delete on all models, as customer of the complaint too."""
        for user in (self.portal, self.rival):
            self._login(user)
            for model in self.MODELS:
                for method, args in (
                    ("search_read", ([], ["display_name"])),
                    ("read", ([self.complaint.id], ["display_name"])),
                    ("name_search", ("",)),
                    ("write", ([self.complaint.id], {"active": False})),
                    ("create", ([{}],)),
                    ("unlink", ([self.complaint.id],)),
                    ("web_search_read", ([], {"display_name": {}})),
                    ("export_data", ([self.complaint.id], ["display_name"])),
                ):
                    answer = self._call(model, method, *args)
                    self.assertIn("error", answer, (user.login, model, method))
                    self.assertNotIn("减速机异响", json.dumps(answer, ensure_ascii=False))
        self.assertTrue(self.complaint.exists())

    def test_no_step_is_open_to_customers_by_rpc(self):
        """Security: the pages are the only way."""
        self._offer()
        self._login(self.portal)
        for method, args in (
            ("message_post", ()),
            ("action_agree", ("x",)),
            ("action_reopen", ("x",)),
            ("action_withdraw", ("x",)),
            ("action_visit", ("yes", "x")),
            ("rating_apply", (5,)),
            ("get_portal_url", ()),
            ("message_new", ({},)),
            ("message_update", ({},)),
            ("_portal_agree", (self.person.id,)),
            ("_customer_replied", ()),
        ):
            answer = self._call("customer.complaint", method, [self.complaint.id], *args)
            self.assertIn("error", answer, method)
        followers = self.complaint.message_partner_ids
        self._call(
            "customer.complaint", "message_subscribe", [self.complaint.id], [self.person.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "solution")
        self.assertEqual(self.complaint.message_partner_ids, followers)

    def test_messages_and_notes_stay_closed(self):
        """Security: neither the messages nor Odoo's conversation of a portal page."""
        token = self.complaint._portal_ensure_token()
        for user in (self.portal, self.rival):
            self._login(user)
            answers = [
                self._call(
                    "mail.message",
                    "search_read",
                    [["model", "=", "customer.complaint"]],
                    ["body", "author_id"],
                ),
                self._call("mail.followers", "search_read", [], ["partner_id"]),
                self._call("rating.rating", "search_read", [], ["feedback"]),
                self._route(
                    "/mail/thread/messages",
                    thread_model="customer.complaint",
                    thread_id=self.complaint.id,
                ),
                self._route(
                    "/mail/chatter_fetch",
                    thread_model="customer.complaint",
                    thread_id=self.complaint.id,
                    token=token,
                ),
                self._route(
                    "/mail/data",
                    fetch_params=[
                        [
                            "mail.thread",
                            {
                                "thread_model": "customer.complaint",
                                "thread_id": self.complaint.id,
                                "request_list": ["followers", "attachments"],
                                "access_params": {"token": token},
                            },
                        ]
                    ],
                ),
            ]
            text = json.dumps(answers, ensure_ascii=False)
            for secret in ("SECRET", "检测员孙", "赵对手" if user == self.portal else "王镕"):
                self.assertNotIn(secret, text)
            posted = self._route(
                "/mail/message/post",
                thread_model="customer.complaint",
                thread_id=self.complaint.id,
                post_data={"body": "x", "message_type": "comment"},
                token=token,
            )
            self.assertIn("error", posted)

    def _route(self, path, **params):
        return self.url_open(
            path,
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()

    def test_files_follow_the_conversation(self):
        """Security: evidence of our own cannot be fetched by its number, nor another complaint's."""
        self._login(self.portal)
        self._send(
            self._url("/answer"),
            page=self._url(),
            text="x",
            files=[("files", ("页面.html", b"<script>alert(1)</script>", "text/html"))],
        )
        own = self.complaint.message_ids.sorted("id")[-1].attachment_ids
        response = self.url_open(self._url(f"/file/{own.id}"))
        self.assertEqual(response.content, b"<script>alert(1)</script>")
        self.assertTrue(response.headers["Content-Disposition"].startswith("attachment"))
        internal = self.internal_file.id
        for path in (
            self._url(f"/file/{internal}"),
            f"/web/content/{internal}",
            f"/web/content/customer.complaint/{self.complaint.id}/solution",
            f"/web/image/{internal}",
        ):
            response = self.url_open(path)
            self.assertNotIn(b"SECRET", response.content, path)
        self.assertIn("error", self._call("ir.attachment", "read", [internal], ["datas"]))
        self._login(self.rival)
        other = self._register(partner_id=self.rival_customer.id, contact_id=False)
        for path in (
            self._url(f"/file/{own.id}"),
            self._url(f"/file/{own.id}", other),
            f"/web/content/{own.id}",
        ):
            self.assertNotIn(b"alert", self.url_open(path).content, path)

    def test_employee_without_a_role_gets_neither_complaint_nor_file(self):
        """Security: attachments follow the complaint's rights."""
        self.authenticate(self.outsider.login, self.outsider.login)
        # a customer of the pool or of others: hidden only where the company limits customers
        self.company.customer_partner_rule = True
        answer = self._call("customer.complaint", "search_read", [], ["subject"])
        self.assertNotIn("减速机异响", json.dumps(answer, ensure_ascii=False))
        self.assertNotIn(
            b"SECRET", self.url_open(f"/web/content/{self.internal_file.id}").content
        )


@tagged("post_install", "-at_install")
class TestRating(PortalCase):
    def test_request_is_off_until_switched_on(self):
        """REQ C-05: one mail with Odoo's links, in the customer's language."""
        before = self._sent()
        self._execute()
        self.assertFalse((self._sent() - before).filtered(lambda mail: "/rate/" in mail.body_html))

    def test_link_of_the_mail_closes_the_return_visit(self):
        """REQ C-05: three faces; the answer is kept as Odoo's rating."""
        self.company.customer_complaint_rating = True
        before = self._sent()
        self._execute()
        mail = (self._sent() - before).filtered(lambda mail: "/rate/" in (mail.body_html or ""))
        self.assertEqual(mail.recipient_ids, self.person)
        token = re.search(r"/rate/([0-9a-f]+)/5", mail.body_html)[1]
        self.authenticate(None, None)
        page = self._page(f"/rate/{token}/5")
        self.assertNotIn("SECRET", page)
        self.assertEqual(self.complaint.state, "executed")
        csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self.url_open(
            f"/rate/{token}/submit_feedback",
            data={"rate": "5", "feedback": "很好", "csrf_token": csrf[1] if csrf else ""},
        )
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "visited")
        self.assertEqual(self.complaint.satisfied, "yes")
        self.assertEqual(self.complaint.rating_ids.rating, 5)
        self.assertEqual(self.complaint.visit_rating_id, self.complaint.rating_ids)

    def test_unhappy_after_closing_takes_it_up_again(self):
        """REQ C-05: a late answer counts, within the months in which a complaint is reopened."""
        self._execute()
        self.complaint.with_user(self.service).action_visit("yes", "客户满意")
        self.complaint.with_user(self.service).action_close()
        self.complaint._rate(self.person, 1, "又坏了")
        self.assertEqual(self.complaint.state, "assigned")
        self.assertEqual(self.complaint.closing_reason, "又坏了")

    def test_typed_after_a_call_it_is_a_rating_too(self):
        """REQ C-05: figures have every answer, by whatever way; the same is kept once."""
        self._execute()
        self.complaint.with_user(self.service).action_visit("no", "客户说还在响")
        rating = self.complaint.visit_rating_id
        self.assertEqual((rating.rating, rating.feedback), (1, "客户说还在响"))
        self.assertTrue(rating.consumed)
        self.assertEqual(self.complaint.round, 2)
        self.assertEqual(len(self.complaint.rating_ids), 1)

    def test_second_round_asks_again(self):
        """REQ C-05: the answer of the first round is not that of the second."""
        self._execute()
        self.complaint._rate(self.person, 1, "还在响")
        self.complaint.action_propose()
        self.complaint.action_agree("同意")
        self.complaint.action_execute()
        self.assertFalse(self.complaint.visit_rating_id)
        self.complaint._rate(self.person, 5, "好了")
        self.assertEqual(self.complaint.state, "visited")
        self.assertEqual(sorted(self.complaint.rating_ids.mapped("rating")), [1, 5])

    def test_who_may_not_work_on_it_rates_nothing(self):
        """Security: an employee who merely reads does not answer for the customer."""
        self._execute()
        token = self.complaint._rating_get_access_token(partner=self.person)
        with self.assertRaisesRegex(AccessError, "not open to you"):
            self.complaint.with_user(self.outsider).rating_apply(5, token=token)
        self.assertEqual(self.complaint.state, "executed")
