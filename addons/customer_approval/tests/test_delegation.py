from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError


@tagged("post_install", "-at_install")
class TestDelegation(TransactionCase):
    """Naming a deputy (REQ A-01). What a deputy may decide is tested with documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = new_test_user(cls.env, "dg_approver", groups="base.group_user")
        cls.deputy = new_test_user(cls.env, "dg_deputy", groups="base.group_user")
        cls.portal = new_test_user(cls.env, "dg_portal", groups="base.group_portal")
        cls.admin = new_test_user(
            cls.env, "dg_admin", groups="customer_approval.group_approval_admin"
        )

    def delegate(self, by, **values):
        return (
            self.env["customer.approval.delegation"]
            .with_user(by)
            .create(
                {
                    "user_id": self.approver.id,
                    "delegate_id": self.deputy.id,
                    "date_from": "2026-03-02",
                    "date_to": "2026-03-06",
                    **values,
                }
            )
        )

    def test_everybody_names_the_own_deputy(self):
        """REQ D-05: the approver does, and the deputy sees it without changing it."""
        delegation = self.delegate(self.approver)
        seen = delegation.with_user(self.deputy)
        self.assertEqual(seen.search([("id", "=", delegation.id)]), seen)
        with self.assertRaisesRegex(AccessError, "may not change this: Approval Delegation"):
            seen.date_to = "2027-01-01"
        with self.assertRaisesRegex(AccessError, "may not delete this: Approval Delegation"):
            seen.unlink()

    def test_administrator_names_it_for_others(self):
        """REQ D-05: for somebody who is away already; but never for the own benefit."""
        self.assertTrue(self.delegate(self.admin))
        with self.assertRaisesRegex(UserError, "Nobody gives the own deputy rights"):
            self.delegate(self.admin, delegate_id=self.admin.id)
        with self.assertRaisesRegex(AccessError, "may not enter this: Approval Delegation"):
            self.delegate(self.deputy, delegate_id=self.admin.id)

    @mute_logger("odoo.sql_db")
    def test_ends_before_it_begins_or_names_the_same_person(self):
        """Bad input: inverted dates; the own deputy; somebody from outside."""
        for values in ({"date_to": "2026-03-01"}, {"delegate_id": self.approver.id}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.delegate(self.approver, **values)
        with self.assertRaisesRegex(ValidationError, "Only internal users can take part"):
            self.delegate(self.admin, delegate_id=self.portal.id)

    def test_runs_on_its_first_and_last_day(self):
        """REQ D-05: both days are included, by the date where the approver works."""
        delegation = self.delegate(self.approver)
        self.approver.company_id.resource_calendar_id.tz = "Asia/Shanghai"
        # the last moment before, the first and last of the days, the first moment after (UTC)
        for moment, running in (
            ("2026-03-01 15:59:59", False),
            ("2026-03-01 16:00:00", True),
            ("2026-03-06 15:59:59", True),
            ("2026-03-06 16:00:00", False),
        ):
            with freeze_time(moment):
                delegation.invalidate_recordset()
                self.assertEqual(delegation.is_running, running, moment)

    def test_screens_show_only_what_their_reader_may_read(self):
        """Kinds of document are for administrators: plain users can't read the list of them."""
        delegation = self.delegate(self.approver)
        for user, shown in ((self.approver, False), (self.deputy, False), (self.admin, True)):
            for view in ("list", "form"):
                arch = delegation.with_user(user).get_view(view_type=view)["arch"]
                self.assertEqual('"model_ids"' in arch, shown, (user.login, view))
        kinds = self.env["ir.model"].with_user(self.admin)
        self.assertTrue(kinds.name_search("Delegation"))
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Models'"):
            kinds.with_user(self.approver).name_search("Delegation")
