from odoo.tests import freeze_time

from .common import CustomerCommon

# 2026: National Day is off from 1 to 7 October; Sunday 20 September and Saturday 10 October work.
HOLIDAYS = [f"2026-10-0{day}" for day in range(1, 8)]
MAKE_UP = ["2026-09-20", "2026-10-10"]


class GuardCase(CustomerCommon):
    """Two departments: East (manager, Li, Wang) and West (Mo, Zhao); protection and pool on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users_by_role["manager"]
        cls.director = cls.users_by_role["director"]
        cls.li = cls._make_user("guard_li", "salesperson")
        cls.wang = cls._make_user("guard_wang", "salesperson")
        cls.mo = cls._make_user("guard_mo", "manager")
        cls.zhao = cls._make_user("guard_zhao", "salesperson")
        cls.east = cls._make_department("East", cls.manager, cls.li | cls.wang | cls.salesperson)
        cls.west = cls._make_department("West", cls.mo, cls.zhao)
        exceptions = cls.env["workday.exception"]
        days = HOLIDAYS + MAKE_UP
        exceptions.search([("date", "in", days)]).unlink()
        exceptions.create(
            [
                {"date": day, "name": "National Day", "kind": kind, "confirmed": True}
                for kind, group in (("off", HOLIDAYS), ("make_up", MAKE_UP))
                for day in group
            ]
        )

    def _switch_on(self, **values):
        self.company.write({"customer_protection": True, "customer_pool": True, **values})

    def _customer(self, user=None, **values):
        return self.Partner.create(
            {
                "name": "Longshan Quarry",
                "is_company": True,
                "customer_category": "potential",
                "user_id": user and user.id,
                "city": "Jinan",
                "phone": "0531-88001234",
                **values,
            }
        )

    def _protection(self, partner):
        return self.env["customer.protection"].search(
            [("partner_id", "=", partner.id)], order="id desc", limit=1
        )

    def _entry(self, partner):
        return self.env["customer.pool.entry"].search(
            [("partner_id", "=", partner.id)], order="id desc", limit=1
        )

    def _day(self, day):
        """Noon of ``day`` in China."""
        return freeze_time(f"{day} 04:00:00")

    def _run_cron(self, day):
        with self._day(day), self.enter_registry_test_mode():
            self.env.ref("customer_base.ir_cron_customer_protection").method_direct_trigger()
        self.env.invalidate_all()
