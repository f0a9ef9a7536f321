from odoo.tests import tagged

from .intake_common import PortalCase


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
            self.assertEqual(html.count('<textarea name="text"'), 2)  # solution, answer
            self.assertNotIn(self.service.name, html)

    def test_where_it_stands_in_chinese(self):
        """REQ C-01: a new complaint is 已受理, not the label of a date; the judge has his name."""
        self.env["res.lang"]._activate_lang("zh_CN")
        new = self._register(subject="油缸渗油").with_context(lang="zh_CN")
        self.assertEqual(new._portal_state()[0], "已受理")
        labels = self.env["customer.complaint.judgement"].with_context(lang="zh_CN")
        found = labels.fields_get(["user_id", "date"], ["string"])
        self.assertEqual([found[name]["string"] for name in ("user_id", "date")],
                         ["认定人", "认定时间"])  # fmt: skip

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
        self.assertIn('<textarea name="text"', html)
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
