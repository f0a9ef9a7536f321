from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .fapiao_common import FapiaoCommon, tax_number


@tagged("post_install", "-at_install")
class TestTitles(FapiaoCommon):
    """Invoice titles, checked before they are used. REQ D-14."""

    def test_finance_checks_a_title(self):
        """REQ D-14: entered by a salesperson, approved by finance, then fixed."""
        title = self._title(approved=False)
        self.assertEqual(title.state, "draft")
        title.action_submit()
        self.assertTrue(title.with_user(self.finance).can_decide)
        self.assertFalse(title.can_decide)
        title.with_user(self.finance).action_approve()
        self.assertEqual(title.state, "approved")
        with self.assertRaisesRegex(UserError, "was approved as it is"):
            title.bank_account = "1"
        with self.assertRaisesRegex(UserError, "was approved as it is"):
            title.proof = b"T1RIRVI="
        self.assertEqual(title.bank_account, "6222 0001")

    def test_who_enters_does_not_check(self):
        """REQ D-14: also where somebody of finance enters it."""
        title = self._title(user=self.finance, approved=False)
        title.action_submit()
        with self.assertRaisesRegex(UserError, "you made this request"):
            title.action_approve()
        self.assertEqual(title.state, "submitted")

    def test_a_general_taxpayer_hands_in_all(self):
        """REQ D-14: invoicing data and the proof are a condition (S3 三.2(2))."""
        title = self._title(approved=False, proof=False, phone=False)
        with self.assertRaisesRegex(UserError, "enter Phone and Proof of Taxpayer, then submit"):
            title.action_submit()
        self.assertEqual(title.state, "draft")
        small = self._title(
            approved=False, name="Small", taxpayer_kind="small", proof=False, bank_name=False
        )
        small.action_submit()
        self.assertEqual(small.state, "submitted")
        person = self._title(
            approved=False, name="Person", taxpayer_kind="other", vat=False, proof=False
        )
        person.action_submit()
        self.assertEqual(person.state, "submitted")

    def test_a_tax_number_is_right(self):
        """REQ D-14: 18 characters with their check digit; spaces and small letters are tidied."""
        right = tax_number("91320500MA1XY0009")
        title = self._title(approved=False, vat=f" {right[:9]} {right[9:].lower()}")
        self.assertEqual(title.vat, right)
        wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
        for vat in (wrong, "320500123456789", "123"):
            with self.subTest(vat=vat), self.assertRaisesRegex(ValidationError, "no tax number"):
                with self.cr.savepoint():
                    title.write({"vat": vat})
        self.assertEqual(title.vat, right)

    def test_a_customer_has_several_titles(self):
        """REQ D-14: for branches and groups; the same one twice is refused."""
        self._title()
        other = self._title(name="Branch", vat=tax_number("91320500MA1XY0010"))
        self.assertEqual(other.partner_id, self.customer)
        with self.assertRaisesRegex(Exception, "_title_once"), self.cr.savepoint():
            self._title(approved=False)

    def test_a_contact_person_stands_for_the_company(self):
        """REQ D-14: the title is the company's."""
        person = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id, "company_id": self.company.id}
        )
        title = self._title(approved=False, partner=self.customer, name="X")
        title.partner_id = person
        self.assertEqual(title.partner_id, self.customer)

    def test_others_do_not_see_it(self):
        """REQ D-14, REQ B-09: own titles and those of own customers; finance sees all."""
        mine = self._title(approved=False)
        theirs = self._title(partner=self.other, user=self.colleague, approved=False)
        Title = self.env["l10n_cn.fapiao.title"]
        self.assertEqual(Title.with_user(self.salesperson).search([]), mine)
        self.assertEqual(Title.with_user(self.colleague).search([]), theirs)
        self.assertFalse(Title.with_user(self.stranger).search([]))
        self.assertLessEqual(mine | theirs, Title.with_user(self.finance).search([]))
        with self.assertRaisesRegex(AccessError, "doesn't have 'read' access"):
            theirs.with_user(self.salesperson).write({"phone": "1"})
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Invoice Title'"):
            Title.with_user(self.stranger).create({"partner_id": self.customer.id, "name": "X"})

    def test_the_status_moves_by_buttons(self):
        """REQ D-14: not by a call, an import or a default."""
        title = self._title(approved=False)
        with self.assertRaisesRegex(UserError, "moves by its buttons only"):
            title.write({"state": "approved"})
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            self._title(approved=False, name="Y", state="approved")
        made = (
            self.env["l10n_cn.fapiao.title"]
            .with_user(self.salesperson)
            .with_context(default_state="approved")
            .create({"partner_id": self.customer.id, "name": "Z", "taxpayer_kind": "other"})
        )
        self.assertEqual(made.state, "draft")
