import json

from odoo import http
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .test_export import ExportCase


class DayCase(ExportCase):
    """A person whose reads of a day may reach 150 customers, and 300 customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).customer_export_alert = 150
        cls.many = cls._customers(cls, 300)
        cls.Day = cls.env["customer.read.day"]

    def _reader(self, role="director"):
        """Return somebody new: what a worker remembers of people outlives a test's rollback."""
        return new_test_user(
            self.env,
            f"day_reader_{self._testMethodName}",
            groups=f"customer_base.group_customer_{role},base.group_allow_export",
            password="day_reader_password",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def _days(self, user):
        return self._logs(user, route="day")


@tagged("post_install", "-at_install")
class TestDayCount(DayCase):
    """What leaves a person in a day, whatever the method (S-07, S-17, REQ B-09)."""

    def _counts(self, way, read):
        """Read all customers by 30 at a time in a way of its own; the day's line is made."""
        user = self._reader()
        with self.enter_registry_test_mode():
            for start in range(0, 300, 30):
                read(self.many[start : start + 30].with_user(user))
        line = self._days(user)
        self.assertEqual(len(line), 1, way)
        self.assertTrue(line.is_alert)
        self.assertGreater(line.record_count, 150)
        self.assertLessEqual(line.record_count, 300)
        admin = self.users_by_role["admin"]
        self.assertTrue(line.activity_ids.filtered(lambda activity: activity.user_id == admin))

    def test_read(self):
        """S-17: pages below the limit of bulk reads add up."""
        self._counts("read", lambda records: records.read(["phone"]))

    def test_web_search_read(self):
        """S-17: also as the web client pages."""
        self._counts(
            "web_search_read",
            lambda records: records.web_search_read([("id", "in", records.ids)], {"phone": {}}),
        )

    def test_copy_data(self):
        """S-07: the values of a copy are the values of the record."""
        self._counts("copy_data", lambda records: records.copy_data())

    def test_read_progress_bar(self):
        """S-07: a progress bar by phone is a list of phones."""
        bar = {"field": "customer_category", "colors": {"potential": "info"}}
        self._counts(
            "read_progress_bar",
            lambda records: records.read_progress_bar([("id", "in", records.ids)], "name", bar),
        )

    def test_formatted_read_group(self):
        """S-07: groups below the limit of bulk reads add up."""
        self._counts(
            "formatted_read_group",
            lambda records: records.formatted_read_group([("id", "in", records.ids)], ["name"]),
        )

    def test_groups_by_way_of_the_customer(self):
        """S-07: a phone number is not taken out by grouping the persons by their company's."""
        persons = self.Partner.create(
            [{"name": f"Person {row.id}", "parent_id": row.id} for row in self.many]
        )
        owner = {person.parent_id: person for person in persons}
        self._counts(
            "parent_id.name",
            lambda records: records.formatted_read_group(
                [("id", "in", [owner[row.sudo()].id for row in records])], ["parent_id.name"]
            ),
        )

    def test_onchange_one_by_one(self):
        """S-07: a form asked for one customer's data after the other."""

        def ask(records):
            contacts = self.env["customer.interaction"].with_user(records.env.user)
            for row in records:
                contacts.onchange({"partner_id": row.id}, ["partner_id"], {"partner_id": {}})

        self._counts("onchange", ask)

    def test_records_of_customers(self):
        """S-07: contact records tell of their customers."""
        rows = self.env["customer.interaction"].create(
            [{"partner_id": partner.id, "summary": "Call"} for partner in self.many]
        )
        by_partner = {row.partner_id.id: row for row in rows}

        def read(records):
            found = rows.browse([by_partner[row.id].id for row in records])
            found.with_user(records.env.user).read(["summary"])

        self._counts("interactions", read)

    def test_everyday_work_adds_up_to_nothing(self):
        """S-07: the same customers all day long count once; the next day begins anew."""
        user = self._reader()
        mine = self.many[:120].with_user(user)
        with self.enter_registry_test_mode():
            with freeze_time("2026-03-02 04:00:00"):
                for _time in range(20):
                    mine.read(["phone"])
                self.assertFalse(self._days(user))
                self.assertEqual(self.Day.search_count([("person", "=", user.id)]), 120)
            with freeze_time("2026-03-03 04:00:00"):
                self.many[120:240].with_user(user).read(["phone"])
        self.assertFalse(self._days(user))
        self.assertEqual(self.Day.search_count([("person", "=", user.id)]), 240)

    def test_exports_and_reads_add_up(self):
        """S-07: what was exported counts with what was read."""
        user = self._reader()
        user.group_ids += self.env.ref("customer_base.group_customer_export")
        with self.enter_registry_test_mode():
            self.many[:100].with_user(user).export_data(["name"])
            self.many[100:200].with_user(user).read(["phone"])
        self.assertEqual(self._days(user).record_count, 200)

    def test_contacts_of_nobody_do_not_count(self):
        """REQ B-09: only customers are customer data."""
        others = self.Partner.create([{"name": f"Plumber {i}"} for i in range(300)])
        user = self._reader()
        with self.enter_registry_test_mode():
            others.with_user(user).read(["phone"])
        self.assertFalse(self._days(user))
        self.assertFalse(self.Day.search_count([("person", "=", user.id)]))

    def test_reading_costs_no_query_of_its_own(self):
        """S-07: a list costs what it did, read again or new, until there is enough to count."""
        user = self._reader()
        with self.enter_registry_test_mode():
            rows = self.many[:80].with_user(user)
            rows[:40].read(["phone"])
            costs = []
            for part in (rows[:40], rows[:40], rows[40:80]):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                part.read(["phone"])
                costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(set(costs)), 1)

    def test_changed_limits_are_on_record(self):
        """S-07: who raised the limit, from what to what; the others are told."""
        admin = self.users_by_role["admin"]
        other = self._make_user("day_second_admin", "admin")
        admin.group_ids += self.env.ref("base.group_system")
        self.env["res.config.settings"].with_user(admin).with_company(self.company).create(
            {"customer_bulk_read_limit": 1_000_000}
        ).execute()
        line = self._logs(admin, route="limit")
        self.assertIn("500 → 1000000", line.field_names)
        self.assertIn(other, line.activity_ids.user_id)
        self.company.with_user(admin).sudo().customer_export_alert = 0
        line = self._logs(admin, route="limit")[:1]
        self.assertIn("150 → 0", line.field_names)
        self.assertEqual((line.user_id, line.company_id), (admin, self.company))
        self.assertTrue(line.is_alert)
        self.assertIn(other, line.activity_ids.user_id)
        self.assertNotIn(admin, line.activity_ids.user_id)
        self.company.with_user(admin).sudo().customer_export_alert = 100
        self.assertFalse(self._logs(admin, route="limit")[:1].is_alert)

    def test_another_company_does_not_raise_the_limit(self):
        """S-07: people choose themselves in which of their companies they work."""
        open_company = self.env["res.company"].create(
            {"name": "Open", "customer_export_alert": 1_000_000}
        )
        user = self._reader()
        user.company_ids += open_company
        user.company_id = open_company
        with self.enter_registry_test_mode():
            self.many.with_user(user).read(["phone"])
        self.assertEqual(len(self._days(user)), 1)

    def test_nobody_reads_the_count(self):
        """REQ B-09: it is kept for the alarm, not to watch people."""
        for role, user in self.users_by_role.items():
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(role=role, operation=operation):
                    self.assertFalse(self.Day.with_user(user).has_access(operation))


