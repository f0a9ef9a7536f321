from contextlib import contextmanager

from odoo.addons.customer_base.tests.invoice_common import InvoiceCommon
from odoo.exceptions import AccessError
from odoo.tests import freeze_time


class MarketCommon(InvoiceCommon):
    """Two departments with their managers and salespeople, customers of every grade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = cls.users_by_role
        cls.manager = cls.roles["manager"]
        cls.marketing = cls.roles["marketing"]
        cls.director = cls.roles["director"]
        cls.department = cls._make_role_department("salesperson", "manager", "clerk")
        cls.colleague = cls._make_user("market_colleague", "salesperson", name="Test colleague")
        cls.other_manager = cls._make_user("market_manager", "manager", name="Other manager")
        cls.other_department = cls._make_department("West", cls.other_manager, cls.colleague)
        cls.other_customer = cls._customer("苏州长风泵业有限公司", cls.colleague)
        cls.person = cls.Partner.create({"name": "李建国", "parent_id": cls.customer.id})
        cls.grades = {
            code: cls.env.ref(f"customer_base.customer_grade_{code.lower()}") for code in "ABCD"
        }
        cls._employed_since("2025-01-06")
        cls.company.customer_partner_rule = True

    @classmethod
    def _employed_since(cls, day):
        """The clock of a transaction is not frozen: say when these people were entered."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE hr_employee SET create_date = %s WHERE company_id = %s", [day, cls.company.id]
        )
        cls.env.invalidate_all()

    @classmethod
    def _customer(cls, name, user=None, grade=None):
        customer = cls.Partner.create(
            {
                "name": name,
                "is_company": True,
                "customer_category": "closed",
                "user_id": user and user.id,
            }
        )
        if grade:
            customer._customer_set_grade(grade, "Test")
        return customer

    def _as(self, user, records):
        return records.with_user(user).with_context(
            allowed_company_ids=self.company.ids, tracking_disable=True
        )

    def _day(self, day):
        """Noon of ``day`` in China."""
        return freeze_time(f"{day} 04:00:00")

    def _sees(self, user, record):
        """Return whether the user finds and reads the record, as one answer."""
        self.env.invalidate_all()
        record = self._as(user, record)
        try:
            found = bool(record.search([("id", "=", record.id)]))
        except AccessError:
            found = False  # no right on the model at all
        try:
            record.read(["display_name"])
            read = True
        except AccessError:
            read = False
        self.assertEqual(found, read, "search and read must agree")
        return read

    def _info(self, user=None, **values):
        return self._as(user or self.salesperson, self.env["customer.market.info"]).create(
            {"kind": "competitor", "text": "They sell 10 % below us", **values}
        )

    def _form(self, user=None, **values):
        return self._as(user or self.salesperson, self.env["customer.feedback"]).create(
            {
                "partner_id": self.customer.id,
                "said_by": "Master Wang",
                "text": "The seal leaks",
                **values,
            }
        )

    def _report(self, user=None, **values):
        return self._as(user or self.salesperson, self.env["customer.market.report"]).create(
            {
                "month": "2026-05-01",
                "summary": "Sold pumps",
                "forecast": "More pumps",
                "problems": "Late deliveries",
                "solutions": "Two more drivers",
                **values,
            }
        )

    def _run_cron(self, xmlid, day):
        """Run a scheduled job as the scheduler does, at noon of a day."""
        self.env.flush_all()
        with self._day(day), self.enter_registry_test_mode():
            self.env.ref(f"key_account_visits.{xmlid}").method_direct_trigger()
        self.env.invalidate_all()

    def _activities(self, xmlid, users=None):
        domain = [("activity_type_id", "=", self.env.ref(f"key_account_visits.{xmlid}").id)]
        if users is not None:
            domain.append(("user_id", "in", users.ids))
        return self.env["mail.activity"].search(domain)

    @contextmanager
    def _unchanged(self, record, *names):
        """Check that a refusal left these fields as they were."""
        before = record.sudo().read(names)
        yield
        self.env.invalidate_all()
        self.assertEqual(record.sudo().read(names), before)

    def _spent(self, function, *arguments):
        """Return how many statements a call needs with caches of records empty."""
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        function(*arguments)
        self.env.flush_all()
        return self.cr.sql_log_count - start

    def _job_spent(self, xmlid, day):
        """Return how many statements of a job are about what is ours or people's reminders."""
        with self.assertLogs("odoo.sql_db", "DEBUG") as logs:
            self._run_cron(xmlid, day)
        queries = [line for line in logs.output if " query: " in line]
        return sum("customer_" in query or "mail_activity" in query for query in queries)

    def _hire(self, first, count):
        """Employ new salespeople in the department."""
        users = self.env["res.users"].union(
            *(
                self._make_user(f"market_{number}", "salesperson")
                for number in range(first, first + count)
            )
        )
        self._employ(users, self.department)
        self._employed_since("2025-01-06")
        return users
