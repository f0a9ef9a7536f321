from odoo.tests import tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestAdmissionFile(DevelopmentCase):
    """Admission files the customer with what its development knows (F-22, REQ D-15, B-03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.customer_file_least = 0.0
        cls.partner.user_id = cls.li
        cls.clerk_person, cls.head_person = cls.env["res.partner"].create(
            [
                {"name": "Clerk of purchasing", "parent_id": cls.partner.id},
                {"name": "Head of purchasing", "parent_id": cls.partner.id},
            ]
        )
        cls.env["customer.contact"].create(
            [
                {"partner_id": cls.clerk_person.id, "buying_role": "user"},
                {
                    "partner_id": cls.head_person.id,
                    "buying_role": "economic",
                    "is_decision_maker": True,
                    "influence": "1_high",
                },
            ]
        )

    def _signed(self, **values):
        development = self._working(
            main_business="Jaw crushers",
            scale="300 people",
            organization="Purchasing decides",
            needs="Quieter machines",
            **values,
        )
        self._quotation(development).action_confirm()
        self.assertEqual(development.state, "signed")
        return development

    def _file(self):
        return self.env["customer.file"].search([("partner_id", "=", self.partner.id)])

    def test_admission_makes_the_file_and_has_it_reviewed(self):
        """F-22: business, scale, organisation, needs and main contact; the manager decides."""
        development = self._signed()
        self.assertFalse(self._file())
        development.action_admit()
        file = self._file()
        self.assertEqual(len(file), 1)
        self.assertEqual(file.main_business, "Jaw crushers")
        self.assertEqual(file.scale, "300 people")
        self.assertEqual(file.organization, "Purchasing decides")
        self.assertEqual(file.needs, "Quieter machines")
        self.assertEqual(file.main_contact_id, self.head_person)
        self.assertEqual((file.user_id, file.applicant_id), (self.li, self.li))
        self.assertEqual(file.state, "submitted")
        file.with_user(self.ma).action_approve()
        self.assertEqual(file.state, "archived")

    def test_what_the_file_says_is_kept(self):
        """F-22: only empty fields are filled."""
        self.env["customer.file"].with_user(self.li).create(
            {
                "partner_id": self.partner.id,
                "main_business": "Cone crushers",
                "main_contact_id": self.clerk_person.id,
            }
        )
        self._signed().action_admit()
        file = self._file()
        self.assertEqual(len(file), 1)
        self.assertEqual(file.main_business, "Cone crushers")
        self.assertEqual(file.main_contact_id, self.clerk_person)
        self.assertEqual(file.scale, "300 people")
        self.assertEqual(file.state, "submitted")

    def test_a_file_in_review_is_not_touched(self):
        """F-22: what is being reviewed stays as it was submitted."""
        file = self.env["customer.file"].with_user(self.li).create({"partner_id": self.partner.id})
        file.action_submit()
        self._signed().action_admit()
        self.assertEqual(file.state, "submitted")
        self.assertFalse(file.main_business)

    def test_an_archived_file_is_filled_and_the_change_reviewed(self):
        """F-22: what admission adds to an archived file is a change like any other."""
        file = self.env["customer.file"].with_user(self.li).create({"partner_id": self.partner.id})
        file.action_submit()
        file.with_user(self.ma).action_approve()
        self._signed().action_admit()
        self.assertEqual(file.state, "archived")
        self.assertEqual(file.main_business, "Jaw crushers")
        self.assertIn("business", file.change_ids.mapped("part"))

    def test_too_little_is_completed_first(self):
        """F-22: the customer is admitted; the responsible person is told what is missing."""
        self.env.company.customer_file_least = 90.0
        development = self._signed()
        development.with_user(self.ma).action_admit()
        self.assertEqual(development.state, "admitted")
        file = self._file()
        self.assertEqual(file.state, "draft")
        [activity] = file.activity_ids.filtered(lambda a: a.user_id == self.li)
        self.assertIn(file._fields["company_nature"].string, activity.note)

    def test_nobody_reviews_the_own_admission(self):
        """F-22: admitted by the manager, the file is decided by somebody else."""
        development = self._signed()
        development.with_user(self.ma).action_admit()
        file = self._file()
        if file.state == "submitted":
            self.assertNotIn(self.ma, file.approval_step_ids.approver_ids)
