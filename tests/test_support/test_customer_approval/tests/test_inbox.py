from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestInbox(ApprovalCase):
    """What waits for me: key facts, in constant queries, one after the other (REQ A-07)."""

    def test_key_facts_on_the_card(self):
        """REQ A-07: those that the document declares, in words."""
        document = self.submit(kind="special")
        facts = str(self.as_user(self.manager, document.approval_id).facts)
        self.assertIn("Special", facts)
        self.assertIn("1,000.00", facts)
        self.assertNotIn("Remark", facts)

    def test_next_one_opens(self):
        """REQ A-07: from the inbox, the next request; after the last one, the inbox."""
        first, second = self.submit(), self.submit(name="Second")
        inbox = self.as_user(self.manager, self.env["customer.approval"])
        action = inbox.search([("waits_for_me", "=", True)], limit=1).action_open_document()
        opened = self.as_user(self.manager, self.env[action["res_model"]]).browse(action["res_id"])
        result = opened.with_context(action["context"]).action_approve()
        following = result["params"]["action"]
        self.assertEqual({action["res_id"], following["res_id"]}, {first.id, second.id})
        rest = self.as_user(self.manager, opened.browse(following["res_id"]))
        result = rest.with_context(following["context"]).action_approve()
        self.assertEqual(result["params"]["action"]["res_model"], "customer.approval")

    def test_next_one_opens_from_an_earlier_round(self):
        """REQ A-07: also where the inbox still shows the round before."""
        document = self.submit()
        earlier = document.approval_id
        self.decide(self.manager, document, "reject", "no")
        self.as_user(self.sales, document).action_submit()
        self.submit(name="Second")
        opened = self.sent(self.manager, earlier, approval_inbox=True).action_open_document()
        result = self.sent(self.manager, document, **opened["context"]).action_approve()
        self.assertEqual(result["tag"], "customer_approval_next")

    def test_elsewhere_the_form_stays(self):
        """REQ A-07: who opened the document by itself stays on it."""
        document = self.submit()
        self.assertIs(self.as_user(self.manager, document).action_approve(), True)

    def test_500_waiting(self):
        """REQ A-07: the inbox costs the same for any number of requests."""
        spec = {
            name: {}
            for name in (
                "name",
                "amount",
                "due_text",
                "due_days",
                "waits_for_me",
                "facts",
                "state",
            )
        } | {"requester_id": {"fields": {"display_name": {}}}}
        documents = self.as_user(self.sales, self.env["test.approval.document"]).create(
            [{"name": f"Document {number}", "company_id": self.company.id} for number in range(500)]
        )
        documents.action_submit()

        def cost(amount):
            inbox = self.as_user(self.manager, self.env["customer.approval"])
            self.env.registry.clear_all_caches()
            inbox.web_search_read([("waits_for_me", "=", True)], spec, limit=1)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = inbox.web_search_read([("waits_for_me", "=", True)], spec, limit=amount)
            self.assertEqual(len(found["records"]), amount)
            return self.env.cr.sql_log_count - before

        self.assertEqual(cost(500), cost(20))
