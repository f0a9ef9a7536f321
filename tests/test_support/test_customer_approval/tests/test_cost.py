from odoo.tests import tagged

from .common import ApprovalCase

DOCUMENTS = 500
QUERIES_PER_DOCUMENT = 8


@tagged("post_install", "-at_install")
class TestCost(ApprovalCase):
    """Submitting and deciding is set-based (the community engine: 21 queries a document)."""

    def count(self, call):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_submit_and_decide_500_documents(self):
        """REQ D-05: at most 8 queries a document for submitting and both decisions."""
        documents = self.as_user(self.sales, self.env["test.approval.document"]).create(
            [
                {"name": f"Document {number}", "amount": 1000, "company_id": self.company.id}
                for number in range(DOCUMENTS)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        spent = self.count(documents.action_submit)
        spent += self.count(lambda: self.as_user(self.manager, documents).action_approve("ok"))
        spent += self.count(lambda: self.as_user(self.director, documents).action_approve("ok"))
        self.assertEqual(set(documents.mapped("state")), {"approved"})
        self.assertLessEqual(spent, DOCUMENTS * QUERIES_PER_DOCUMENT)

    def test_decisions_in_a_batch_read_nothing_one_by_one(self):
        """P-08: a decision on 60 documents takes a few queries more than one on 20."""
        costs = []
        for amount in (20, 60):
            documents = self.as_user(self.sales, self.env["test.approval.document"]).create(
                [
                    {"name": f"Document {number}", "amount": 1000, "company_id": self.company.id}
                    for number in range(amount)
                ]
            )
            documents.action_submit()
            spent = 0
            for user in (self.manager, self.director):
                self.env.flush_all()
                self.env.invalidate_all()
                spent += self.count(self.as_user(user, documents).action_approve)
            costs.append(spent)
        self.assertLessEqual(costs[1] - costs[0], 20)

    def test_one_by_one(self):
        """P-08: a decision on a single document takes 33 queries (three of them: who is copied, who
        has handed over, who looks on).

        The last one takes a dozen more, all of them Odoo's: the mail to the applicant.
        """
        documents = self.as_user(self.sales, self.env["test.approval.document"]).create(
            [
                {"name": f"Document {number}", "amount": 1000, "company_id": self.company.id}
                for number in range(11)
            ]
        )
        documents.action_submit()
        for user, limit in ((self.manager, 33), (self.director, 45)):
            asked = self.as_user(user, documents)
            asked[0].action_approve()
            spent = self.count(lambda asked=asked: [one.action_approve() for one in asked[1:]])
            self.assertLessEqual(spent, limit * 10, user.name)

    def test_list_of_documents_costs_the_same_for_any_number(self):
        """The approval columns of a list are read in a constant number of queries."""
        fields = ["state", "approval_hint", "approval_due_date", "can_decide", "can_submit"]
        for _number in range(40):
            self.submit()
        documents = self.env["test.approval.document"].search([], limit=40)

        def cost(amount):
            records = self.as_user(self.manager, documents[:amount])
            self.env.registry.clear_all_caches()
            records[:1].read(fields)
            self.env.invalidate_all()
            return self.count(lambda: records.read(fields))

        self.assertEqual(cost(40), cost(10))
