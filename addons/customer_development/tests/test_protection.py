from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestProtection(DevelopmentCase):
    """Customers under development are neither lost to the pool nor exported by everybody."""

    def _run(self, day):
        with freeze_time(f"{day} 04:00:00"), self.enter_registry_test_mode():
            self.env.ref("customer_base.ir_cron_customer_protection").method_direct_trigger()
        self.env.invalidate_all()

    def test_open_development_is_progress(self):
        """REQ B-14: as long as it is open; two working days after it was dropped it is over."""
        self.env.company.write(
            {"customer_protection": True, "customer_pool": True, "customer_protection_days": 2}
        )
        with freeze_time("2026-06-01 04:00:00"):
            partner = self._make_customer("Quarry", user_id=self.li.id)
            development = self._register(partner=partner)
        self._run("2026-06-15")
        protection = self.env["customer.protection"].search([("partner_id", "=", partner.id)])
        self.assertEqual(protection.protected_until, date(2026, 6, 17))
        with freeze_time("2026-06-16 04:00:00"):
            development._development_close("dropped", "No need")
        self._run("2026-06-18")
        self.assertEqual((partner.user_id, protection.state), (self.li, "running"))
        self._run("2026-06-22")  # Friday 19 June is the Dragon Boat Festival
        self.assertEqual(protection.state, "fallen")
        self.assertFalse(partner.user_id)

    def test_export_of_developments_needs_the_right(self):
        """REQ B-09: documents about customers are customer data."""
        development = self._register()
        with self.enter_registry_test_mode(), self.assertRaisesRegex(AccessError, "may not export"):
            development.with_user(self.director).export_data(["name"])
        rows = development.with_user(self.admin).export_data(["name"])["datas"]
        self.assertEqual(rows, [[development.name]])
