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

    def _refused(self, function):
        """Return the words of a refusal; what it had begun is rolled back, as in a request."""
        with self.assertRaises(AccessError) as caught, self.env.cr.savepoint():
            function()
        self.env.invalidate_all()
        return str(caught.exception)

    def test_an_answer_is_the_customers_own(self):
        """S-04, REQ C-05: no employee writes, adds, moves or deletes one, by whatever route."""
        self._execute()
        self.complaint._rate(self.person, 1, "还在响")
        rating = self.complaint.rating_ids
        rating.message_id = self.complaint.message_post(body="还在响")
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "6222", "partner_id": self.customer.id}
        )
        for user in (self.service, self.users_by_role["admin"]):
            own = rating.with_user(user)
            for attempt in (
                lambda own=own: own.write({"rating": 5}),
                lambda own=own: own.write({"res_id": bank.id}),
                lambda own=own: own.unlink(),
                lambda own=own: own.message_id.unlink(),
                lambda user=user: self.complaint.with_user(user).rating_apply(
                    5, token=rating.access_token
                ),
                lambda own=own: own.create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id("customer.complaint"),
                        "res_id": self.complaint.id,
                        "rating": 5,
                        "consumed": True,
                    }
                ),
            ):
                told = self._refused(attempt)
                self.assertRegex(told, "stays as it is|not allowed to delete", user.login)
        # through a record of which the rest may be changed
        own_bank = bank.with_user(self.salesperson)
        told = self._refused(lambda: own_bank.write({"rating_ids": [(4, rating.id)]}))
        self.assertIn("stays as it is", told)
        self.assertEqual((rating.rating, rating.feedback), (1, "还在响"))
        self.assertEqual(self.complaint.rating_ids, rating)

    def test_an_answer_is_read_with_its_complaint(self):
        """S-02: who may not read the complaint reads no answer about it, and counts none."""
        self._execute()
        self.complaint._rate(self.person, 1, "还在响")
        rating = self.complaint.rating_ids
        self.assertEqual(rating.with_user(self.service).feedback, "还在响")
        self.assertIn(rating, rating.with_user(self.service).search([]))
        stranger = self._make_user("rating_stranger", "salesperson")
        for user in (stranger, self.outsider):
            foreign = rating.with_user(user)
            self.assertNotIn(rating, foreign.search([]), user.login)
            self.assertFalse(foreign.search_count([("id", "=", rating.id)]))
            told = self._refused(lambda foreign=foreign: foreign.read(["feedback"]))
            self.assertNotIn("还在响", told)
        other = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.person.id,
                "rating": 5,
            }
        )
        self.assertIn(other, other.with_user(stranger).search([]), "Odoo's own as before")

    def test_who_may_not_work_on_it_rates_nothing(self):
        """Security: an employee who merely reads does not answer for the customer."""
        self._execute()
        token = self.complaint._rating_get_access_token(partner=self.person)
        with self.assertRaisesRegex(AccessError, "not open to you"):
            self.complaint.with_user(self.outsider).rating_apply(5, token=token)
        self.assertEqual(self.complaint.state, "executed")
