from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestAccessRequest(AccessCommon):
    """Asking for access, deciding, giving it back (REQ B-09)."""

    def _request(self, user, names, **values):
        request = (
            self.env["customer.access.request"]
            .with_user(user)
            .create(
                {
                    "company_id": self.company.id,
                    "customer_names": names,
                    "purpose": "Joint quotation for a pump station",
                    "until": self.company._workday_today() + timedelta(days=5),
                    **values,
                }
            )
        )
        return request

    def test_request_granted_and_ended_by_its_date(self):
        """REQ B-09: the owner's manager lets in, for reading, until the last day."""
        self._limit()
        request = self._request(self.colleague, f"{self.customer.name}\n{self.customer.vat}")
        self.assertEqual(request.sudo().line_ids.partner_id, self.customer)
        self.assertFalse(self._sees(self.colleague, self.customer))
        request.action_submit()
        self.assertEqual(request.state, "submitted")
        self.assertFalse(self._sees(self.colleague, self.customer))
        self.assertTrue(request.with_user(self.manager).can_decide)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertTrue(self._sees(self.colleague, self.customer))
        self.assertTrue(self._sees(self.colleague, self.role))
        with self.assertRaisesRegex(AccessError, "may not change this: Buying Role"):
            self.role.with_user(self.colleague).focus = "price"
        last_day = request.until
        with freeze_time(f"{last_day} 12:00:00"):
            self.assertTrue(self._sees(self.colleague, self.customer))
        with freeze_time(f"{last_day + timedelta(days=1)} 12:00:00"):
            # by the rule itself, before any scheduled job has run
            self.env.invalidate_all()
            self.assertFalse(self._sees(self.colleague, self.customer))
            with self.enter_registry_test_mode():
                self.env.ref("customer_base.ir_cron_end_access").method_direct_trigger()
            request.invalidate_recordset()
            self.assertEqual(request.state, "ended")
            row = (
                self.env["customer.access"]
                .with_context(active_test=False)
                .search([("request_id", "=", request.id)])
            )
            self.assertFalse(row.active)

    def test_request_given_back(self):
        """REQ B-09, S1 二(四)4: data is given back after use; owner and manager take it back."""
        for user in (self.colleague, self.salesperson, self.manager):
            request = self._request(self.colleague, self.customer.name)
            request.action_submit()
            request.with_user(self.manager).action_approve()
            self.assertTrue(self._sees(self.colleague, self.role))
            with self.assertRaisesRegex(AccessError, "not open to you: Access Request"):
                request.with_user(self.users_by_role["finance"]).action_end()
            request.with_user(user).action_end()
            self.assertEqual(request.state, "ended")
            self.assertFalse(self._sees(self.colleague, self.role))

    def test_request_decided_by_the_owners_manager_only(self):
        """REQ B-09: applicant, owner and strangers do not decide."""
        request = self._request(self.colleague, self.customer.name)
        request.action_submit()
        for user in (
            self.colleague,
            self.salesperson,
            self.users_by_role["director"],
        ):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "not your turn|somebody else decides"),
            ):
                request.with_user(user).action_approve()
        with self.assertRaisesRegex(AccessError, "not open to you: Access Request"):
            request.with_user(self.users_by_role["finance"]).action_approve()
        self.assertEqual(request.state, "submitted")
        self.assertFalse(self._sees(self.colleague, self.role))

    def test_request_rejected_gives_nothing(self):
        """REQ B-09: a refusal with its reason, and no access."""
        request = self._request(self.colleague, self.customer.name)
        request.action_submit()
        request.with_user(self.manager).action_reject("Not your region")
        self.assertEqual(request.state, "rejected")
        self.assertFalse(self._sees(self.colleague, self.role))

    def test_request_cannot_be_forged(self):
        """REQ B-09: neither state nor customers nor department come from the applicant."""
        request = self._request(self.colleague, self.other_customer.name)
        line = Command.create({"partner_id": self.customer.id})
        for values, refusal in (
            ({"state": "approved"}, "moves by its buttons only"),
            ({"line_ids": [line]}, "found from the names that are typed"),
            ({"department_id": self.department.id}, "found from the names that are typed"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, refusal):
                request.write(values)
        with self.assertRaisesRegex(AccessError, "not allowed to create"):
            self.env["customer.access.request.line"].with_user(self.colleague).create(
                {"request_id": request.id, "partner_id": self.customer.id}
            )
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            self._request(self.colleague, self.customer.name, state="approved")
        self.assertEqual(request.state, "draft")
        self.assertEqual(request.sudo().line_ids.partner_id, self.other_customer)

    def test_request_is_blind(self):
        """REQ B-09: names are not learnt by typing a part of one, unknown ones are named."""
        with self.assertRaisesRegex(UserError, "by exactly this name.*上海"):
            self._request(self.colleague, "上海")
        with self.assertRaisesRegex(UserError, "Plain Supplier"):
            self._request(self.colleague, "Plain Supplier")
        with self.assertRaisesRegex(UserError, "one a line"):
            self._request(self.colleague, " \n ")

    def test_request_dates(self):
        """REQ B-09: access ends: not in the past, not beyond the longest time allowed."""
        today = self.company._workday_today()
        latest = "at the latest"
        for until in (today - timedelta(days=1), today + timedelta(days=91), date(2999, 1, 1)):
            with self.subTest(until=until), self.assertRaisesRegex(ValidationError, latest):
                self._request(self.colleague, self.customer.name, until=until)
        self._request(self.colleague, self.customer.name, until=today + timedelta(days=90))
