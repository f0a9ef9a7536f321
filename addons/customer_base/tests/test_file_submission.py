from odoo.exceptions import UserError
from odoo.tests import tagged

from .file_common import FileCase


@tagged("post_install", "-at_install")
class TestFileSubmission(FileCase):
    """A file says enough before it is reviewed; changes wait where one looks (F-22, REQ B-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_file_least = 60.0
        requirements = cls.env["customer.file.requirement"]
        requirements.with_context(active_test=False).search([]).unlink()
        requirements.create(
            [{"field_name": name} for name in ("main_business", "fax", "head_id", "side_business")]
        )

    def test_refused_with_what_is_missing(self):
        """F-22: 25 % of 60 %: not submitted, and each missing field is named."""
        file = self._file(main_business="Mining")
        with self.assertRaisesRegex(UserError, "is no list of fields"):
            file.web_read(["name"])
        with self.assertRaises(UserError) as caught:
            file.action_submit()
        message = str(caught.exception)
        for part in (file.name, "25.0", "60.0", "Fax", "Head of Company", "Side Business"):
            self.assertIn(part, message)
        self.assertNotIn("Main Business", message)
        self.assertEqual(file.state, "draft")
        self.assertFalse(file.sudo().approval_ids)

    def test_at_the_limit_it_goes(self):
        """F-22: exactly the least completeness is enough; below is not, for nobody."""
        self.company.customer_file_least = 50.0
        file = self._file(main_business="Mining")
        for mine in (file, file.sudo()):
            with self.subTest(superuser=mine.env.su), self.assertRaisesRegex(UserError, "50.0 %"):
                mine.action_submit()
        file.fax = "021-1"
        file.action_submit()
        self.assertEqual(file.state, "submitted")

    def test_zero_is_off(self):
        """F-22: a company that wants every file reviewed sets 0."""
        self.company.customer_file_least = 0.0
        file = self._file()
        file.action_submit()
        self.assertEqual(file.state, "submitted")

    def test_changes_wait_in_the_reviewer_s_approvals(self):
        """F-22: the list below 待我审批 shows what the user can review, and nothing else."""
        self.company.customer_file_least = 0.0
        file = self._archived()
        file.write({"main_business": "Quarrying"})
        change = file.change_ids
        action = self.env.ref("customer_base.customer_file_change_action_waiting")
        self.assertIn(
            action,
            self.env.ref("customer_base.menu_approvals").child_id.mapped("action"),
        )
        for user, waits in (
            (self.manager, True),
            (self.director, True),
            (self.admin, True),
            (self.other_manager, False),
            (self.salesperson, False),
            (self.colleague, False),
            (self.users_by_role["finance"], False),
        ):
            with self.subTest(user=user.login):
                changes = change.with_user(user).search([("can_review", "=", True)])
                self.assertEqual(change in changes, waits)
        file.with_user(self.manager).action_reviewed()
        self.assertFalse(change.with_user(self.manager).search([("can_review", "=", True)]))

    def test_nobody_finds_the_own_change_there(self):
        """F-22: a manager's own change waits for the director."""
        self.company.customer_file_least = 0.0
        file = self._archived()
        file.with_user(self.manager).write({"main_business": "Quarrying"})
        change = file.change_ids
        self.assertFalse(change.with_user(self.manager).search([("can_review", "=", True)]))
        seen = change.with_user(self.director).search([("can_review", "=", True)])
        self.assertEqual(seen, change)
