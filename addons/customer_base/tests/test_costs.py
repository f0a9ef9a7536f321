from lxml import etree
from odoo.tests import tagged

from .guard_common import GuardCase


@tagged("post_install", "-at_install")
class TestCosts(GuardCase):
    """What customer management adds to the ERP's everyday work, in queries."""

    def _queries(self, function):
        """Return the statements of a function, record caches cold, server caches warm."""
        function()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        with self.assertLogs("odoo.sql_db", "DEBUG") as logs:
            function()
            self.env.flush_all()
        queries = [line for line in logs.output if " query: " in line]
        self.assertTrue(queries)
        return queries

    def test_phone_of_somebody_else_asks_nothing_of_ours(self):
        """P-07: the phone number of a contact that is no customer: no look into our tables."""
        contact = self.Partner.create({"name": "Plumber", "phone": "1"})
        person = self.Partner.create({"name": "Pan", "parent_id": contact.id, "phone": "1"})
        numbers = iter(range(100))
        for partner in (contact, person):
            queries = self._queries(
                lambda partner=partner: partner.with_user(self.li).write(
                    {"phone": f"021-6600{next(numbers):04d}"}
                )
            )
            ours = [query for query in queries if 'FROM "customer_' in query]
            self.assertFalse(ours, partner.name)

    def test_phone_of_a_customer_costs_one_search(self):
        """P-07: of a customer its file is looked for once, and counts what is filled in."""
        customer = self._customer(self.li)
        file = self.env["customer.file"].with_user(self.li).create({"partner_id": customer.id})
        requirements = self.env["customer.file.requirement"]
        requirements.search([]).unlink()
        requirements.create({"field_name": "partner_phone", "category": "all", "weight": 1})
        other = self._customer(self.li, name="Without a File", phone="1")
        numbers = iter(range(100))
        queries = self._queries(
            lambda: other.with_user(self.li).write({"phone": f"021-6600{next(numbers):04d}"})
        )
        self.assertEqual(len([query for query in queries if 'FROM "customer_' in query]), 1)
        self.assertEqual(file.completeness, 100.0)
        customer.with_user(self.li).phone = False
        self.assertEqual(file.completeness, 0.0)

    def test_form_costs_few_queries_more(self):
        """P-05: our part of the customer form takes at most seven queries, for every role."""
        customer = self._customer(self.li)
        view = self.env.ref("base.view_partner_form")
        for role in ("salesperson", "clerk", "manager", "director", "admin"):
            row = customer.with_user(self.users_by_role[role] if role != "salesperson" else self.li)
            arch = etree.fromstring(row.get_view(view.id, "form")["arch"])
            ours, others = {}, {}
            for name in {node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")}:
                modules = row._fields[name]._modules
                mine = all(module.startswith("customer_") for module in modules)
                (ours if mine else others)[name] = {}
            plain = self._queries(lambda row=row, others=others: row.web_read(others))
            whole = self._queries(lambda row=row: row.web_read({**others, **ours}))  # noqa: B023
            with self.subTest(role=role):
                self.assertTrue(ours)
                self.assertLessEqual(len(whole) - len(plain), 7)

    def test_manager_sees_customers_of_the_department(self):
        """P-06: read off the row; contacts of a customer follow their customer's person."""
        self.company.customer_partner_rule = True
        mine = self._customer(self.li)
        other = self._customer(self.zhao, name="Of the West")
        people = self.Partner.create(
            [
                {"name": "Pan", "parent_id": mine.id, "user_id": self.zhao.id},
                {"name": "Qiu", "parent_id": other.id, "user_id": self.li.id},
            ]
        )
        self.env.flush_all()
        everything = mine | other | people
        partners = self.Partner.with_user(self.manager)
        found = partners.search([("id", "in", everything.ids)])
        self.assertEqual(found, mine | people[0])
        visible = everything.with_user(self.manager).filtered("customer_visible")
        self.assertEqual(visible, found)
        company = self.env["res.company"].with_user(self.manager)
        found = company.search([("partner_id", "any", [("id", "in", everything.ids)])])
        self.assertFalse(found)

    def test_manager_list_gathers_no_customers(self):
        """P-06: the list of a manager asks no table for all that the department may see."""
        self.company.customer_partner_rule = True
        self._customer(self.li)
        partners = self.Partner.with_user(self.manager)
        queries = self._queries(lambda: partners.web_search_read([], {"name": {}}, limit=80))
        gathered = [
            query for query in queries if "reason = 'owner'" in query and "ANY(ARRAY(" in query
        ]
        self.assertFalse(gathered)
