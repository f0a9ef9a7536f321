import json

from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

FIRST = ("sales_team.group_sale_salesman_all_leads", "account.group_account_invoice")


@tagged("post_install", "-at_install")
class TestDocumentsOfHiddenCustomers(HttpCase):
    """REQ B-09, L-01: who reads a document of the ERP opens it, though its customer is hidden."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        # the switch is the company's: these people work nowhere else
        company.customer_partner_rule = True
        cls.owner = new_test_user(
            cls.env, "doc_owner", groups=f"customer_base.group_customer_salesperson,{FIRST[1]}"
        )
        cls.clerk = new_test_user(cls.env, "doc_clerk", groups=",".join(FIRST))
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Hidden Customer",
                "is_company": True,
                "email": "hidden@example.com",
                "customer_category": "closed",
                "user_id": cls.owner.id,
            }
        )
        cls.reader = cls.env["res.partner"].create(
            {"name": "Open Reader", "email": "open@example.com"}
        )
        product = cls.env["product.product"].create({"name": "Pump", "type": "service"})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.owner.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 10})],
            }
        )
        cls.order.action_confirm()
        cls.invoice = cls.order._create_invoices()

    def _call(self, path, params):
        return self.url_open(
            path,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        ).json()

    def _ask(self, login, record):
        """Return the answer to what the web client asks below a document."""
        self.authenticate(login, login)
        wanted = ["activities", "attachments", "followers", "scheduledMessages",
                  "suggestedRecipients"]  # fmt: skip
        thread = {"thread_model": record._name, "thread_id": record.id}
        fetch = [["mail.thread", {**thread, "request_list": wanted}]]
        answers = [
            self._call(path, params)
            for path, params in (
                ("/mail/data", {"fetch_params": fetch}),
                ("/mail/thread/recipients", thread),
                ("/mail/thread/recipients/get_suggested_recipients", thread),
            )
        ]
        for answer in answers:
            self.assertNotIn("error", answer)
        return json.dumps([answer["result"] for answer in answers])

    def test_the_document_opens_and_proposes_nobody_hidden(self):
        """Opening an order or an invoice of a hidden customer is no refusal, and no leak."""
        self.assertFalse(self.customer.with_user(self.clerk).has_access("read"))
        for record in (self.order, self.invoice):
            record.message_subscribe(self.reader.ids)
            self.assertTrue(record.with_user(self.clerk).has_access("read"))
            self.assertNotIn("hidden@example.com", self._ask("doc_clerk", record))

    def test_a_hidden_follower_is_no_obstacle(self):
        """The customer follows a document for somebody else: the rest is still proposed."""
        invoice = self.invoice.copy({"partner_id": self.reader.id})
        invoice.message_subscribe(self.customer.ids)
        found = self._ask("doc_clerk", invoice)
        self.assertIn("open@example.com", found)
        self.assertNotIn("hidden@example.com", found)

    def test_followers_are_no_list_of_customers(self):
        """S-16: name and e-mail of hidden customers that follow documents are read by nobody."""
        self.invoice.message_subscribe((self.customer | self.reader).ids)
        self.authenticate("doc_clerk", "doc_clerk")
        # in developer mode a refusal of Odoo names the records
        self.session.debug = "1"
        http.root.session_store.save(self.session)
        for method, args in (
            ("search_read", [[], ["name", "email", "display_name", "partner_id"]]),
            ("search_read", [[["email", "=like", "hidden%"]], ["res_id"]]),
            ("read", [self.invoice.sudo().message_follower_ids.ids, ["email"]]),
        ):
            found = json.dumps(
                self._call(
                    "/web/dataset/call_kw/mail.followers",
                    {"model": "mail.followers", "method": method, "args": args, "kwargs": {}},
                )
            )
            for word in ("hidden@example.com", "Hidden Customer"):
                self.assertNotIn(word, found, method)
        followers = self.env["mail.followers"].with_user(self.clerk).search([])
        self.assertIn(self.reader, followers.partner_id)
        followers = self.env["mail.followers"].with_user(self.owner).search([])
        self.assertIn(self.customer, followers.partner_id)

    def test_nobody_is_made_a_follower_by_number(self):
        """REQ B-09: a hidden customer is not added to a document; who follows is read, and told."""
        mine = self.env["res.partner"].with_user(self.clerk).create({"name": "Clerk's Own"})
        with self.assertRaisesRegex(AccessError, "hidden|not open to you"):
            mine.message_subscribe((self.customer | self.reader).ids)
        self.assertFalse(mine.message_partner_ids & (self.customer | self.reader))
        mine.message_subscribe(self.reader.ids)
        self.assertIn(self.reader, mine.message_partner_ids)
        # whom a document is for follows it, whoever confirms it
        self.order.with_user(self.clerk).message_subscribe(self.customer.ids)
        self.assertIn(self.customer, self.order.message_partner_ids)

    def test_customers_of_another_company_do_not_follow(self):
        """REQ B-09: nor is one of another company, by whoever sees all customers of the own."""
        there = self.env["res.company"].create({"name": "Elsewhere"})
        self.customer.write({"user_id": False, "company_id": there.id})
        director = new_test_user(
            self.env,
            "doc_director",
            groups="customer_base.group_customer_director,base.group_partner_manager",
        )
        mine = self.env["res.partner"].with_user(director).create({"name": "Director's Own"})
        with self.assertRaisesRegex(AccessError, "not open to you"):
            mine.message_subscribe(self.customer.ids)
        self.assertNotIn(self.customer, mine.sudo().message_partner_ids)
        # who is managed by nobody stays Odoo's own business
        self.reader.company_id = there
        mine.message_subscribe(self.reader.ids)
        self.assertIn(self.reader, mine.sudo().message_partner_ids)

    def test_one_writes_below_such_a_document(self):
        """A note and a message by whoever reads the document; the hidden follower stays one."""
        self.invoice.message_subscribe(self.customer.ids)
        self.authenticate("doc_clerk", "doc_clerk")
        for subtype in ("mail.mt_note", "mail.mt_comment"):
            answer = self._call(
                "/mail/message/post",
                {
                    "thread_model": "account.move",
                    "thread_id": self.invoice.id,
                    "post_data": {"body": "Seen", "message_type": "comment",
                                  "subtype_xmlid": subtype},
                },
            )  # fmt: skip
            self.assertNotIn("error", answer)
        self.assertIn(self.customer, self.invoice.message_follower_ids.partner_id)

    def test_who_may_read_the_customer_is_proposed_it(self):
        """The owner of the customer writes to it from the document, as ever."""
        self.assertIn("hidden@example.com", self._ask("doc_owner", self.invoice))
