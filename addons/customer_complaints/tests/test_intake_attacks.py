import json

from odoo.tests import tagged

from .intake_common import PortalCase


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
        self._call("customer.complaint", "message_subscribe", [self.complaint.id], [self.person.id])
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "solution")
        self.assertEqual(self.complaint.message_partner_ids, followers)

    def test_messages_and_notes_stay_closed(self):
        """Security: neither the messages nor Odoo's conversation of a portal page."""
        token = self.complaint._portal_ensure_token()
        for user in (self.portal, self.rival):
            self._login(user)
            answers = self._conversation(token)
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

    def _conversation(self, token):
        """Ask for the conversation in every way that Odoo has."""
        return [
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

    def _route(self, path, **params):
        return self.url_open(
            path,
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()

    def test_files_follow_the_conversation(self):
        """Security: evidence of our own cannot be fetched by its number, nor another's."""
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
        self.assertNotIn(b"SECRET", self.url_open(f"/web/content/{self.internal_file.id}").content)
