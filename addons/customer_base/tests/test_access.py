from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .access_common import AccessCommon
from .common import ROLES

SEE_ALL = {"director", "marketing", "general_manager", "admin"}
# The rule on contacts leaves these alone; files and records open by work or request (F-06).
SERVING = {"finance", "legal", "service"}


@tagged("post_install", "-at_install")
class TestAccess(AccessCommon):
    """Who sees which customer (REQ B-09, B-13)."""

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------
    def test_owner_row_follows_the_responsible_person(self):
        """REQ B-09: the new person sees the customer, the former one no more, both on record."""
        self.assertTrue(self._sees(self.salesperson, self.role))
        self.assertFalse(self._sees(self.colleague, self.role))
        self.customer.with_user(self.manager).user_id = self.colleague
        self.assertFalse(self._sees(self.salesperson, self.role))
        self.assertTrue(self._sees(self.colleague, self.role))
        rows = (
            self.env["customer.access"]
            .with_context(active_test=False)
            .search([("partner_id", "=", self.customer.id)], order="id")
        )
        self.assertEqual(rows.user_id, self.salesperson | self.colleague)
        self.assertEqual(rows.mapped("active"), [False, True])
        self.assertEqual(rows[0].ended_by_id, self.manager)
        self.assertTrue(rows[0].ended_on)

    def test_unmanaged_partner_has_no_rows(self):
        """REQ B-09: contacts we don't manage stay out of the table."""
        self.supplier.user_id = self.salesperson
        self.assertFalse(self.supplier.customer_access_ids)
        self.supplier.customer_category = "potential"
        self.assertEqual(self.supplier.customer_access_ids.user_id, self.salesperson)

    def test_customer_without_person_belongs_to_who_enters_it(self):
        """REQ B-09: a salesperson finds the own entry again."""
        self._limit()
        partner = self.Partner.with_user(self.salesperson).create(
            {"name": "Own Entry", "is_company": True, "customer_category": "potential"}
        )
        self.assertEqual(partner.user_id, self.salesperson)
        self.assertTrue(self._sees(self.salesperson, partner))
        self.assertFalse(self._sees(self.colleague, partner))

    def test_rows_changed_around_the_orm_are_healed(self):
        """REQ B-09: an owner set by SQL is found by the daily run."""
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s",
            (self.colleague.id, self.customer.id),
        )
        self.env.invalidate_all()
        self.env["customer.access"]._sync_owners()
        self.assertTrue(self._sees(self.colleague, self.role))
        self.assertFalse(self._sees(self.salesperson, self.role))

    # ------------------------------------------------------------------
    # Roles
    # ------------------------------------------------------------------
    def test_roles_on_confidential_records(self):
        """REQ B-09: own, department, company; whatever the rule on partners says."""
        for role in ROLES:
            with self.subTest(role=role):
                user = self.users_by_role[role]
                self.assertEqual(
                    self._sees(user, self.role),
                    role in SEE_ALL | {"salesperson", "manager", "clerk"},
                )
        self.assertFalse(self._sees(self.colleague, self.role))
        with self.assertRaisesRegex(AccessError, "not allowed to access 'Buying Role'"):
            self.role.with_user(self.outsider).read(["focus"])

    def test_manager_of_another_department(self):
        """REQ B-09: a manager sees the department's customers, not the neighbour's."""
        self.assertFalse(self._sees(self.manager, self.other_customer.customer_access_ids))
        employee = self.env["hr.employee"].create(
            {
                "name": "Colleague",
                "user_id": self.colleague.id,
                "company_id": self.company.id,
            }
        )
        below = self.env["hr.department"].create(
            {"name": "Sales North", "parent_id": self.department.id, "company_id": self.company.id}
        )
        employee.department_id = below
        self.assertTrue(self._sees(self.manager, self.other_customer.customer_access_ids))
        employee.department_id = False
        self.assertFalse(self._sees(self.manager, self.other_customer.customer_access_ids))

    def test_partner_rule_is_off_at_first(self):
        """REQ B-09: nothing vanishes from a running ERP."""
        for user in (self.colleague, self.outsider):
            self.assertTrue(self._sees(user, self.customer))

    def test_partner_rule(self):
        """REQ B-09: with the rule on, only who has access sees a customer; others as before."""
        self._limit()
        for role in ROLES:
            with self.subTest(role=role):
                self.assertEqual(
                    self._sees(self.users_by_role[role], self.customer),
                    role in SEE_ALL | SERVING | {"salesperson", "manager", "clerk"},
                )
                self.assertTrue(self._sees(self.users_by_role[role], self.supplier))
        for user in (self.colleague, self.outsider):
            self.assertFalse(self._sees(user, self.customer))
            self.assertFalse(self._sees(user, self.role.partner_id))
            self.assertTrue(self._sees(user, self.supplier))

    def test_partner_rule_by_every_way_in(self):
        """REQ B-09: no number, name or group of a foreign customer comes out by RPC."""
        self._limit()
        partners = self.Partner.with_user(self.colleague)
        domain = [("id", "in", (self.customer | self.other_customer).ids)]
        self.assertEqual(partners.search_count(domain), 1)
        self.assertEqual(partners.search_read(domain, ["name"])[0]["id"], self.other_customer.id)
        self.assertFalse(partners.name_search("上海宏远"))
        self.assertFalse(partners.search([("vat", "=", self.customer.vat)]))
        groups = partners.formatted_read_group(domain, ["user_id"], ["__count"])
        self.assertEqual([group["__count"] for group in groups], [1])
        self.assertFalse(
            self.env["customer.contact"]
            .with_user(self.colleague)
            .search([("partner_id.name", "=", "李建国")])
        )
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self.customer.with_user(self.colleague).web_read({"phone": {}})
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self.customer.with_user(self.colleague).write({"phone": "1"})
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "6222021001116245702", "partner_id": self.customer.id}
        )
        self.assertFalse(self._sees(self.colleague, bank))
        self.assertTrue(self._sees(self.salesperson, bank))

    def test_other_company_does_not_open_the_customers(self):
        """REQ B-09: working in a company without the rule changes nothing for shared ones."""
        self._limit()
        free = self.env["res.company"].create({"name": "Free"})
        self.colleague.company_ids += free
        partners = self.Partner.with_user(self.colleague).with_context(allowed_company_ids=free.ids)
        self.assertFalse(partners.search([("id", "=", self.customer.id)]))

    def test_access_to_another_companys_customers_stays_there(self):
        """REQ B-09: a row of access names its customer; it is read in the customer's company."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.Partner.create(
            {"name": "T", "is_company": True, "customer_category": "closed", "company_id": other.id}
        )
        theirs.user_id = self.env.user
        shared = self.customer.customer_access_ids
        rows = theirs.customer_access_ids | shared
        self.assertEqual(len(rows), 2)
        admin = self.users_by_role["admin"]
        self.assertEqual(rows.with_user(admin).search([("id", "in", rows.ids)]), shared)
        admin.company_ids += other
        both = rows.with_user(admin).with_context(allowed_company_ids=(self.company | other).ids)
        self.assertEqual(len(both.search([("id", "in", rows.ids)])), 2)

    def test_all_customers_group(self):
        """REQ B-09: accounting and shipping get every customer by a group of its own."""
        self._limit()
        self.outsider.group_ids += self.env.ref("customer_base.group_customer_all")
        self.assertTrue(self._sees(self.outsider, self.customer))

    # ------------------------------------------------------------------
    # Changing hands
    # ------------------------------------------------------------------
    def test_who_hands_out_a_customer(self):
        """REQ B-09: nobody makes a colleague's customer their own."""
        for role in ROLES:
            user = self.users_by_role[role]
            user.group_ids += self.env.ref("base.group_partner_manager")
            may = role in {"manager", "director", "marketing", "admin"}
            with self.subTest(role=role):
                customer = self.customer.with_user(user)
                if may:
                    customer.user_id = self.salesperson
                    customer.user_id = self.colleague
                    self.customer.sudo().user_id = self.salesperson
                else:
                    with self.assertRaisesRegex(AccessError, "responsible for 上海宏远"):
                        customer.user_id = self.colleague
                self.assertEqual(self.customer.user_id, self.salesperson)
        with self.assertRaisesRegex(AccessError, "changes who is responsible for"):
            self.other_customer.with_user(self.manager).user_id = self.manager
        with self.assertRaisesRegex(AccessError, "changes who is responsible for"):
            self.customer.with_user(self.colleague).write({"user_id": self.colleague.id})

    def test_no_way_around_by_the_category(self):
        """REQ B-09: a customer taken out of management and back would change hands."""
        with self.assertRaisesRegex(AccessError, "administrator"):
            self.customer.with_user(self.colleague).customer_category = False
        with self.assertRaisesRegex(AccessError, "administrator"):
            self.customer.with_user(self.salesperson).customer_category = False
        self.customer.with_user(self.users_by_role["admin"]).customer_category = False
        self.assertFalse(self.customer.customer_access_ids)

    def test_no_way_around_by_the_parent(self):
        """REQ B-09: a foreign customer made a contact of one's own would show its records."""
        for values in (
            {"parent_id": self.other_customer.id},
            {"parent_id": self.other_customer.id, "is_company": False},
            {"is_company": False},
        ):
            with self.subTest(values=values), self.assertRaisesRegex(AccessError, "not a customer"):
                self.customer.with_user(self.colleague).write(values)
        self.assertEqual(self.role.commercial_partner_id, self.customer)
        with self.assertRaisesRegex(AccessError, "not a customer of yours"):
            self.other_customer.with_user(self.colleague).write(
                {"child_ids": [Command.link(self.customer.id)]}
            )
            self.env.flush_all()
        self.customer.invalidate_recordset()
        self.assertEqual(self.role.commercial_partner_id, self.customer)

    def test_no_way_around_by_merging(self):
        """REQ B-09: merging needs both customers; the remaining one keeps team and history."""
        self.colleague.group_ids += self.env.ref("base.group_partner_manager")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        both = self.customer | self.other_customer
        with self.assertRaisesRegex(AccessError, "上海宏远"):
            wizard.with_user(self.colleague)._merge(both.ids, self.other_customer)
        self.env["customer.access"].with_user(self.salesperson).create(
            {"partner_id": self.customer.id, "user_id": self.users_by_role["service"].id}
        )
        for partner in both:
            partner._customer_access_add(self.outsider, "team")
        history = self.env["customer.access"].with_context(active_test=False)
        count = history.search_count([("partner_id", "in", both.ids)])
        wizard._merge(both.ids, self.other_customer)
        rows = history.search([("partner_id", "=", self.other_customer.id)])
        self.assertEqual(len(rows), count)
        active = rows.filtered("active")
        self.assertEqual(
            active.filtered(lambda row: row.reason == "team").user_id,
            self.users_by_role["service"] | self.outsider,
        )
        self.assertEqual(len(active.filtered(lambda row: row.user_id == self.outsider)), 1)
        owner = active.filtered(lambda row: row.reason == "owner")
        self.assertEqual(owner.user_id, self.colleague)

    # ------------------------------------------------------------------
    # Team
    # ------------------------------------------------------------------
    def test_team_member_sees_and_leaves(self):
        """REQ B-13: several people with roles serve one customer; everyone on it sees it."""
        self._limit()
        member = (
            self.env["customer.access"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.colleague.id,
                    "role_id": self.env.ref("customer_base.customer_access_role_technical").id,
                }
            )
        )
        self.assertTrue(self._sees(self.colleague, self.customer))
        self.assertTrue(self._sees(self.colleague, self.role))
        self.customer.with_user(self.colleague).write({"city": "Wuhan"})
        self.assertEqual(self.customer.account_team_ids.user_id, self.colleague)
        member.action_end()
        self.assertFalse(self._sees(self.colleague, self.customer))
        self.assertFalse(member.active)
        self.assertEqual(member.ended_by_id, self.salesperson)

    def test_team_by_the_form(self):
        """REQ B-13: the responsible person adds a colleague on the customer's page."""
        self.customer.with_user(self.salesperson).write(
            {"account_team_ids": [Command.create({"user_id": self.colleague.id})]}
        )
        self.assertTrue(self._sees(self.colleague, self.role))

    def test_team_only_by_who_may(self):
        """REQ B-13: nobody lets themselves in."""
        Access = self.env["customer.access"]
        values = {"partner_id": self.customer.id, "user_id": self.colleague.id}
        for user in (
            self.colleague,
            self.outsider,
            self.users_by_role["clerk"],
            self.users_by_role["finance"],
            self.users_by_role["service"],
        ):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(AccessError, "lets others see"),
            ):
                Access.with_user(user).create(values)
        for user in (self.salesperson, self.manager, self.users_by_role["director"]):
            row = Access.with_user(user).create(values)
            row.action_end()
        self.assertFalse(self._sees(self.colleague, self.role))

    def test_rows_cannot_be_forged(self):
        """REQ B-09: owner, grant and end are the system's; nothing is deleted."""
        Access = self.env["customer.access"].with_user(self.salesperson)
        base = {"partner_id": self.customer.id, "user_id": self.colleague.id}
        for forged in (
            {"reason": "owner"},
            {"reason": "grant"},
            {"reason": "work"},
            {"active": False},
            {"date_from": "2020-01-01"},
        ):
            with (
                self.subTest(forged=forged),
                self.assertRaisesRegex(AccessError, "only members of a team"),
            ):
                Access.create({**base, **forged})
        stays = "Who has access stays on record"
        with self.assertRaisesRegex(AccessError, stays), self.env.cr.savepoint():
            Access.with_context(default_reason="grant").create(base).write({"reason": "owner"})
        row = Access.create(base)
        self.assertEqual(row.reason, "team")
        for values in (
            {"partner_id": self.other_customer.id},
            {"user_id": self.outsider.id},
            {"active": False},
            {"reason": "owner"},
        ):
            with self.subTest(values=values), self.assertRaisesRegex(AccessError, stays):
                row.write(values)
        for user in (self.salesperson, self.users_by_role["admin"]):
            with self.assertRaisesRegex(AccessError, "Who had access to a customer"):
                row.with_user(user).unlink()
        owner = self.customer.customer_access_ids.filtered(lambda line: line.reason == "owner")
        with self.assertRaisesRegex(UserError, "follows from who is responsible"):
            owner.with_user(self.salesperson).action_end()
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            row.with_user(self.users_by_role["finance"]).action_end()
        self.assertTrue(row.active)

    def test_team_of_a_contact_or_supplier_is_refused(self):
        """REQ B-13: teams sit on the customer itself."""
        Access = self.env["customer.access"].with_user(self.users_by_role["director"])
        with self.assertRaisesRegex(UserError, "no customer category"):
            Access.create({"partner_id": self.supplier.id, "user_id": self.colleague.id})
        with self.assertRaisesRegex(UserError, "Choose 上海宏远"):
            Access.create({"partner_id": self.role.partner_id.id, "user_id": self.colleague.id})

    # ------------------------------------------------------------------
    # Followers
    # ------------------------------------------------------------------
    def test_followers_without_access_get_nothing(self):
        """REQ B-09: following a customer is not a way to its messages."""
        self._limit()
        contact = self.customer.child_ids[:1]
        contact.email = "li@example.com"
        self.customer.message_subscribe(
            (self.colleague | self.salesperson).partner_id.ids + contact.ids
        )
        message = self.customer.with_user(self.users_by_role["director"]).message_post(
            body="Discount of 12 %", subtype_xmlid="mail.mt_comment"
        )
        told = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(told.res_partner_id, self.salesperson.partner_id | contact)
        with self.assertRaisesRegex(AccessError, "due to security restrictions"):
            message.with_user(self.colleague).read(["body"])

    # ------------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------------
    def test_list_costs_the_same_for_any_number(self):
        """REQ B-09: the rule adds no query per customer."""
        self._limit()
        partners = self.Partner.create(
            [
                {
                    "name": f"Row {index}",
                    "is_company": True,
                    "customer_category": "potential",
                    "user_id": self.salesperson.id,
                }
                for index in range(80)
            ]
        )
        mine = self.Partner.with_user(self.salesperson)
        fields = ["name", "customer_category", "user_id", "access_write"]

        def count(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = mine.search_read([("id", "in", partners[:number].ids)], fields)
            self.assertEqual(len(rows), number)
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(2), count(80))
