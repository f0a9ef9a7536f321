from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import ROLES
from .contact_common import ContactCommon
from .hidden_common import HiddenCase

REVIEW_CRON = "customer_base.ir_cron_review"
VERIFICATION_CRON = "customer_base.ir_cron_verification"


@tagged("post_install", "-at_install")
class TestFreshness(ContactCommon, HiddenCase):
    """Customer data is kept up to date (REQ B-05; seeds S1 二(三), S3 四.4-5).

    Days are worked out by hand from the State Council's notice for 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.customer_category = "interested"
        (cls.customer | cls.foreign).write({"customer_managed_on": date(2026, 1, 5)})
        cls.reviews = cls.env["customer.review"]
        cls.verifications = cls.env["customer.verification"]
        cls.notices = cls.env["customer.change.notice"]

    def _of(self, records, customers=None):
        customers = customers or self.customer
        return records.search([("partner_id", "in", customers.ids)])

    def _review(self, moment="2026-05-20 02:00:00"):
        with freeze_time(moment):
            self._run_cron(REVIEW_CRON)
        return self._of(self.reviews)

    def _verification(self, moment="2026-05-20 02:00:00"):
        with freeze_time(moment):
            self._run_cron(VERIFICATION_CRON)
        return self._of(self.verifications)

    # ------------------------------------------------------------------
    # Monthly reviews
    # ------------------------------------------------------------------
    def test_review_is_made_once_a_month(self):
        """S1 二(三)1: one review a month for the responsible person, due on a working day."""
        self.company.customer_review_day = 4
        review = self._review("2026-05-07 02:00:00")
        self.assertEqual(review.user_id, self.salesperson)
        self.assertEqual(review.department_id, self.east)
        self.assertEqual(review.company_id, self.company)
        # 6, 7, 8 May, and Saturday 9 May is a make-up workday
        self.assertEqual(review.due, date(2026, 5, 9))
        self.assertEqual(self._review("2026-05-08 02:00:00"), review)
        self.assertEqual(len(self._review("2026-06-01 02:00:00")), 2)

    def test_done_review_of_a_customer_handed_over(self):
        """REQ B-05: what one reviewed oneself still opens after the customer went to others."""
        review = self._review()
        review.with_user(self.salesperson).action_unchanged()
        self.customer._customer_set_owner(self.colleague)
        self.assertEqual(review.user_id, self.salesperson)
        self._assert_opens(review, self.salesperson)

    def test_who_is_reviewed(self):
        """REQ B-05: customers of the chosen categories, with somebody responsible, not new."""
        values = {"is_company": True, "user_id": self.salesperson.id}
        others = self.Partner.create(
            [
                {**values, "name": "Potential", "customer_category": "potential"},
                {**values, "name": "Nobody's", "customer_category": "closed", "user_id": False},
                {**values, "name": "Archived", "customer_category": "closed", "active": False},
                {**values, "name": "New", "customer_category": "closed"},
                {**values, "name": "Not managed"},
            ]
        )
        (others - others[3]).write({"customer_managed_on": date(2026, 1, 5)})
        others[3].customer_managed_on = date(2026, 5, 6)
        self._review("2026-05-07 02:00:00")
        self.assertFalse(self._of(self.reviews, others))
        self.assertTrue(self._of(self.reviews, self.foreign))
        self.company.customer_review_categories = "all"
        self._review("2026-05-07 02:00:00")
        self.assertEqual(self._of(self.reviews, others).partner_id, others[0])

    def test_reviews_can_be_switched_off(self):
        """REQ B-05: a company without monthly reviews gets none."""
        self.company.customer_review_active = False
        self.assertFalse(self._review())

    def test_review_by_role(self):
        """S1 二(三)1: the responsible person, their manager, director and admin complete it."""
        for role in ROLES:
            with self.subTest(role=role):
                self.reviews.search([]).sudo().unlink()
                review = self._review().with_user(self.users_by_role[role])
                if role in {"salesperson", "manager", "director", "admin"}:
                    review.action_unchanged()
                    self.assertEqual(review.state, "done")
                    self.assertEqual(review.done_by_id, self.users_by_role[role])
                else:
                    # F-06: to serving roles the record is not even open
                    said = "Test salesperson or their manager|not open to you"
                    with self.assertRaisesRegex(AccessError, said):
                        review.action_unchanged()
                    self.assertEqual(review.state, "open")

    def test_review_of_others_is_hidden(self):
        """REQ B-09: reviews are seen with the customer."""
        self._review()
        self.assertEqual(
            self.reviews.with_user(self.salesperson).search([]).partner_id, self.customer
        )
        foreign = self._of(self.reviews, self.foreign).with_user(self.manager)
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            foreign.action_unchanged()

    def test_review_changed_needs_what(self):
        """REQ B-05: a change says what changed; a list of reviews is completed at once."""
        self._review()
        both = self._of(self.reviews, self.customer | self.foreign).with_user(self.director)
        action = both.action_changed()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.director)
            .with_context(**action["context"])
            .create({"changes": " "})
        )
        with self.assertRaisesRegex(UserError, "Say what has changed"):
            wizard.action_apply()
        wizard.changes = "New address"
        wizard.action_apply()
        self.assertEqual(set(both.mapped("state")), {"done"})
        self.assertEqual(set(both.mapped("changes")), {"New address"})
        with self.assertRaisesRegex(UserError, "done already"):
            both[0].action_unchanged()

    def test_overdue_and_late(self):
        """REQ B-05: overdue the day after the due day; done then counts as late."""
        self.company.customer_review_day = 4
        review = self._review("2026-05-07 02:00:00")
        overdue = [("is_overdue", "=", True), ("id", "=", review.id)]
        with freeze_time("2026-05-09 02:00:00"):
            self.assertFalse(self.reviews.search(overdue))
        with freeze_time("2026-05-10 02:00:00"):
            self.assertEqual(self.reviews.search(overdue), review)
            review.with_user(self.salesperson).action_unchanged()
            self.assertTrue(review.is_late)
            self.assertFalse(self.reviews.search(overdue))

    def test_review_reminder_is_one_for_all(self):
        """REQ B-05: one activity a person for all open reviews, three working days before."""
        self.company.customer_review_day = 8
        activities = [("user_id", "=", self.salesperson.id), ("res_model", "=", False)]
        # due Thursday 14 May; three working days before is Monday 11 May
        review = self._review("2026-05-08 02:00:00")
        self.assertEqual(review.due, date(2026, 5, 14))
        self.assertFalse(self.env["mail.activity"].search(activities))
        for moment in ("2026-05-11 02:00:00", "2026-05-12 02:00:00"):
            self._review(moment)
            self.assertEqual(len(self.env["mail.activity"].search(activities)), 1)

    def test_nothing_is_written_by_hand(self):
        """REQ B-05: nobody makes, changes or deletes reviews and verifications; only hand over."""
        records = [self._review(), self._verification()]
        for record in records:
            for role in ROLES:
                mine = record.with_user(self.users_by_role[role])
                for values in ({"state": "done"}, {"due": "2030-01-01"}, {"done_on": False}):
                    with self.assertRaisesRegex(AccessError, "completed with its buttons"):
                        mine.write(values)
                with self.assertRaisesRegex(AccessError, "not allowed to delete"):
                    mine.unlink()
                self.assertFalse(mine.has_access("create"), role)
            self.assertEqual(record.state, "open")

    def test_hand_over(self):
        """REQ B-05: a manager hands open work of the department to somebody else."""
        review = self._review()
        with self.assertRaisesRegex(AccessError, "Only a manager hands open work"):
            review.with_user(self.salesperson).write({"user_id": self.colleague.id})
        review.with_user(self.manager).write({"user_id": self.manager.id})
        review.with_user(self.manager).action_unchanged()
        with self.assertRaisesRegex(AccessError, "open work"):
            review.with_user(self.manager).write({"user_id": self.salesperson.id})
        foreign = self._of(self.reviews, self.foreign).with_user(self.manager)
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            foreign.write({"user_id": self.manager.id})

    def test_open_work_follows_the_owner(self):
        """REQ B-05: a new responsible person takes over the open work, not what is done."""
        may = self._review("2026-05-20 02:00:00")
        may.with_user(self.salesperson).action_unchanged()
        june = self._review("2026-06-05 02:00:00") - may
        self.customer._customer_set_owner(self.colleague)
        self.assertEqual(june.user_id, self.colleague)
        self.assertEqual(june.department_id, self.west)
        self.assertEqual(may.user_id, self.salesperson)

    def test_merge_keeps_one_review(self):
        """REQ B-14: of two customers merged one review a month stays, the one that is done."""
        self._review()
        done = self._of(self.reviews, self.foreign)
        done.with_user(self.colleague).action_unchanged()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.foreign | self.customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(self._of(self.reviews), done)

    # ------------------------------------------------------------------
    # Quarterly verification
    # ------------------------------------------------------------------
    def test_verification_is_made_once_a_quarter(self):
        """S3 四.5(1): due on the last working day of the quarter, once, by the clerk."""
        verification = self._verification("2026-04-02 02:00:00")
        self.assertEqual(verification.due, date(2026, 6, 30))
        self.assertEqual(verification.user_id, self.clerk)
        self.assertEqual(verification.department_id, self.east)
        self.assertEqual(self._verification("2026-06-30 02:00:00"), verification)
        # the department West has no clerk
        self.assertEqual(self._of(self.verifications, self.foreign).user_id, self.colleague)

    def test_due_before_a_day_off(self):
        """S3 四.5(1): a quarter that ends with a day off is due on the working day before."""
        self.env["workday.exception"].create(
            {
                "name": "Stocktaking",
                "date": "2026-06-30",
                "kind": "off",
                "company_id": self.company.id,
                "confirmed": True,
            }
        )
        self.assertEqual(self._verification().due, date(2026, 6, 29))

    def test_new_customers_wait_for_the_next_quarter(self):
        """S3 四.5(1): a customer managed since January is first verified from April on."""
        self.assertFalse(self._verification("2026-02-02 02:00:00"))
        self.assertTrue(self._verification("2026-04-01 02:00:00"))

    def test_named_verifier(self):
        """S3 四.5(1): a person named in the settings verifies all customers."""
        self.company.customer_verifier_id = self.users_by_role["service"]
        self._verification()
        both = self._of(self.verifications, self.customer | self.foreign)
        self.assertEqual(both.user_id, self.users_by_role["service"])

    def test_verification_by_role(self):
        """S3 四.5(1): the assigned person and superiors complete it, the outcome stays."""
        for role in ROLES:
            with self.subTest(role=role):
                self.verifications.search([]).sudo().unlink()
                verification = self._verification()
                wizards = self.env["customer.verification.complete"].with_user(
                    self.users_by_role[role]
                )
                vals = {"verification_ids": [(6, 0, verification.ids)], "way": "mail"}
                if role in {"finance", "legal", "service"}:
                    # F-06: the record is not open to them
                    with self.assertRaisesRegex(AccessError, "not open to you"):
                        wizards.create(vals)
                    continue
                wizard = wizards.create(vals)
                if role in {"clerk", "manager", "director", "admin"}:
                    with freeze_time("2026-06-01 02:00:00"):
                        wizard.action_apply()
                    self.assertEqual(verification.outcome, "confirmed")
                    self.assertEqual(verification.way, "mail")
                    self.assertEqual(verification.done_by_id, self.users_by_role[role])
                    self.assertEqual(verification.done_on, date(2026, 6, 1))
                    wizard.outcome = "unreached"
                    with self.assertRaisesRegex(UserError, "done already"):
                        wizard.action_apply()
                    self.assertEqual(verification.outcome, "confirmed")
                else:
                    with self.assertRaisesRegex(AccessError, "Test clerk or their manager"):
                        wizard.action_apply()
                    self.assertEqual(verification.state, "open")

    def test_changed_outcome_needs_what(self):
        """S3 四.5(1): an outcome "changed" says what changed."""
        verification = self._verification()
        wizard = (
            self.env["customer.verification.complete"]
            .with_user(self.clerk)
            .create({"verification_ids": [(6, 0, verification.ids)], "outcome": "changed"})
        )
        with self.assertRaisesRegex(UserError, "Say what has changed"):
            wizard.action_apply()
        wizard.changes = "New phone number"
        wizard.action_apply()
        self.assertEqual(verification.changes, "New phone number")

    def test_manager_digest(self):
        """REQ B-05: the manager of the department hears once of what was not verified."""
        self.east.manager_id = self.env["hr.employee"].search([("user_id", "=", self.manager.id)])
        self._verification("2026-05-20 02:00:00")
        domain = [("partner_ids", "in", self.manager.partner_id.ids)]
        self.assertFalse(self.env["mail.message"].search(domain))
        for moment in ("2026-07-02 02:00:00", "2026-07-03 02:00:00"):
            self._verification(moment)
            message = self.env["mail.message"].search(domain)
            self.assertEqual(len(message), 1)
            self.assertIn("Test clerk: 1", message.body)

    # ------------------------------------------------------------------
    # Change notices
    # ------------------------------------------------------------------
    def _notice(self, user=None, **values):
        return self.notices.with_user(user or self.users_by_role["service"]).create(
            {
                "partner_id": self.customer.id,
                "kind": "management",
                "description": "New general manager",
                **values,
            }
        )

    def test_notice(self):
        """S1 二(三)2-3: service reports, the responsible person updates within working days."""
        with freeze_time("2026-05-06 02:00:00"):
            notice = self._notice(known_on=date(2026, 4, 29))
        self.assertEqual(notice.user_id, self.salesperson)
        # 30 April, 6, 7, 8 May and Saturday 9 May
        self.assertEqual(notice.due, date(2026, 5, 9))
        activity = notice.activity_ids
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertEqual(activity.date_deadline, date(2026, 5, 9))
        with self.assertRaisesRegex(AccessError, "or their manager to complete"):
            notice.action_updated()
        with freeze_time("2026-05-11 02:00:00"):
            notice.with_user(self.salesperson).action_updated()
        self.assertEqual(notice.state, "done")
        self.assertTrue(notice.is_late)
        self.assertFalse(notice.activity_ids)

    def test_notice_in_time_is_not_late(self):
        """S1 二(三)2: done on the due day is in time."""
        with freeze_time("2026-05-06 02:00:00"):
            notice = self._notice(known_on=date(2026, 4, 29))
        with freeze_time("2026-05-09 15:00:00"):  # 23:00 in China
            notice.with_user(self.salesperson).action_updated()
        self.assertFalse(notice.is_late)

    def test_notice_by_everybody_with_a_role(self):
        """S1 二(三)3: whoever works with customers reports; without a role nobody does."""
        for role in ROLES:
            self.assertTrue(self._notice(self.users_by_role[role]), role)
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Change Notice'"):
            self._notice(self.outsider)

    def test_notice_takes_only_the_report(self):
        """REQ B-05: due day, person and result are not the reporter's to choose."""
        notice = self._notice(
            self.salesperson,
            due="2030-01-01",
            state="done",
            user_id=self.colleague.id,
            done_by_id=self.salesperson.id,
        )
        self.assertEqual(notice.user_id, self.salesperson)
        self.assertEqual(notice.state, "open")
        self.assertNotEqual(notice.due, date(2030, 1, 1))
        self.assertFalse(notice.done_by_id)
        with self.assertRaisesRegex(AccessError, "completed with its buttons"):
            notice.write({"known_on": "2026-01-01"})
        with self.assertRaisesRegex(AccessError, "not allowed to delete 'Change Notice'"):
            notice.unlink()

    def test_notice_of_a_contact_person(self):
        """REQ B-05: a change told of a contact person is a change of its customer."""
        self.assertEqual(self._notice(partner_id=self.person.id).partner_id, self.customer)

    def test_future_notice_is_refused(self):
        """REQ B-05: nobody knows today of what they learn tomorrow."""
        with self.assertRaisesRegex(ValidationError, "nobody knows"):
            self._notice(known_on=date(2030, 1, 1))
