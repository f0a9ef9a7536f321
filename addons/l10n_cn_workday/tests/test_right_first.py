from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import WorkdayCommon


@tagged("post_install", "-at_install")
class TestRightFirst(WorkdayCommon):
    """S-08, REQ B-12: who may not change working days sets nothing in motion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "workday_portal", groups="base.group_portal")

    def setUp(self):
        super().setUp()
        self._flush_redate()
        self.calls = calls = []
        self.startPatcher(
            patch.object(
                self.registry["res.partner"],
                "_redate_test",
                lambda model, companies, years: calls.append(years),
                create=True,
            )
        )
        self.patch(
            self.registry["res.company"],
            "_workday_redate_hooks",
            lambda company: [("res.partner", "_redate_test")],
        )

    def _assert_nothing_happened(self):
        self._flush_redate()
        self.assertEqual(self.calls, [])

    def test_nobodys_records_set_nothing_in_motion(self):
        """S-08: deleting and copying an empty set re-dates no deadline."""
        for model in ("workday.year", "workday.exception"):
            for user in (self.portal, self.user, self.manager):
                nobody = self.env[model].with_user(user)
                for call in (nobody.unlink, nobody.copy, lambda nobody=nobody: nobody.create([])):
                    try:
                        call()
                    except AccessError:
                        self.assertNotEqual(user, self.manager)
                    self._assert_nothing_happened()

    def test_a_refused_change_sets_nothing_in_motion(self):
        """S-08: the right is asked before anything happens, for records there and missing."""
        entry = self._except(date(2026, 11, 9))
        year = self.env["workday.year"].search([], limit=1)
        self._flush_redate()
        self.calls.clear()
        for record in (entry, year, entry.browse(2**30), year.browse(2**30)):
            foreign = record.with_user(self.portal)
            for call in (
                foreign.unlink,
                lambda foreign=foreign: foreign.write({"confirmed": False}),
            ):
                with self.assertRaisesRegex(AccessError, "not allowed to (delete|modify)"):
                    call()
                self._assert_nothing_happened()