@tagged("post_install", "-at_install")
class TestNamedExports(DayCase):
    """Exports of what is no customer data itself, but names customers (S-07)."""

    def test_orders_that_name_customers_are_on_record(self):
        """S-07: allowed by Odoo's right, and on record with the number of customers."""
        orders = self.env["sale.order"].create(
            [{"partner_id": partner.id} for partner in self.many[:3]]
        )
        user = self._reader()
        user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        orders.with_user(user).export_data(["name", "amount_total"])
        self.assertFalse(self._logs(user))
        orders.with_user(user).export_data(["name", "partner_id"])
        log = self._logs(user)
        self.assertEqual((log.model, log.record_count, log.refused), ("sale.order", 3, False))

    def test_bank_accounts_are_on_record(self):
        """S-07: account numbers of customers."""
        accounts = self.env["res.partner.bank"].create(
            [
                {"partner_id": partner.id, "acc_number": f"62220000{partner.id}"}
                for partner in self.many[:3]
            ]
        )
        user = self._reader()
        accounts.with_user(user).export_data(["acc_number"])
        log = self._logs(user)
        self.assertEqual((log.model, log.record_count), ("res.partner.bank", 3))


@tagged("post_install", "-at_install")
class TestDayCountRoutes(DayCase, HttpCase):
    """The same over HTTP, on whatever cursor Odoo gives a read (S-07)."""

    def _call(self, model, method, *args, **kwargs):
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}}
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def test_pages_of_the_client(self):
        """S-17: pages are read on read-only cursors: the count neither fails nor repeats them."""
        user = self._reader()
        self.authenticate(user.login, "day_reader_password")
        for start in range(0, 300, 60):
            answer = self._call(
                "res.partner",
                "web_search_read",
                domain=[["id", "in", self.many[start : start + 60].ids]],
                specification={"phone": {}},
            )
            self.assertEqual(answer["result"]["length"], 60)

    def test_copies_by_interface(self):
        """S-07: values of copies, 60 customers a call, make the day's line."""
        user = self._reader()
        self.authenticate(user.login, "day_reader_password")
        for start in range(0, 300, 60):
            answer = self._call("res.partner", "copy_data", self.many[start : start + 60].ids)
            self.assertEqual(len(answer["result"]), 60)
        line = self._days(user)
        self.assertEqual(len(line), 1)
        self.assertTrue(line.ip)

    def test_excel_of_orders(self):
        """S-07: an Excel list of orders with their customers' names leaves a line."""
        orders = self.env["sale.order"].create(
            [{"partner_id": partner.id} for partner in self.many[:2]]
        )
        user = self._reader()
        user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.authenticate(user.login, "day_reader_password")
        values = {
            "model": "sale.order",
            "fields": [{"name": "partner_id", "label": "Customer", "type": "many2one"}],
            "ids": orders.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        response = self.url_open(
            "/web/export/xlsx",
            data={"data": json.dumps(values), "csrf_token": http.Request.csrf_token(self)},
        )
        self.assertEqual(response.status_code, 200)
        log = self._logs(user)
        self.assertEqual((log.route, log.record_count), ("xlsx", 2))
