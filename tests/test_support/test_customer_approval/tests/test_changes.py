from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestChanges(ApprovalCase):
    """From the second round on approvers see what changed since it was decided (REQ A-05)."""

    def again(self, document, values):
        self.decide(self.manager, document, "reject", "no")
        self.as_user(self.sales, document).write(values)
        self.as_user(self.sales, document).action_submit()
        return str(self.as_user(self.manager, document).approval_changes)

    def test_first_round_says_nothing(self):
        """REQ A-05: nothing to compare with."""
        document = self.submit()
        self.assertFalse(self.as_user(self.manager, document).approval_changes)

    def test_field_by_field(self):
        """REQ A-05: old and new value in words, only of what differs."""
        document = self.submit(amount=1000)
        text = self.again(document, {"amount": 2500, "name": "Renamed"})
        self.assertIn("<b>Amount</b>: 1,000.00 → 2,500.00", text)
        self.assertIn("<b>Name</b>: Document → Renamed", text)
        self.assertNotIn("Currency", text)

    def test_lines(self):
        """REQ A-05: lines added, removed and changed."""
        document = self.submit(
            line_ids=[
                Command.create({"name": "Pump", "quantity": 1}),
                Command.create({"name": "Hose", "quantity": 2}),
            ]
        )
        pump, hose = document.line_ids.sorted("id")
        text = self.again(
            document,
            {
                "line_ids": [
                    Command.update(pump.id, {"quantity": 3}),
                    Command.delete(hose.id),
                    Command.create({"name": "Valve"}),
                ]
            },
        )
        self.assertIn("Pump: Quantity</b>: 1.00 → 3.00", text)
        self.assertIn("removed: Hose", text)
        self.assertIn("added: Valve", text)

    def test_nothing_changed(self):
        """REQ A-05: submitted again as it was: it says so."""
        document = self.submit()
        self.assertIn("Nothing was changed", self.again(document, {"remark": "x"}))

    def test_compared_with_what_was_decided(self):
        """REQ A-05: a round that was withdrawn before anybody decided does not count."""
        document = self.submit(amount=1000)
        self.decide(self.manager, document, "reject", "no")
        own = self.as_user(self.sales, document)
        own.amount = 2000
        own.action_submit()
        own.action_withdraw()
        own.amount = 3000
        own.action_submit()
        text = str(self.as_user(self.manager, document).approval_changes)
        self.assertIn("1,000.00 → 3,000.00", text)

    def test_markup_in_a_value(self):
        """REQ A-05: what somebody typed is text."""
        document = self.submit()
        text = self.again(document, {"name": "<img src=x onerror=alert(1)>"})
        self.assertNotIn("<img", text)
        self.assertIn("&lt;img", text)

    def test_content_changed_behind_the_engine(self):
        """REQ D-05: what was not submitted is not approved; it is rejected or sent back."""
        document = self.submit()
        self.env.cr.execute(
            "UPDATE test_approval_document SET amount = 9 WHERE id = %s", [document.id]
        )
        document.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "has changed since"), self.cr.savepoint():
            self.decide(self.manager, document)
        self.decide(self.manager, document, "reject", "changed")
        self.assertEqual(document.state, "rejected")
