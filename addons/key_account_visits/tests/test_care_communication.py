from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_care_event import EventCase

# 003 六.2(4): which audience has a mark for which content.
MATRIX = {
    "brand": "123", "journal": "123", "market": "12", "stock": "23", "business": "23",
    "social": "12",
}  # fmt: skip
LI, BUYER = "li@hongyuan.example", "buyer@hongyuan.example"


@tagged("post_install", "-at_install")
class TestCommunication(EventCase):
    """Who is told what, and never who does not want it (REQ V-13, S3 六.2(4))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Sending = cls.env["customer.communication.sending"]
        cls.Optout = cls.env["customer.communication.optout"]
        cls.foreign.sudo().customer_grade_id = cls.env.ref("customer_base.customer_grade_c")
        cls.buyer = cls._person("采购经理", cls.customer, "buyer@hongyuan.example")
        cls.clerk_person = cls._person("文员", cls.customer, "clerk@hongyuan.example")
        cls.worker = cls._person("业务员", cls.foreign, "worker@west.example")

    @classmethod
    def _person(cls, function, customer, email):
        return cls.Partner.create(
            {
                "name": f"{customer.name} {function}",
                "parent_id": customer.id,
                "function": function,
                "email": email,
            }
        )

    @classmethod
    def _ref(cls, kind, name):
        return cls.env.ref(f"key_account_visits.communication_{kind}_{name}")

    def _list(self, content="brand", channel="email", user=None, fill=True, **values):
        sending = self.Sending.with_user(user or self.director).create(
            {
                "name": f"{content} by {channel}",
                "content_id": self._ref("content", content).id,
                "channel_id": self._ref("channel", channel).id,
                **values,
            }
        )
        if fill:
            sending.action_fill()
        return sending

    def _people(self, *args, **kwargs):
        everybody = self.person | self.buyer | self.clerk_person | self.worker
        return self._list(*args, **kwargs).line_ids.person_id & everybody

    def test_the_matrix_of_the_seed(self):
        """REQ V-13: marks as in S3 六.2(4)."""
        for content, audiences in MATRIX.items():
            policies = self.env["customer.communication.policy"].search(
                [("content_id", "=", self._ref("content", content).id)]
            )
            expected = [self._ref("audience", number).id for number in audiences]
            self.assertEqual(policies.audience_id.ids, expected, content)

    def test_audiences(self):
        """REQ V-13: I leads, II deals with us, III is of grade C; each person in one."""
        lines = self._list().line_ids
        found = {line.person_id: line.audience_id.name for line in lines}
        self.assertEqual(found[self.person], "Class I")  # 总经理 is no 经理
        self.assertEqual(found[self.buyer], "Class II")
        self.assertEqual(found[self.worker], "Class III")
        self.assertNotIn(self.clerk_person, found)

    def test_content_by_channel(self):
        """REQ V-13: the list is what the matrix says."""
        self.assertEqual(self._people("market"), self.person | self.buyer)
        self.assertEqual(self._people("stock"), self.buyer | self.worker)
        with self._refused(UserError, "By the matrix nobody gets “Market Analysis”"):
            self._list("market", "sms")
        self._card(self.clerk_person, buying_role="user")
        self.assertIn(self.clerk_person, self._people("market"))

    def test_reached_on_the_channel(self):
        """REQ V-13: without address or number nobody is on the list."""
        self.buyer.email = False
        self.assertEqual(self._people("market"), self.person)
        self.assertFalse(self._people("stock", "sms"))
        self.buyer.phone = "13800001234"
        self.assertEqual(self._people("stock", "sms"), self.buyer)

    def test_own_customers_only(self):
        """REQ V-13, B-09: a salesperson's list holds the own customers, a manager's the
        department's; nobody reads the lines of others."""
        self.assertEqual(self._people("stock", user=self.salesperson), self.buyer)
        self.assertEqual(self._people("stock", user=self.manager), self.buyer)
        self.assertEqual(self._people("stock", user=self.colleague), self.worker)
        lines = self._list("stock").line_ids
        theirs = lines.filtered(lambda line: line.person_id == self.worker)
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            theirs.with_user(self.salesperson).read(["person_id"])
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            theirs.with_user(self.salesperson).action_open_letter()
        sending = theirs.sending_id.with_user(self.salesperson)
        with self.assertRaisesRegex(AccessError, "may not change this: Send List"):
            sending.action_fill()
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Send List'"):
            self._list(user=self.outsider)

    def test_archived_and_opted_out_are_not_on_it(self):
        """REQ V-13: by the channel, by all, by Odoo's blacklist."""
        self.Optout.create(
            {"person_id": self.buyer.id, "channel_id": self._ref("channel", "email").id}
        )
        self.assertEqual(self._people("stock"), self.worker)
        self.buyer.phone = "13800001234"
        self.assertEqual(self._people("stock", "sms"), self.buyer)
        self.Optout.create({"person_id": self.buyer.id})
        self.assertFalse(self._people("stock", "sms"))
        self.env["mail.blacklist"].create({"email": "worker@west.example"})
        self.assertFalse(self._people("stock"))
        self.person.active = False
        self.assertFalse(self._people("market"))

    def test_sent_and_on_record(self):
        """REQ V-13: who got what, when, by whom; nobody gets it twice."""
        sending = self._list("market", user=self.salesperson)
        mails = self._send(sending.action_send_mail())
        self.assertEqual(mails, {LI, BUYER})
        self.assertEqual(set(sending.line_ids.mapped("state")), {"sent"})
        line = sending.line_ids[0]
        self.assertEqual((str(line.sent_on), line.sent_by_id), ("2026-06-08", self.salesperson))
        self.assertEqual((sending.sent_count, sending.todo_count), (2, 0))
        with self._refused(UserError, "Nobody is left to write to"):
            sending.action_send_mail()
        sending.action_fill()
        self.assertEqual(len(sending.line_ids), 2)
        for call in (sending.unlink, line.unlink):
            with self._refused(UserError, "kept"):
                call()
        with self._refused(UserError, "it stays as it is"):
            sending.content_id = self._ref("content", "brand")

    def _window(self, lines, user=None, **values):
        """Send by Odoo's window with values of a client, as RPC does."""
        action = {
            "context": {
                "default_composition_mode": "mass_mail",
                "default_model": lines._name,
                "default_res_ids": lines.ids,
            }
        }
        return self._send(action, user or self.salesperson, **values)

    def test_never_to_who_opted_out_since(self):
        """REQ V-13: not by ids of RPC, not without the exclusion list, not as another contact."""
        lines = self._list("market", user=self.salesperson).line_ids
        self.Optout.create({"person_id": self.buyer.id})
        mails = self._window(lines, use_exclusion_list=False)
        self.assertEqual(mails, {LI})
        states = {line.person_id: line.state for line in lines}
        self.assertEqual(states, {self.person: "sent", self.buyer: "todo"})

    def test_not_as_an_additional_contact(self):
        """REQ V-13: an allowed line carries nobody along who does not want it."""
        lines = self._list("market", user=self.salesperson).line_ids
        self.env["mail.blacklist"].create({"email": "buyer@hongyuan.example"})
        mine = lines.filtered(lambda line: line.person_id == self.person)
        mails = self._window(
            mine, use_exclusion_list=False, partner_ids=[(6, 0, (self.buyer | self.person).ids)]
        )
        self.assertEqual(mails, {LI})

    def test_not_by_writing_to_contacts(self):
        """REQ V-13: neither by Odoo's letter to many contacts."""
        self.Optout.create({"person_id": self.buyer.id})
        mails = self._window(
            (self.buyer | self.person).with_user(self.director),
            self.director,
            use_exclusion_list=False,
        )
        self.assertEqual(mails, {LI})

    def test_an_address_that_two_share(self):
        """REQ V-13: a letter to the one would reach the other."""
        twin = self._person("采购主管", self.customer, "Buyer@hongyuan.example")
        self.Optout.create({"person_id": self.buyer.id})
        lines = self._list("stock", user=self.salesperson).line_ids
        self.assertEqual(lines.person_id, twin)
        self.assertFalse(self._window(lines, use_exclusion_list=False))

    def test_a_list_by_phone_is_no_mailing_list(self):
        """REQ V-13: its lines are not written to by the window."""
        self.buyer.phone = "13800001234"
        sending = self._list("stock", "sms", user=self.salesperson)
        with self._refused(UserError, "is not sent from here"):
            sending.action_send_mail()
        self.assertFalse(self._window(sending.line_ids))
        self.Optout.create({"person_id": self.buyer.id})
        sending.action_mark_sent()
        self.assertEqual(sending.line_ids.state, "refused")

    def test_marked_by_the_system_only(self):
        """REQ V-13, B-09: neither written nor made by hand."""
        sending = self._list("market", user=self.salesperson)
        line = sending.line_ids[0]
        for vals in ({"state": "sent"}, {"person_id": self.worker.id}, {"sent_on": "2026-01-01"}):
            with self.assertRaisesRegex(AccessError, "found and marked by its buttons"):
                line.write(vals)
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Person on a Send List'"):
            line.create(
                {
                    "sending_id": sending.id,
                    "partner_id": self.customer.id,
                    "person_id": self.clerk_person.id,
                    "company_id": self.company.id,
                    "content_id": sending.content_id.id,
                    "channel_id": sending.channel_id.id,
                }
            )
        with self.assertRaisesRegex(AccessError, "found and marked by its buttons"):
            sending.write({"line_ids": [(1, line.id, {"state": "sent"})]})
        self.assertEqual(line.state, "todo")

    def test_opting_out(self):
        """REQ V-13, PIPL 15: whoever sees the customer writes it down, once, of nobody else."""
        self.Optout.with_user(self.salesperson).create({"person_id": self.buyer.id})
        with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
            self.Optout.with_user(self.salesperson).create({"person_id": self.worker.id})
        self.assertFalse(
            self.Optout.with_user(self.colleague).search([("person_id", "=", self.buyer.id)])
        )

    def test_who_keeps_the_matrix(self):
        """REQ V-13, B-09: the market department and administrators."""
        policy = self.env["customer.communication.policy"].search([], limit=1)
        for user in self.salesperson | self.manager | self.director:
            self.assertTrue(policy.with_user(user).read(["content_id"]))
            with self.assertRaisesRegex(
                AccessError, "not allowed to delete 'Communication Matrix'"
            ):
                policy.with_user(user).unlink()
            with self.assertRaisesRegex(AccessError, "not allowed to modify 'Audience'"):
                self._ref("audience", "1").with_user(user).write({"position_words": "x"})
        self._ref("audience", "1").with_user(self.marketing).position_words = "董事长"
        self.assertEqual(self._people("social"), self.person | self.buyer)

    def test_guests_from_a_list(self):
        """REQ V-13, V-19: people of a list become guests, each once."""
        event = self._approved()
        action = event.action_add_from_list()
        self.assertEqual(action["context"]["default_content_id"], self._ref("content", "social").id)
        sending = self._list("social", user=self.salesperson, event_id=event.id)
        sending.action_make_guests()
        sending.action_make_guests()
        self.assertEqual(event.guest_ids.person_id, self.person | self.buyer)
        self.assertEqual(len(event.guest_ids), 2)

    def test_one_query_whatever_the_number(self):
        """REQ V-13: the list is found by one statement."""
        sending = self._list("market", user=self.salesperson)
        lines = self.env["customer.communication.sent"]

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sending.action_fill()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(30):
            self._person("采购经理", self.customer, f"b{number}@hongyuan.example")
        self.assertLessEqual(count(), few + 1)
        self.assertEqual(lines.search_count([("sending_id", "=", sending.id)]), 32)

    def test_merged_people(self):
        """REQ V-13: one line of a list, and the opt-out is kept."""
        sending = self._list("market", user=self.salesperson)
        self.Optout.create({"person_id": self.buyer.id})
        self.Optout.create({"person_id": self.person.id})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.buyer | self.person).ids, self.person)
        self.assertEqual(sending.line_ids.person_id, self.person)
        self.assertEqual(len(sending.line_ids), 1)
        self.assertEqual(len(self.Optout.search([("person_id", "=", self.person.id)])), 1)
