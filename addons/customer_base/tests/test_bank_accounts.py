from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestBankAccounts(AccessCommon):
    """Own customers whole, their bank accounts with a check of its own (F-16; REQ B-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Account = cls.env["res.partner.bank"]
        cls.account, cls.foreign, cls.suppliers, cls.ours = Account.create(
            [
                {"acc_number": f"6222 0200 {index}", "partner_id": partner.id}
                for index, partner in enumerate(
                    (cls.customer, cls.other_customer, cls.supplier, cls.company.partner_id)
                )
            ]
        )

    def test_owner_renames_a_customer_with_an_account(self):
        """F-16: the holder's name follows, released for payments or not."""
        for trusted in (False, True):
            self.account.allow_out_payment = trusted
            name = f"上海宏远机械{trusted}有限公司"
            with Form(self.customer.with_user(self.salesperson)) as form:
                form.name = name
            self.assertEqual(self.account.acc_holder_name, name)

    def test_owner_adds_and_changes_accounts(self):
        """F-16: what the file's completeness asks for can be entered, bank included."""
        bank = self.env["res.bank"].with_user(self.salesperson).create({"name": "工商银行邯郸支行"})
        account = (
            self.env["res.partner.bank"]
            .with_user(self.salesperson)
            .create({"acc_number": "6222 9", "partner_id": self.customer.id, "bank_id": bank.id})
        )
        account.acc_number = "6222 10"
        self.assertFalse(account.allow_out_payment)
        account.unlink()
        self.assertFalse(account.active)
        self.customer.with_user(self.salesperson).write(
            {"bank_ids": [(0, 0, {"acc_number": "6222 11"})]}
        )
        self.assertIn("6222 11", self.customer.bank_ids.mapped("acc_number"))

    def test_other_accounts_stay_with_whom_odoo_leaves_them(self):
        """F-16: of colleagues' customers, suppliers, the company: neither made nor changed."""
        for role in ("salesperson", "clerk"):
            user = self.users_by_role[role]
            Account = self.env["res.partner.bank"].with_user(user)
            for account in (self.foreign, self.suppliers, self.ours):
                number = account.acc_number
                with self.subTest(role=role, account=account.partner_id.name):
                    for act in (
                        lambda account=account, user=user: account.with_user(user).write(
                            {"acc_number": "1"}
                        ),
                        lambda account=account, user=user: account.with_user(user).unlink(),
                        lambda account=account, user=user: account.with_user(user).write(
                            {"partner_id": self.customer.id}
                        ),
                        lambda account=account, Account=Account: Account.create(
                            {"acc_number": "2", "partner_id": account.partner_id.id}
                        ),
                    ):
                        with (
                            self.assertRaisesRegex(AccessError, "of your own customers"),
                            self.env.cr.savepoint(),
                        ):
                            act()
                    account.invalidate_recordset()
                    self.assertEqual(account.acc_number, number)
                    self.assertTrue(account.active)
        with self.assertRaisesRegex(AccessError, "of your own customers"), self.env.cr.savepoint():
            self.account.with_user(self.salesperson).partner_id = self.supplier
        self.account.invalidate_recordset()
        self.assertEqual(self.account.partner_id, self.customer)

    def test_released_account_is_the_finance_departments(self):
        """F-16: a salesperson neither changes nor archives nor releases it."""
        self.account.allow_out_payment = True
        account = self.account.with_user(self.salesperson)
        for vals in ({"acc_number": "1"}, {"active": False}, {"bank_id": False}):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(UserError, "of your own customers"),
                self.env.cr.savepoint(),
            ):
                account.write(vals)
        self.account.allow_out_payment = False
        with self.assertRaisesRegex(UserError, "rights to trust"), self.env.cr.savepoint():
            account.write({"allow_out_payment": True})
        account.acc_number = "6222 12"
        self.assertEqual(self.account.acc_number, "6222 12")

    def test_keepers_of_contacts_are_not_limited(self):
        """L-01: who keeps contacts in Odoo keeps their accounts as before."""
        self.outsider.group_ids += self.env.ref("base.group_partner_manager")
        self.suppliers.with_user(self.outsider).acc_number = "3"
        self.assertEqual(self.suppliers.acc_number, "3")
