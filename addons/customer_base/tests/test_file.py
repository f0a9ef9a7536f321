from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import users

from .common import ROLES
from .file_common import FileCase
from .hidden_common import HiddenCase

WRITERS = {"salesperson", "clerk", "manager", "director", "marketing", "admin"}


@tagged("post_install", "-at_install")
class TestFile(FileCase, HiddenCase):
    """The customer file and its way into the archive (REQ B-02, B-03)."""

    def test_number_date_department_and_responsible_are_filled_in(self):
        """REQ B-02: file number and filing date come by themselves, as do the people."""
        file = self._file()
        self.assertRegex(file.name, r"^DA\d{4}-\d{4,}$")
        self.assertTrue(file.date)
        self.assertEqual(file.user_id, self.salesperson)
        self.assertEqual(file.department_id, self.sales)
        self.assertEqual(file.state, "draft")

    def test_file_shows_and_changes_the_partner(self):
        """REQ B-02: what the partner holds is shown and edited there."""
        file = self._file()
        self.assertEqual(file.partner_phone, "021-55501234")
        file.write({"partner_street": "宝山路 1 号", "partner_zip": "200001"})
        self.assertEqual(self.customer.street, "宝山路 1 号")
        self.assertEqual(self.customer.zip, "200001")
        self.customer.city = "上海"
        self.assertEqual(file.partner_city, "上海")

    def test_staff_is_added_up_and_not_typed(self):
        """REQ B-02: the total of Chinese and foreign staff."""
        file = self._file(staff_chinese=120, staff_foreign=5)
        self.assertEqual(file.staff_total, 125)
        with self.assertRaisesRegex(UserError, "filled in by the system"):
            file.write({"staff_total": 9})
        with self.assertRaisesRegex(ValidationError, "must not be negative"):
            file.write({"staff_foreign": -1})

    def test_one_file_per_customer(self):
        """REQ B-02: a second file is refused with the number of the first."""
        file = self._file()
        with self.assertRaisesRegex(UserError, file.name):
            self._file()
        # who may not change the customer learns nothing of its file
        with self.assertRaisesRegex(AccessError, "is not a customer of yours"):
            self._file(self.other_manager)
        action = self.customer.with_user(self.salesperson).action_open_customer_file()
        self.assertEqual(action["res_id"], file.id)

    def test_smart_button_begins_a_draft(self):
        """REQ B-02: from the customer, one click opens the file, new or not."""
        customer = self.customer.with_user(self.salesperson)
        self.assertEqual(customer.customer_file_state, "None yet")
        file = self.env["customer.file"].browse(customer.action_open_customer_file()["res_id"])
        self.assertEqual(file.partner_id, self.customer)
        self.assertEqual(file.state, "draft")
        self.customer.invalidate_recordset()
        self.assertIn("Draft", customer.customer_file_state)

    def test_people_belong_to_the_customer(self):
        """REQ B-02: legal representative, head and contact are contacts of this customer."""
        other = self.Partner.create({"name": "Other", "is_company": True})
        stranger = self.Partner.create({"name": "Stranger", "parent_id": other.id})
        file = self._file(main_contact_id=self.person.id)
        with self.assertRaisesRegex(ValidationError, "Stranger is not a contact of"):
            file.write({"head_id": stranger.id})

    def test_years_of_sales(self):
        """REQ B-02: one line a year, no future, no negative sales."""
        file = self._file(sales_ids=[(0, 0, {"year": 2024, "amount": 100.0})])
        with self.assertRaisesRegex(ValidationError, "is not a year up to now"):
            file.write({"sales_ids": [(0, 0, {"year": 3000, "amount": 1.0})]})
        with self.assertRaisesRegex(ValidationError, "must not be negative"):
            file.write({"sales_ids": [(0, 0, {"year": 2023, "amount": -1.0})]})

    def test_review_and_archive(self):
        """REQ B-03: written by the salesperson, reviewed by the manager, then archived."""
        file = self._file()
        file.action_submit()
        self.assertEqual(file.state, "submitted")
        self.assertFalse(file.archived_on)
        with self.assertRaisesRegex(UserError, "is in approval"):
            file.write({"main_business": "Mining"})
        with self.assertRaisesRegex(UserError, "is in approval"):
            file.write({"sales_ids": [(0, 0, {"year": 2024, "amount": 1.0})]})
        file.with_user(self.manager).action_approve()
        self.assertEqual(file.state, "archived")
        self.assertTrue(file.archived_on)
        self.assertEqual(file.archived_by_id, self.manager)

    def test_a_deputy_archives(self):
        """REQ B-03: the manager's deputy reads the file, also of a customer of others."""
        file = self._file()
        file.action_submit()
        self._assert_deputy_decides(file, self.manager)
        self.assertEqual(file.state, "archived")

    def test_nobody_archives_their_own_file(self):
        """REQ B-03: neither the writer nor the responsible person reviews; a manager's goes up."""
        file = self._file()
        file.action_submit()
        for user, refusal in (
            (self.salesperson, "you made this request"),
            (self.colleague, "customer is not open to you"),
            (self.other_manager, "customer is not open to you"),
        ):
            with self.assertRaisesRegex(UserError, refusal):
                file.with_user(user).action_approve()
        self.assertEqual(file.state, "submitted")

    def test_file_of_the_manager_goes_to_somebody_else(self):
        """REQ B-03: who is responsible for the customer does not review its file."""
        self.customer.user_id = self.manager
        file = self._file(self.manager)
        file.action_submit()
        self.assertNotIn(self.manager, file.sudo().approval_step_ids.approver_ids)
        with self.assertRaisesRegex(UserError, "you made this request"):
            file.action_approve()
        self.assertEqual(file.state, "submitted")

    def test_rejected_file_is_corrected_and_submitted_again(self):
        """REQ B-03: the manager sends a file back with a reason."""
        file = self._file()
        file.action_submit()
        file.with_user(self.manager).action_reject("The address is missing")
        self.assertEqual(file.state, "rejected")
        self.assertIn("The address is missing", file.approval_hint)
        file.write({"partner_street": "Street 1"})
        file.action_submit()
        self.assertEqual(file.state, "submitted")

    def test_state_is_not_forged(self):
        """REQ B-03: neither creation, writing, defaults nor import archives a file."""
        File = self.env["customer.file"].with_user(self.salesperson)
        values = {"partner_id": self.customer.id}
        with self.assertRaisesRegex(UserError, "A new document starts as a draft"):
            File.create({**values, "state": "archived"})
        for name, value in (
            ("archived_on", "2026-01-01 00:00:00"),
            ("archived_by_id", self.manager.id),
            ("active", False),
        ):
            with self.assertRaisesRegex(UserError, "filled in by the system"):
                File.create({**values, name: value})
        file = File.with_context(
            default_state="archived", default_archived_on="2026-01-01", default_active=False
        ).create(values)
        self.assertEqual((file.state, file.archived_on, file.active), ("draft", False, True))
        with self.assertRaisesRegex(UserError, "moves by its buttons only"):
            file.write({"state": "archived"})
        for name, value in (
            ("archived_on", "2026-01-01 00:00:00"),
            ("archived_by_id", self.salesperson.id),
            ("active", False),
            ("user_id", self.colleague.id),
            ("completeness", 100.0),
        ):
            with self.assertRaisesRegex(UserError, "filled in by the system", msg=name):
                file.write({name: value})
        self.assertEqual((file.state, file.active), ("draft", True))

    def test_archived_file_is_kept(self):
        """REQ B-03: only drafts can be deleted."""
        file = self._archived()
        with self.assertRaisesRegex(UserError, "waiting for review and is kept"):
            file.unlink()
        self.assertTrue(file.exists())

    def test_roles_write(self):
        """REQ B-03: sales, office and marketing write files, the others only read."""
        self.users_by_role["clerk"].employee_id = False
        for role in ROLES:
            user = self.users_by_role[role]
            with self.subTest(role=role):
                File = self.env["customer.file"].with_user(user)
                self.assertTrue(File.has_access("read"))
                self.assertEqual(File.has_access("create"), role in WRITERS)
                self.assertEqual(File.has_access("write"), role in WRITERS)

    def test_who_sees_the_file(self):
        """REQ B-09: own, the department's, or all; nobody else, and nothing without a role."""
        file = self._file(sales_ids=[(0, 0, {"year": 2024, "amount": 5.0})])
        for user, sees in (
            (self.salesperson, True),
            (self.manager, True),
            (self.director, True),
            (self.users_by_role["finance"], False),
            (self.colleague, False),
            (self.other_manager, False),
        ):
            with self.subTest(user=user.login):
                own = file.with_user(user)
                self.assertEqual(file in own.search([]), sees)
                self.assertEqual(file.sales_ids in own.sales_ids.search([]), sees)
                if not sees:
                    with self.assertRaisesRegex(AccessError, "customer is not open to you"):
                        own.read(["main_business"])
        for model in ("customer.file", "customer.file.change", "customer.file.trade"):
            with self.assertRaisesRegex(AccessError, "not allowed to access"):
                self.env[model].with_user(self.outsider).search([])

    def test_file_follows_the_responsible_person(self):
        """REQ B-02: when the customer is handed over, so is its file."""
        file = self._file()
        self.customer.user_id = self.colleague
        self.assertEqual(file.user_id, self.colleague)
        self.assertIn(file, file.with_user(self.colleague).search([]))

    @users("customer_salesperson")
    def test_only_archived_files_are_on_the_list(self):
        """REQ B-03: the 客户信息一览表 leaves drafts out."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.customer_file_action_overview"
        )
        self.assertEqual(action["domain"], "[('state', '=', 'archived')]")
