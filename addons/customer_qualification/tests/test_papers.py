import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .qualification_common import QualificationCommon


@tagged("post_install", "-at_install")
class TestPapers(QualificationCommon):
    """Papers by themselves: entered, checked by somebody else, replaced, running out."""

    def _paper(self, name="identity", user=None, **values):
        return (
            self.env["customer.qualification.document"]
            .with_user(user or self.salesperson)
            .create({"partner_id": self.customer.id, **self._paper_values(name, **values)})
        )

    def test_an_expired_paper_is_no_new_one(self):
        """REQ D-12: a licence that ran out is refused; a replaced kind of paper is history."""
        yesterday = self.today - timedelta(days=1)
        before = self.env["customer.qualification.document"].search_count([])
        with (
            self.assertRaisesRegex(ValidationError, "ran out on .* Ask the customer for a valid"),
            self.cr.savepoint(),
        ):
            self._paper("licence", valid_until=yesterday)
        self.assertEqual(self.env["customer.qualification.document"].search_count([]), before)
        old = self._paper("tax", valid_until=yesterday)
        self.assertEqual(old.validity, "history")

    def test_the_licence_has_the_customer_s_code(self):
        """REQ D-12: 18 characters like the customer's, or an old number of 15."""
        with self.assertRaisesRegex(ValidationError, "is no number of a business licence"):
            self._paper("licence", number="1234")
        with self.assertRaisesRegex(ValidationError, "Correct whichever is wrong"):
            self._paper("licence", number="91310115000000002X")
        self.assertTrue(self._paper("licence", number="310115123456789"))

    def test_odd_papers(self):
        """REQ D-12: no end before the beginning, no end and none at once, no file too large."""
        with self.assertRaisesRegex(ValidationError, "cannot run out before it was issued"):
            self._paper(issued_on=self.today + timedelta(days=500))
        with self.assertRaisesRegex(ValidationError, "either valid until a day, or without"):
            self._paper(no_end=True)
        with self.assertRaisesRegex(ValidationError, "the file is larger than 10 MB"):
            self._paper(file=base64.b64encode(b"x" * 11 * 1024 * 1024))

    def test_somebody_else_checks(self):
        """REQ D-12: not who entered it, not without the role, not an incomplete one."""
        paper = self._paper()
        with self.assertRaisesRegex(UserError, "Papers are checked by clerks"):
            paper.with_user(self.salesperson).action_check()
        own = self._paper(user=self.manager)
        with self.assertRaisesRegex(UserError, "you have entered it. Somebody else"):
            own.with_user(self.manager).action_check()
        empty = self._paper(file=False)
        with self.assertRaisesRegex(UserError, "lacks the file"):
            empty.with_user(self.finance).action_check()
        paper.with_user(self.finance).action_check()
        self.assertEqual((paper.state, paper.checked_by_id), ("checked", self.finance))
        with self.assertRaisesRegex(UserError, "is checked already"):
            paper.with_user(self.finance).action_check()

    def test_an_original_has_to_be_seen(self):
        """REQ D-12: where the original is asked for, somebody says that it was seen."""
        paper = self._paper("proxy")
        with self.assertRaisesRegex(UserError, "lacks that somebody has seen the original"):
            paper.with_user(self.manager).action_check()
        with self.assertRaisesRegex(UserError, "Papers are checked by clerks"):
            paper.action_see_original()
        paper.with_user(self.manager).action_see_original()
        self.assertEqual(paper.original_seen_by_id, self.manager)
        paper.with_user(self.manager).action_check()
        self.assertEqual(paper.state, "checked")

    def test_what_was_checked_stays(self):
        """REQ D-12: a checked paper is neither changed nor deleted; the new one replaces it."""
        old = self._paper()
        old.with_user(self.manager).action_check()
        with self.assertRaisesRegex(UserError, "was checked and stays as it is"):
            old.valid_until = self.today + timedelta(days=900)
        with self.assertRaisesRegex(UserError, "was checked and is kept as history"):
            old.unlink()
        with self.assertRaisesRegex(AccessError, "filled in by the system"):
            old.state = "new"
        old.note = "renewal asked for"
        new = self._paper(valid_until=self.today + timedelta(days=900))
        new.with_user(self.manager).action_check()
        self.assertEqual((old.state, old.replaced_by_id), ("replaced", new))
        self.assertEqual((old.validity, new.validity), ("history", "valid"))

    def test_a_renewed_paper_counts_at_once(self):
        """REQ D-12: the standing follows the paper in force."""
        self._release()
        account = self.env["customer.credit.account"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(account.papers_until, self.today + timedelta(days=400))
        for name in ("licence", "identity"):
            self._paper(name, valid_until=self.today + timedelta(days=800)).with_user(
                self.manager
            ).action_check()
        self.assertEqual(account.papers_until, self.today + timedelta(days=800))

    def test_reminders_60_30_0(self):
        """REQ D-12: one reminder a person, at 60 and 30 days and on the day; off at first."""
        papers = self._paper("identity") | self._paper("licence")
        papers.with_user(self.manager).action_check()
        cron = self.env.ref("customer_qualification.ir_cron_paper")
        kind = self.env.ref("customer_qualification.mail_activity_paper")
        domain = [("activity_type_id", "=", kind.id), ("user_id", "=", self.salesperson.id)]

        def run(days):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE customer_qualification_document SET valid_until = %s WHERE id IN %s",
                [self.today + timedelta(days=days), tuple(papers.ids)],
            )
            self.env.invalidate_all()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            return self.env["mail.activity"].search(domain)

        self.assertFalse(run(50))
        self.company.customer_paper_reminder = True
        self.assertFalse(run(61))
        first = run(60)
        self.assertEqual((len(first), first.user_id), (1, self.salesperson))
        self.assertIn("2", first.summary)
        self.assertEqual(papers.mapped("warned_level"), [1, 1])
        first.unlink()
        self.assertFalse(run(45))
        self.assertEqual(len(run(30)), 1)
        self.assertEqual(papers.mapped("warned_level"), [2, 2])
        self.assertEqual(len(run(0)), 1)
        self.assertEqual(papers.mapped("warned_level"), [3, 3])

    def test_whose_papers(self):
        """REQ B-09: of customers one may see; finance all; outsiders none."""
        paper = self._paper()
        self.assertTrue(paper.with_user(self.finance).has_access("read"))
        self.assertFalse(paper.with_user(self.finance).has_access("write"))
        self.assertFalse(paper.with_user(self.outsider).has_access("read"))
        other = self._make_user("customer_other", "salesperson")
        self.assertFalse(paper.with_user(other).has_access("read"))
        with self.assertRaisesRegex(AccessError, "(?s).+"):
            paper.with_user(other).read(["number"])

    def test_paper_of_another_customer(self):
        """REQ D-12, B-09: a paper of a review is of its customer."""
        other = self.Partner.create(
            {
                "name": "Other",
                "is_company": True,
                "customer_category": "potential",
                "user_id": self.salesperson.id,
            }
        )
        review = self._qualification(papers=[])
        with self.assertRaisesRegex(ValidationError, "of another customer than the review"):
            self._paper(qualification_id=review.id, partner_id=other.id)
