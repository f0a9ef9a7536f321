import json

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CustomerCommon


class ExportCase(CustomerCommon):
    """One person with the right to export, one without."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exporter = new_test_user(
            cls.env,
            "customer_exporter",
            groups="customer_base.group_customer_director,customer_base.group_customer_export",
            password="customer_exporter",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.director = cls.users_by_role["director"]
        # Odoo's own right to export is not enough for customer data
        cls.director.group_ids += cls.env.ref("base.group_allow_export")
        cls.log = cls.env["customer.export.log"]

    def _customers(self, count):
        return self.Partner.create(
            [
                {"name": f"Quarry {index}", "is_company": True, "customer_category": "potential"}
                for index in range(count)
            ]
        )

    def _logs(self, user, **values):
        domain = [("user_id", "=", user.id)] + [(key, "=", val) for key, val in values.items()]
        return self.log.search(domain)


@tagged("post_install", "-at_install")
class TestExport(ExportCase):
    """Export of customer data is for those allowed, and on record (REQ B-09)."""

    def _refused(self, user, records, paths=("name", "phone")):
        with self.enter_registry_test_mode(), self.assertRaisesRegex(AccessError, "may not export"):
            records.with_user(user).export_data(list(paths))

    def test_every_role_without_the_right_is_refused(self):
        """REQ B-09: only the administrator's role brings the right along."""
        for role, user in self.users_by_role.items():
            with self.subTest(role=role):
                if role == "admin":
                    rows = self.customer.with_user(user).export_data(["name"])["datas"]
                    self.assertEqual(rows, [[self.customer.name]])
                else:
                    self._refused(user, self.customer)

    def test_refused_attempt_is_on_record(self):
        """REQ B-09: the message says whom to ask, and the attempt outlives the rollback."""
        self._refused(self.director, self.customer)
        log = self._logs(self.director)
        self.assertRecordValues(
            log,
            [
                {
                    "refused": True,
                    "route": "rpc",
                    "record_count": 1,
                    "model": "res.partner",
                    "field_names": "name, phone",
                }
            ],
        )
        self.assertIn(str(self.customer.id), log.sample)

    def test_export_is_on_record(self):
        """REQ B-09: who, when, what, how many."""
        customers = self._customers(3)
        customers.with_user(self.exporter).export_data(["name", "phone"])
        log = self._logs(self.exporter)
        self.assertEqual((log.record_count, log.refused, log.model), (3, False, "res.partner"))
        self.assertEqual(log.company_id, self.company)

    def test_contacts_of_customers_are_customer_data(self):
        """REQ B-09: a person at a customer counts, a contact of nobody does not."""
        person = self.Partner.create({"name": "Buyer", "parent_id": self.customer.id})
        self._refused(self.director, person)
        stranger = self.Partner.create({"name": "Plumber", "is_company": True})
        rows = stranger.with_user(self.director).export_data(["name"])["datas"]
        self.assertEqual(rows, [["Plumber"]])

    def test_customer_data_by_way_of_another_model(self):
        """REQ B-09: a phone number is not taken out through an order either."""
        self.Partner.create({"name": "Buyer", "parent_id": self.customer.id})
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self._refused(self.director, order, ["name", "partner_id/phone"])
        self._refused(self.director, order, ["name", "partner_id/child_ids/phone"])
        rows = order.with_user(self.director).export_data(["name", "partner_id"])["datas"]
        self.assertEqual(rows[0][0], order.name)

    def test_buying_roles_are_customer_data(self):
        """REQ B-09: other records of customers need the right as well."""
        person = self.Partner.create({"name": "Buyer", "parent_id": self.customer.id})
        contact = self.env["customer.contact"].create({"partner_id": person.id})
        self._refused(self.director, contact, ["focus"])

    def test_no_context_switches_it_off(self):
        """REQ B-09: neither context keys nor defaults open the export."""
        with self.enter_registry_test_mode(), self.assertRaisesRegex(AccessError, "may not export"):
            self.customer.with_user(self.director).with_context(
                import_compat=False, customer_approval_seal=True, su=True
            ).export_data(["name"])

    def test_nobody_writes_the_log(self):
        """REQ B-09: not by create, write or unlink, not even an administrator or superuser."""
        self.customer.with_user(self.exporter).export_data(["name"])
        log = self._logs(self.exporter)
        admin = self.users_by_role["admin"]
        vals = {"user_id": admin.id, "company_id": self.company.id, "model": "x", "route": "rpc"}
        for records in (self.log.with_user(admin), self.log.sudo()):
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                records.create(vals)
        for records in (log.with_user(admin), log.sudo()):
            with self.assertRaisesRegex(AccessError, "written by the system itself"):
                records.write({"record_count": 0})
            with self.assertRaisesRegex(AccessError, "kept for good"):
                records.unlink()
        forged = log.with_user(admin).with_context(customer_approval_seal=True)
        with self.assertRaisesRegex(AccessError, "written by the system itself"):
            forged.write({"record_count": 0})
        self.assertEqual(log.record_count, 1)

    def test_who_reads_the_log(self):
        """REQ B-09: administrators and the general manager, nobody else."""
        self.customer.with_user(self.exporter).export_data(["name"])
        for role, user in self.users_by_role.items():
            with self.subTest(role=role):
                may = self.log.with_user(user).has_access("read")
                self.assertEqual(may, role in ("admin", "general_manager"))

    def test_bulk_reads_are_on_record(self):
        """REQ B-09: all at once by interface is logged, whichever method is used."""
        self.company.customer_bulk_read_limit = 5
        self.env["res.company"].search([]).customer_bulk_read_limit = 5
        customers = self._customers(6).with_user(self.director)
        domain = [("id", "in", customers.ids)]
        partners = self.Partner.with_user(self.director)
        ways = {
            "read": lambda: customers.read(["phone"]),
            "search_read": lambda: partners.search_read(domain, ["phone"]),
            "web_search_read": lambda: partners.web_search_read(domain, {"phone": {}}),
            "web_read": lambda: customers.web_read({"phone": {}}),
            "name_search": lambda: partners.name_search("Quarry", domain, limit=None),
            "formatted_read_group": lambda: partners.formatted_read_group(domain, ["name"]),
            "array_agg": lambda: partners.formatted_read_group(domain, [], ["name:array_agg"]),
            "web_read_group": lambda: partners.web_read_group(
                domain, ["name"], ["__count"], auto_unfold=False
            ),
        }
        for way, read in ways.items():
            with self.subTest(way=way):
                before = self._logs(self.director)
                read()
                log = self._logs(self.director) - before
                self.assertEqual(log.mapped("route"), ["bulk"])
                self.assertEqual(log.record_count, 6)
        before = self._logs(self.director)
        customers[:5].read(["phone"])
        partners.search_read(domain, ["phone"], limit=5)
        self.assertEqual(self._logs(self.director), before)

    def test_ordinary_list_costs_nothing(self):
        """REQ B-09: a list of 80 takes as many queries as one of 8; nothing is logged."""
        customers = self._customers(80).with_user(self.director)

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records.web_read({"name": {}, "phone": {}})
            return self.env.cr.sql_log_count - start

        cost(customers)
        self.assertEqual(cost(customers), cost(customers[:8]))
        self.assertFalse(self._logs(self.director))

    def test_too_much_in_one_day_alerts_the_administrators(self):
        """REQ B-09: over the daily limit, once a day and person."""
        self.company.customer_export_alert = 4
        customers = self._customers(3).with_user(self.exporter)
        admin = self.users_by_role["admin"]
        for expected in (0, 1, 1):
            customers.export_data(["name"])
            logs = self._logs(self.exporter)
            mine = logs.activity_ids.filtered(lambda a: a.user_id == admin)
            self.assertEqual(len(mine), expected)
        self.assertEqual(len(logs.filtered("is_alert")), 1)

    def test_printing_many_is_on_record(self):
        """REQ B-09: one document is work, several are a list."""
        report = self.env["ir.actions.report"].create(
            {
                "name": "Labels",
                "model": "res.partner",
                "report_type": "qweb-html",
                "report_name": "web.html_container",
            }
        )
        reports = self.env["ir.actions.report"].with_user(self.director)
        customers = self._customers(2)
        reports._customer_log_report(report, customers[0].ids)
        self.assertFalse(self._logs(self.director))
        reports._customer_log_report(report, customers.ids)
        log = self._logs(self.director)
        self.assertEqual((log.route, log.record_count), ("report", 2))


