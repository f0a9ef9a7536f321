from contextlib import contextmanager
from datetime import date

from odoo.addons.customer_base.tests.contact_common import ContactCommon
from odoo.addons.key_account_visits.models.care.customer_anniversary import PERSONAL
from odoo.tests import freeze_time


class CareCase(ContactCommon):
    """Customers of two departments, grade A among them, and people with birthdays.

    East: salesperson (may see personal data), manager, clerk    West: colleague (may not)
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing = cls.users_by_role["marketing"]
        cls.salesperson.group_ids += cls.env.ref(PERSONAL)
        cls.admin.group_ids -= cls.env.ref(PERSONAL)
        cls.company.write({"customer_care_active": True, "customer_care_days": 14})
        cls.grade_a = cls.env.ref("customer_base.customer_grade_a")
        cls.customer.customer_category = "closed"
        cls.customer.sudo().customer_grade_id = cls.grade_a
        cls.person.write({"function": "总经理", "email": "li@hongyuan.example"})
        cls.Task = cls.env["customer.care.task"]

    @contextmanager
    def _refused(self, error, message):
        """Expect an error with this text, and roll back what was refused."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), message)

    @classmethod
    def _occasion(cls, name):
        return cls.env.ref(f"key_account_visits.care_occasion_{name}")

    def _run_care(self, day):
        """Run the nightly job as the scheduler does, at 10:00 in China."""
        with freeze_time(f"{day} 02:00:00"):
            self._run_cron("key_account_visits.ir_cron_customer_care")

    def _tasks(self, name, **values):
        domain = [("occasion_id", "=", self._occasion(name).id)]
        domain += [("company_id", "=", self.company.id)]
        return self.Task.search(domain + [(key, "=", value) for key, value in values.items()])

    @classmethod
    def _card(cls, person=None, **values):
        """Return the person's card with consent, as superuser."""
        return cls.env["customer.contact"].create(
            {
                "partner_id": (person or cls.person).id,
                "buying_role": "economic",
                "personal_purpose": "Birthday greetings",
                "consent_date": "2025-01-05",
                "consent_way": "written",
                "retention_until": "2035-12-31",
                **values,
            }
        )

    @classmethod
    def _birthday(cls, month, day, person=None, **values):
        values = {"birthday_kind": "solar", **values}
        return cls._card(person, birth_month=month, birth_day=day, **values)

    @classmethod
    def _manual(cls, user=None, **values):
        return cls.Task.with_user(user or cls.salesperson).create(
            {
                "partner_id": cls.customer.id,
                "occasion_id": cls._occasion("other").id,
                "day": date(2026, 6, 10),
                "way": "call",
                **values,
            }
        )
