from lxml import etree
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestDue(ApprovalCase):
    """Until when a round waits: a date, working days left, the order of the inbox (U-02)."""

    def _due_in(self, days):
        """Return a document whose step is due in so many working days."""
        document = self.submit(name=f"Due in {days}")
        [day] = self.company._workday_add([self.company._workday_today()], days)
        unsealed(document.approval_id.current_step_id).write({"due_date": day})
        self.env.flush_all()
        return document

    def test_working_days_left_or_overdue(self):
        """U-02: counted in working days, on the round and on its document."""
        for days, text in (
            (3, "3 working days left"),
            (1, "1 working day left"),
            (-1, "1 working day overdue"),
            (-4, "4 working days overdue"),
        ):
            with self.subTest(days=days):
                document = self._due_in(days)
                own = self.as_user(self.sales, document)
                self.assertEqual(own.approval_due_text, text)
                self.assertEqual(own.approval_due_days, days)
                mine = self.as_user(self.manager, document.sudo().approval_id)
                self.assertEqual((mine.due_text, mine.due_days), (text, days))

    def test_the_inbox_begins_with_what_is_due_first(self):
        """U-02: the list of what waits is in the order of its last days."""
        late, soon, now = self._due_in(5), self._due_in(2), self._due_in(-2)
        view = self.env["customer.approval"].get_views([(False, "list")])["views"]["list"]
        order = etree.fromstring(view["arch"]).get("default_order")
        inbox = self.as_user(self.manager, self.env["customer.approval"]).search(
            [("waits_for_me", "=", True)], order=order
        )
        wanted = [document.approval_id.id for document in (now, soon, late)]
        self.assertEqual([approval.id for approval in inbox if approval.id in wanted], wanted)

    def test_decided_it_is_due_no_more(self):
        """U-02: a round that has ended shows no day to decide until."""
        document = self._due_in(2)
        self.decide(self.manager, document, "reject", "No")
        approval = document.approval_id
        self.assertFalse(approval.due_date)
        self.assertFalse(approval.due_text)