@tagged("post_install", "-at_install")
class TestExportRoutes(ExportCase, HttpCase):
    """The web client's ways to take data out (REQ B-09)."""

    def _post(self, url, params):
        return self.url_open(
            url, data={"data": json.dumps(params), "csrf_token": http.Request.csrf_token(self)}
        )

    def _export(self, kind, login, **params):
        self.authenticate(login, login)
        values = {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": self.customer.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
            **params,
        }
        return self._post(f"/web/export/{kind}", values)

    def test_excel_csv_and_grouped_excel(self):
        """REQ B-09: also the grouped Excel list goes through the check.

        The record of the refusal is tested without HTTP: in tests the request's rollback takes
        back what other cursors wrote.
        """
        for kind, params in (
            ("xlsx", {}),
            ("csv", {}),
            ("xlsx", {"groupby": ["customer_category"]}),
        ):
            with self.subTest(kind=kind, **params):
                before = self._logs(self.exporter)
                response = self._export(kind, "customer_director", **params)
                self.assertEqual(response.status_code, 500)
                self.assertIn("may not export", response.text)
                response = self._export(kind, "customer_exporter", **params)
                self.assertEqual(response.status_code, 200)
                log = self._logs(self.exporter) - before
                self.assertEqual((log.route, log.record_count), (kind, 1))
                self.assertTrue(log.ip)

    def test_pivot(self):
        """REQ B-09: a pivot table holds sums; it is put on record."""
        self.authenticate("customer_director", "customer_director")
        table = {
            "title": "Customers",
            "model": "res.partner",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [],
            "measure_headers": [],
            "origin_headers": [],
            "rows": [{"title": "A", "indent": 0, "values": []}],
        }
        self.assertEqual(self._post("/web/pivot/export_xlsx", table).status_code, 200)
        self.assertEqual(self._logs(self.director).route, "pivot")

    def test_contact_cards(self):
        """REQ B-09: the cards of several customers are an export."""
        two = self.customer | self._customers(1)
        ids = ",".join(map(str, two.ids))
        self.authenticate("customer_director", "customer_director")
        response = self.url_open(f"/web/partner/vcard?partner_ids={ids}")
        self.assertIn("may not export", response.text)
        self.authenticate("customer_exporter", "customer_exporter")
        self.url_open(f"/web/partner/vcard?partner_ids={ids}")
        log = self._logs(self.exporter)
        self.assertEqual((log.route, log.record_count), ("vcard", 2))
