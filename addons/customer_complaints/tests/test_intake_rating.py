import re

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .intake_common import PortalCase


@tagged("post_install", "-at_install")
class TestRating(PortalCase):
    def test_request_is_off_until_switched_on(self):
        """REQ C-05: one mail with Odoo's links, in the customer's language."""
        before = self._sent()
        self._execute()
        self.assertFalse((self._sent() - before).filtered(lambda mail: "/rate/" in mail.body_html))

    def test_link_of_the_mail_closes_the_return_visit(self):
        """REQ C-05: three faces; the answer is kept as Odoo's rating."""
        self.company.customer_complaint_rating = True
        before = self._sent()
        self._execute()
        mail = (self._sent() - before).filtered(lambda mail: "/rate/" in (mail.body_html or ""))
        self.assertEqual(mail.recipient_ids, self.person)
        token = re.search(r"/rate/([0-9a-f]+)/5", mail.body_html)[1]
        self.authenticate(None, None)
        page = self._page(f"/rate/{token}/5")
        self.assertNotIn("SECRET", page)
        self.assertEqual(self.complaint.state, "executed")
        csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self.url_open(
            f"/rate/{token}/submit_feedback",
            data={"rate": "5", "feedback": "很好", "csrf_token": csrf[1] if csrf else ""},
        )
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "visited")
        self.assertEqual(self.complaint.satisfied, "yes")
        self.assertEqual(self.complaint.rating_ids.rating, 5)
        self.assertEqual(self.complaint.visit_rating_id, self.complaint.rating_ids)

    def test_unhappy_after_closing_takes_it_up_again(self):
        """REQ C-05: a late answer counts, within the months in which a complaint is reopened."""
        self._execute()
        self.complaint.with_user(self.service).action_visit("yes", "客户满意")
        self.complaint.with_user(self.service).action_close()
        self.complaint._rate(self.person, 1, "又坏了")
        self.assertEqual(self.complaint.state, "assigned")
        self.assertEqual(self.complaint.closing_reason, "又坏了")

    def test_typed_after_a_call_it_is_a_rating_too(self):
        """REQ C-05: figures have every answer, by whatever way; the same is kept once."""
        self._execute()
        self.complaint.with_user(self.service).action_visit("no", "客户说还在响")
        rating = self.complaint.visit_rating_id
        self.assertEqual((rating.rating, rating.feedback), (1, "客户说还在响"))
        self.assertTrue(rating.consumed)
        self.assertEqual(self.complaint.round, 2)
        self.assertEqual(len(self.complaint.rating_ids), 1)

    def test_second_round_asks_again(self):
        """REQ C-05: the answer of the first round is not that of the second."""
        self._execute()
        self.complaint._rate(self.person, 1, "还在响")
        self.complaint.action_propose()
        self.complaint.action_agree("同意")
        self.complaint.action_execute()
        self.assertFalse(self.complaint.visit_rating_id)
        self.complaint._rate(self.person, 5, "好了")
        self.assertEqual(self.complaint.state, "visited")
        self.assertEqual(sorted(self.complaint.rating_ids.mapped("rating")), [1, 5])

    def test_who_may_not_work_on_it_rates_nothing(self):
        """Security: an employee who merely reads does not answer for the customer."""
        self._execute()
        token = self.complaint._rating_get_access_token(partner=self.person)
        with self.assertRaisesRegex(AccessError, "not open to you"):
            self.complaint.with_user(self.outsider).rating_apply(5, token=token)
        self.assertEqual(self.complaint.state, "executed")
