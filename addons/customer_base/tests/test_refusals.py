from odoo.exceptions import AccessError
from odoo.http import serialize_exception
from odoo.tests import tagged

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestRefusals(AccessCommon):
    """U-04: a refusal says in plain words what it is, and offers to ask for access."""

    def _refusal(self, function):
        with self.assertRaises(AccessError) as refusal:
            function()
        self.env.invalidate_all()
        self.assertNotIn("Uh-oh", str(refusal.exception))
        self.assertNotIn("cookies", str(refusal.exception))
        return serialize_exception(refusal.exception)

    def test_hidden_customer_offers_the_request(self):
        """U-04, B-09: the client is told to offer a request, which names nothing."""
        self._limit()
        other = self.other_customer.with_user(self.salesperson)
        answer = self._refusal(lambda: other.web_read({"name": {}}))
        self.assertTrue(answer["name"].endswith(".CustomerAccessError"))
        self.assertIn("ask for access", answer["message"])
        self.assertEqual(answer["context"], {"customer_names": ""})
        told = answer["message"] + str(answer["arguments"])
        for secret in (self.other_customer.name, self.colleague.name, self.other_customer.vat):
            self.assertNotIn(secret, told)

    def test_request_begins_with_a_name_one_may_read(self):
        """U-04: where the customer's name is open anyway, the request begins with it."""
        contact = self.Partner.create({"name": "李四", "parent_id": self.other_customer.id})
        values = {"partner_id": contact.id}
        answer = self._refusal(
            lambda: self.env["customer.contact"].with_user(self.salesperson).create(values)
        )
        self.assertEqual(answer["context"], {"customer_names": self.other_customer.name})
        self.assertIn(self.colleague.name, answer["message"])

    def test_records_about_a_hidden_customer(self):
        """U-04: files, contacts and the like say the same as the customer itself."""
        role = self.role.with_user(self.colleague)
        answer = self._refusal(lambda: role.web_read({"display_name": {}}))
        self.assertIn("ask for access", answer["message"])
        self.assertNotIn("李建国", answer["message"])

    def test_outsider_is_sent_to_the_manager(self):
        """U-04: who has no role in customer management cannot file a request."""
        self._limit()
        hidden = self.customer.with_user(self.outsider)
        answer = self._refusal(lambda: hidden.web_read({"name": {}}))
        self.assertIn("Ask your manager", answer["message"])

    def test_plain_words_for_all_our_models(self):
        """U-04: whatever rule of ours refuses, it names the kind of record and no joke."""
        request = (
            self.env["customer.access.request"]
            .with_user(self.salesperson)
            .create({"purpose": "Visit", "customer_names": self.other_customer.name})
        )
        answer = self._refusal(lambda: request.with_user(self.colleague).write({"purpose": "X"}))
        self.assertIn("Access Request", answer["message"])
        self.assertNotIn(self.other_customer.name, answer["message"])
