from unittest.mock import patch

from odoo.addons.mail.models.mail_mail import MailMail
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestTriedByAll(AccessCommon):
    """What `./dev fuzz` found: calls that a client can send and no screen does."""

    def _elsewhere(self):
        """A customer of another company, in a system that keeps companies apart."""
        self._limit()
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.env.ref("base.res_partner_rule").sudo().active = True
        return self.Partner.sudo().create(
            {
                "name": "Hidden Elsewhere Ltd",
                "is_company": True,
                "customer_category": "potential",
                "company_id": other.id,
            }
        )

    def test_director_names_no_customer_of_another_company(self):
        """REQ B-09: what a director of one company names is not read from another one."""
        hidden = self._elsewhere()
        director = self.users_by_role["director"]
        with self.assertRaisesRegex(AccessError, "not open to you"):
            self.env["customer.contact"].with_user(director).create({"partner_id": hidden.id})

    def test_nobody_becomes_a_contact_of_another_companys_customer(self):
        """REQ B-09: neither does an account's contact move there, whoever manages accounts."""
        hidden = self._elsewhere()
        admin = self.env.ref("base.user_admin")
        admin.write({"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]})
        user = self.colleague.with_user(admin)
        with self.assertRaisesRegex(AccessError, "not open to you"):
            user.write({"parent_id": hidden.id})
        self.assertFalse(self.colleague.partner_id.parent_id)

    def test_own_companys_customers_are_named_as_ever(self):
        """REQ B-09: a customer of the own company, and one of all companies, may be named."""
        self._elsewhere()
        director = self.users_by_role["director"]
        self.other_customer.company_id = self.company
        for customer in (self.other_customer, self.customer):
            person = self.Partner.create({"name": "Person", "parent_id": customer.id})
            role = self.env["customer.contact"].with_user(director)
            self.assertTrue(role.create({"partner_id": person.id}))

    def test_windows_of_colleagues_stay_theirs(self):
        """REQ B-09: what one enters in a window is not read or sent by a colleague."""
        windows = self.env["customer.pool.wizard"]
        window = windows.with_user(self.salesperson).create(
            {"kind": "release", "partner_ids": self.customer.ids, "reason": "Moves away"}
        )
        theirs = window.with_user(self.colleague)
        self.assertFalse(theirs.search([("id", "=", window.id)]))
        for method, args, refusal in (
            ("read", [["reason"]], "not open to you: Public Pool Decision"),
            ("write", [{"reason": "X"}], "may not change this: Public Pool Decision"),
            ("action_confirm", [], "not open to you: Public Pool Decision"),
        ):
            with self.assertRaisesRegex(AccessError, refusal):
                call_kw(windows.with_user(self.colleague), method, [window.ids, *args], {})
        self.assertEqual(window.reason, "Moves away")
        self.assertEqual(window.read(["reason"])[0]["reason"], "Moves away")

    def test_context_that_is_none(self):
        """S-10: a language, a time zone or companies of a wrong kind are refused in words."""
        env = self.env(user=self.salesperson)
        for context in (
            {"lang": ["a"]},
            {"tz": {}},
            {"allowed_company_ids": 1},
            {"allowed_company_ids": [[1]]},
            {"ir_sequence_date": 1},
            {"ir_sequence_date": "x"},
        ):
            with self.assertRaisesRegex(UserError, "is no value for .* in the context"):
                call_kw(
                    env["res.partner"],
                    "write",
                    [self.customer.ids, {"name": "X"}],
                    {"context": context},
                )

    def test_empty_context_values_are_taken(self):
        """S-10: no language and no companies chosen is what other programs send."""
        context = {"lang": False, "tz": None, "allowed_company_ids": []}
        call_kw(
            self.env(user=self.salesperson)["res.partner"],
            "write",
            [self.customer.ids, {"function": "Y"}],
            {"context": context},
        )
        self.assertEqual(self.customer.function, "Y")

    def test_parameters_that_are_not_taken(self):
        """S-10: a parameter too many is refused in words, by the method's name."""
        partners = self.env(user=self.salesperson)["res.partner"]
        with self.assertRaisesRegex(UserError, "“write” of “Contact” takes other parameters"):
            call_kw(partners, "write", [self.customer.ids, {"name": "X"}, {"id": 1}], {})

    def test_export_of_no_fields(self):
        """S-10: an export that names no fields is refused in words."""
        partners = self.env(user=self.salesperson)["res.partner"]
        for names in (False, 0, None):
            with self.assertRaisesRegex(UserError, "is no list of fields"):
                call_kw(partners, "export_data", [self.customer.ids, names], {})
        with self.assertRaisesRegex(UserError, "is no list of fields"):
            call_kw(partners.env["customer.approval.step"], "default_get", [0], {})

    def test_reminder_without_a_list(self):
        """S-10: a plain activity opens no list, in words."""
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.salesperson.id, summary="Call"
        )
        with self.assertRaisesRegex(UserError, "“Call” is about no list"):
            activity.with_user(self.salesperson).action_open_list()

    def test_what_is_patched_later_is_called(self):
        """L-01, S-10: the check stands around Odoo's methods as they are at each call."""
        called = []
        create = MailMail.create

        def counted(records, vals_list):
            called.append(len(vals_list))
            return create(records, vals_list)

        with patch.object(MailMail, "create", counted):
            self.env["mail.mail"].create([{"subject": "1"}, {"subject": "2"}])
        self.assertEqual(called, [2])
