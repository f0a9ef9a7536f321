import glob

from lxml import etree
from odoo.tests import freeze_time, tagged
from odoo.tools import file_path

from .access_common import AccessCommon

ADDONS = ("customer_approval", "customer_base", "customer_development")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-13 02:00:00")  # a Friday morning in China, no holidays around
class TestDueInWorkdays(AccessCommon):
    """U-02: what waits until a day says the date and the working days, not "next month"."""

    def test_reviews_and_the_like(self):
        """U-02: three working days later the week-end lies between, and is not counted."""
        review = self.env["customer.review"].create(
            {"partner_id": self.customer.id, "period": "2026-03-01", "due": "2026-03-18"}
        )
        reader = review.with_user(self.salesperson)
        self.assertEqual((reader.due_days, reader.due_text), (3, "3 working days left"))
        review.due = "2026-03-10"
        self.assertEqual((reader.due_days, reader.due_text), (-3, "3 working days overdue"))
        review.due = "2026-03-13"
        self.assertEqual((reader.due_days, reader.due_text), (0, "due now"))

    def test_contact_due(self):
        """U-02: the list of contacts due says the same of every customer."""
        state = self.env["customer.interaction.state"].search(
            [("partner_id", "=", self.customer.id)]
        )
        state.next_due = "2026-03-11"
        self.env.invalidate_all()
        reader = state.with_user(self.salesperson)
        self.assertEqual(reader.due_text, "2 working days overdue")
        self.assertEqual(
            self.customer.with_user(self.salesperson).customer_next_contact_text,
            "2 working days overdue",
        )

    def test_no_screen_of_ours_counts_calendar_days(self):
        """U-02: no list or form shows a deadline as Odoo's "in 3 days" or "next month"."""
        seen = 0
        for addon in ADDONS:
            for path in glob.glob(f"{file_path(addon)}/views/*.xml"):
                seen += 1
                found = etree.parse(path).xpath("//field[@widget='remaining_days']/@name")
                self.assertFalse(found, path)
        self.assertGreater(seen, 20)
