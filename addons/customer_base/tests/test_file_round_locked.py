from odoo.exceptions import UserError
from odoo.tests import tagged

from .file_common import FileCase


@tagged("post_install", "-at_install")
class TestFileRoundLocked(FileCase):
    """What nobody changes or ends by the way while a file is being reviewed (S-11, REQ B-03)."""

    def _submitted(self):
        file = self._file()
        file.action_submit()
        return file

    def test_department_and_company_stand_while_a_round_runs(self):
        """S-11: not even a superior moves a submitted file to another department or company."""
        file = self._submitted()
        second = self.env["res.company"].create({"name": "Second"})
        for user in (self.manager, self.director, self.admin):
            for values in ({"department_id": self.export.id}, {"company_id": second.id}):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaisesRegex(UserError, "is in approval and cannot be changed"):
                        file.with_user(user).write(values)
        self.assertEqual((file.department_id, file.company_id), (self.sales, self.company))

    def test_handover_moves_the_file_when_the_round_has_ended(self):
        """S-11: a customer handed over during the round changes its file's department after it."""
        other = self._make_user("customer_export_seller", "salesperson")
        self.env["hr.employee"].create(
            {
                "name": "Seller",
                "user_id": other.id,
                "company_id": self.company.id,
                "department_id": self.export.id,
            }
        )
        for end in ("action_approve", "action_reject", "withdraw"):
            with self.subTest(end=end):
                customer = self.Partner.create(
                    {
                        "name": f"Handed over: {end}",
                        "is_company": True,
                        "customer_category": "potential",
                        "user_id": self.salesperson.id,
                    }
                )
                file = self._file(partner_id=customer.id)
                file.action_submit()
                customer.user_id = other
                file = file.sudo()  # no longer the salesperson's to read
                self.assertEqual((file.user_id, file.department_id), (other, self.sales))
                if end == "withdraw":
                    file.action_withdraw()
                else:
                    getattr(file.with_user(self.manager), end)("Seen")
                self.assertEqual(file.department_id, self.export)

    def test_superior_withdraws_on_record_only(self):
        """S-11: the manager is asked for a reason; it is kept, and the applicant is told."""
        file = self._submitted()
        for user in (self.manager, self.director, self.admin):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "Only the applicant"),
            ):
                file.with_user(user).action_withdraw("Wrong customer")
        self.assertEqual(file.state, "submitted")
        file.action_withdraw()
        self.assertEqual(file.state, "draft")
