from datetime import date

from odoo.addons.customer_base.tests.common import ROLES
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .flow_common import FlowCommon
from .test_loss_warning import CRON, FORTY

HANDLING_ROLES = {"salesperson", "manager", "clerk", "director", "admin"}


@tagged("post_install", "-at_install")
class TestLossHandling(FlowCommon):
    """Who handles a loss warning, and how (REQ G-08)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_loss_warning = True
        for day in FORTY:
            cls._invoice(day)
        cls.cause = cls.env.ref("customer_grading.customer_loss_cause_price")

    def setUp(self):
        super().setUp()
        self._watch("2026-07-01")
        self.warning = self.env["customer.loss.warning"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def _watch(self, day):
        with freeze_time(f"{day} 02:00:00"):
            self._run_cron(CRON)

    def _handle(self, user, **values):
        wizard = (
            self.env["customer.loss.handle"]
            .with_user(user)
            .create(
                {
                    "warning_ids": [(6, 0, self.warning.ids)],
                    "text": "Called, the buyer was ill",
                    **values,
                }
            )
        )
        with freeze_time("2026-07-03 02:00:00"):
            return wizard.action_apply()

    def test_handled(self):
        """REQ G-08: what was done, by whom, and the next step becomes an activity."""
        self._handle(self.salesperson, next_step="Visit", next_date=date(2026, 7, 10))
        warning = self.warning
        self.assertEqual(
            (warning.state, warning.handled_by_id, warning.handled_on, warning.handling),
            ("handled", self.salesperson, date(2026, 7, 3), "Called, the buyer was ill"),
        )
        self.assertEqual(warning.activity_ids.summary, "Visit")
        self.assertEqual(warning.activity_ids.date_deadline, date(2026, 7, 10))
        self.assertEqual(warning.activity_ids.user_id, self.salesperson)
        self.assertIn("the buyer was ill", warning.message_ids[0].body)

    def test_worse_opens_again(self):
        """REQ G-08: a handled warning that gets worse is open again, the plan is kept."""
        self._handle(self.salesperson, next_step="Visit", next_date=date(2026, 9, 10))
        self._watch("2026-08-08")
        self.assertEqual(self.warning.state, "handled")
        self._watch("2026-08-09")
        self.assertEqual((self.warning.state, self.warning.level), ("open", "2"))
        self.assertEqual(len(self.warning.activity_ids), 2)

    def test_confirmed_and_won_back(self):
        """REQ G-08: a confirmed loss is told no more; buying again ends it, the cause stays."""
        with self.assertRaisesRegex(UserError, "a cause, and what happened"):
            self._handle(self.salesperson, outcome="lost")
        self.assertEqual(self.warning.state, "open")
        self._handle(self.salesperson, outcome="lost", cause_id=self.cause.id)
        self.assertEqual((self.warning.state, self.warning.cause_id), ("lost", self.cause))
        self.assertEqual(self.warning.confirmed_on, date(2026, 7, 3))
        self._watch("2026-10-08")
        self.assertEqual((self.warning.state, self.warning.level), ("lost", "1"))
        self.assertFalse(self.warning.activity_ids)
        self._invoice(date(2026, 7, 3))
        self._watch("2026-10-08")
        self.assertEqual(self.warning.state, "lost", "invoiced on the day of the confirmation")
        move = self._invoice(date(2026, 10, 9))
        self._watch("2026-10-10")
        self.assertEqual((self.warning.state, self.warning.return_move_id), ("closed", move))
        self.assertEqual(self.warning.cause_id, self.cause)

    def test_roles(self):
        """REQ G-08: owner, manager, clerk, director and administrator handle it, nobody else."""
        for role in ROLES:
            user = self.users_by_role[role]
            with self.subTest(role=role), self.env.cr.savepoint():
                mine = self.warning.with_user(user)
                self.assertEqual(mine.can_handle, role in HANDLING_ROLES)
                # F-06: these see customers by what they work on, or by request
                seen = role not in {"finance", "legal", "service"}
                self.assertEqual(mine.has_access("read"), seen)
                if role in HANDLING_ROLES:
                    continue
                words = "handled by Test salesperson" if seen else ""
                with self.assertRaisesRegex(AccessError, words):
                    self._handle(user)
                with self.assertRaisesRegex(AccessError, words):
                    mine.action_handle()
        self.assertEqual(self.warning.state, "open")

    def test_roles_that_may(self):
        """REQ G-08: each role that may handle the warning does."""
        for role in sorted(HANDLING_ROLES):
            self._handle(self.users_by_role[role], text=f"By {role}")
            self.assertEqual(self.warning.handled_by_id, self.users_by_role[role])

    def test_strangers(self):
        """REQ B-09: a colleague of another department neither sees nor handles it."""
        mine = self.warning.with_user(self.colleague)
        self.assertFalse(mine.search([("id", "=", self.warning.id)]))
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            mine.read(["explanation"])
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._handle(self.colleague)
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Loss Warning'"):
            self.warning.with_user(self.outsider).read(["level"])
        self.assertEqual(self.warning.state, "open")

    def test_reader_does_not_handle(self):
        """REQ B-09: who was only granted a look does not handle the warning."""
        self.customer._customer_access_add(self.colleague, "grant", until=date(2099, 1, 1))
        mine = self.warning.with_user(self.colleague)
        self.assertTrue(mine.explanation)
        self.assertFalse(mine.can_handle)
        with self.assertRaisesRegex(AccessError, "is handled by"):
            self._handle(self.colleague)

    def test_forged(self):
        """REQ G-08: only the system makes, raises or ends warnings, whatever a client sends."""
        values = {
            "company_id": self.company.id,
            "partner_id": self.foreign.id,
            "level": "1",
            "seen_on": "2026-07-01",
            "last_day": "2026-05-01",
        }
        for user in (*self.users_by_role.values(), self.env.user):
            warnings = self.env["customer.loss.warning"].with_user(user)
            forged = warnings.with_context(customer_approval_seal=True)
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                forged.create(values)
            for name, value in (("level", "3"), ("state", "closed"), ("told_level", 3)):
                with self.assertRaisesRegex(AccessError, "written by the system itself"):
                    forged.browse(self.warning.id).write({name: value})
            with self.assertRaisesRegex(AccessError, "kept for good"):
                warnings.browse(self.warning.id).unlink()
        with self.assertRaisesRegex(AccessError, "written by the system itself"):
            self.warning.sudo().write({"level": "3"})
        self.assertEqual((self.warning.level, self.warning.state), ("1", "open"))

    def test_bad_words(self):
        """REQ G-08: blank words and warnings that ended are refused."""
        with self.assertRaisesRegex(UserError, "Say what was done"):
            self._handle(self.salesperson, text=" \u200b ")
        self._invoice(date(2026, 7, 4))
        self._watch("2026-07-05")
        with self.assertRaisesRegex(UserError, r"has ended \(Buys Again\)"):
            self._handle(self.salesperson)

    def test_causes_are_configured(self):
        """REQ G-08: administrator and market department keep the list of causes."""
        for role in ROLES:
            causes = self.env["customer.loss.cause"].with_user(self.users_by_role[role])
            self.assertTrue(causes.has_access("read"))
            for operation in ("create", "write", "unlink"):
                self.assertEqual(causes.has_access(operation), role in {"admin", "marketing"})

    def test_export_needs_the_right(self):
        """REQ B-09: warnings are customer data."""
        with self.assertRaisesRegex(AccessError, "may not export"):
            self.warning.with_user(self.salesperson).export_data(["partner_id/name", "level"])
