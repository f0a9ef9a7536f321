from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestEntryRights(AccessCommon):
    """Records are put on customers only by those who may change them (REQ B-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_person = cls.Partner.create({"name": "王五", "parent_id": cls.other_customer.id})
        cls.own_role = cls.env["customer.contact"].create({"partner_id": cls.own_person.id})
        cls.own_file = (
            cls.env["customer.file"]
            .with_user(cls.colleague)
            .create({"partner_id": cls.other_customer.id, "company_id": cls.company.id})
        )
        cls.hidden_file = (
            cls.env["customer.file"]
            .with_user(cls.salesperson)
            .create({"partner_id": cls.customer.id, "company_id": cls.company.id})
        )
        cls.own_talk = (
            cls.env["customer.interaction"]
            .with_user(cls.colleague)
            .create({"partner_id": cls.other_customer.id, "summary": "Called"})
        )
        cls.own_sales = (
            cls.env["customer.file.sales"]
            .with_user(cls.colleague)
            .create({"file_id": cls.own_file.id, "year": 2020, "amount": 1})
        )

    def _grant(self, user):
        """Let a user read the customer, as an approved access request does."""
        request = (
            self.env["customer.access.request"]
            .with_user(user)
            .create(
                {
                    "purpose": "Offer",
                    "customer_names": self.customer.name,
                    "company_id": self.company.id,
                }
            )
        )
        request.sudo()._on_approved()

    def _assert_blind(self, call):
        """Assert that a call is refused, and that the refusal tells nothing of the customer."""
        with self.assertRaises(AccessError) as caught, self.env.cr.savepoint():
            call()
            self.env.flush_all()
        text = str(caught.exception)
        for secret in (
            self.customer.name,
            self.customer.phone,
            self.customer.vat,
            self.salesperson.name,
            "李建国",
        ):
            self.assertNotIn(secret, text)
        self.env.invalidate_all()

    def _by_id(self, model):
        return self.env[model].with_user(self.colleague).with_company(self.company)

    # ------------------------------------------------------------------ S-02, S-03
    def test_nothing_is_put_on_a_hidden_customer(self):
        """S-03, REQ B-09: create and write, with and without a default of the client."""
        self._limit()
        person = self.role.partner_id
        for model, vals in (
            ("customer.file", {"partner_id": self.customer.id}),
            ("customer.interaction", {"partner_id": self.customer.id, "summary": "x"}),
            ("customer.interaction", {"partner_id": person.id, "summary": "x"}),
            ("customer.contact", {"partner_id": person.id}),
            ("customer.file.sales", {"file_id": self.hidden_file.id, "year": 2019}),
            ("customer.change.notice", {"partner_id": self.customer.id, "description": "x"}),
            ("customer.referral", {"partner_id": self.customer.id, "name": "x"}),
        ):
            with self.subTest(model=model):
                self._assert_blind(lambda model=model, vals=vals: self._by_id(model).create(vals))
                if model in ("customer.change.notice", "customer.referral"):
                    continue  # these take nothing from defaults
                context = {f"default_{name}": value for name, value in vals.items()}
                self._assert_blind(
                    lambda model=model, context=context: (
                        self._by_id(model).with_context(**context).create({})
                    )
                )

    def test_nothing_moves_to_a_hidden_customer(self):
        """S-03, REQ B-09: an own record moved there would show the customer's data in it."""
        self._limit()
        moves = (
            (self.own_file, {"partner_id": self.customer.id}),
            (self.own_talk, {"partner_id": self.customer.id}),
            (self.own_role, {"partner_id": self.role.partner_id.id}),
            (self.own_sales, {"file_id": self.hidden_file.id}),
            (self.own_file, {"main_contact_id": self.role.partner_id.id}),
            (self.own_talk, {"contact_ids": [Command.link(self.role.partner_id.id)]}),
        )
        for record, vals in moves:
            with self.subTest(model=record._name, vals=vals):
                name = next(iter(vals))
                before = record[name]
                self._assert_blind(
                    lambda record=record, vals=vals: record.with_user(self.colleague).write(vals)
                )
                self.assertEqual(record[name], before)

    def test_nothing_is_taken_from_a_hidden_customer(self):
        """S-03, REQ B-09: taking a record away changes the customer it was on."""
        hidden = self.env["customer.interaction"].create(
            {"partner_id": self.customer.id, "summary": "x", "user_id": self.colleague.id}
        )
        self._limit()
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            hidden.with_user(self.colleague).partner_id = self.other_customer
        self.env.invalidate_all()
        self.assertEqual(hidden.partner_id, self.customer)

    def test_nested_commands_and_import_obey(self):
        """S-03, REQ B-09: lines of an own file, rows of an import, copies."""
        self._limit()
        file = self.own_file.with_user(self.colleague)
        self._assert_blind(
            lambda: file.write(
                {"sales_ids": [Command.update(self.own_sales.id, {"file_id": self.hidden_file.id})]}
            )
        )
        result = self._by_id("customer.interaction").load(
            ["partner_id/.id", "summary"], [[str(self.customer.id), "x"]]
        )
        self.assertFalse(result["ids"])
        self._assert_blind(
            lambda: self.own_talk.with_user(self.colleague).copy({"partner_id": self.customer.id})
        )

    # ------------------------------------------------------------------ S-04
    def test_a_form_being_filled_in_tells_nothing(self):
        """S-04, REQ B-09: related fields are read as superuser; a number must not open them."""
        for limited, refusal in ((False, "not a customer of yours"), (True, "not open to you")):
            self.company.customer_partner_rule = limited
            for model, spec in (
                ("customer.file", {"contact_ids": {}, "partner_phone": {}, "partner_name": {}}),
                ("customer.contact", {"phone": {}, "email": {}}),
            ):
                target = self.customer if model == "customer.file" else self.role.partner_id
                for values, context in (
                    ({"partner_id": target.id}, {}),
                    ({"partner_id": {"id": target.id}}, {}),
                    ({}, {"default_partner_id": target.id}),
                ):
                    with self.subTest(model=model, limited=limited, values=values):
                        self.env.invalidate_all()
                        with self.assertRaisesRegex(AccessError, refusal):
                            self._by_id(model).with_context(**context).onchange(
                                values, ["partner_id"], {"partner_id": {}, **spec}
                            )

    def test_no_right_on_the_model_is_said_first(self):
        """S-04: who has no role learns no name by creating records for customer after customer."""
        for model, vals in (
            ("customer.file", {"partner_id": self.customer.id}),
            ("customer.interaction", {"partner_id": self.customer.id, "summary": "x"}),
            ("customer.contact", {"partner_id": self.role.partner_id.id}),
        ):
            with self.subTest(model=model):
                self._assert_blind(
                    lambda model=model, vals=vals: (
                        self.env[model].with_user(self.outsider).create(vals)
                    )
                )
                self._assert_blind(
                    lambda model=model, vals=vals: (
                        self.env[model]
                        .with_user(self.outsider)
                        .onchange(vals, list(vals), {"display_name": {}})
                    )
                )

    def test_a_refused_record_is_not_named_in_debug_mode(self):
        """S-04, U-04: Odoo names refused records to developers; of customers it may not."""
        self._limit()
        for record in (self.customer, self.role, self.hidden_file):
            with self.subTest(model=record._name):
                error = (
                    self.env["ir.rule"]
                    .with_user(self.colleague)
                    ._make_access_error("read", record.with_user(self.colleague))
                )
                self.assertNotIn(self.customer.name, str(error))
                self.assertIn("Access Requests", str(error))

    def test_a_customer_is_entered_with_its_contacts(self):
        """REQ B-02: the right to a customer begins with its creation, not after its contacts."""
        self._limit()
        customer = self._by_id("res.partner").create(
            {
                "name": "无锡太湖水泵有限公司",
                "is_company": True,
                "customer_category": "potential",
                "child_ids": [Command.create({"name": "周建业"})],
            }
        )
        self.assertEqual(customer.child_ids.name, "周建业")
        self.assertEqual(customer.user_id, self.colleague)
        customer.sudo().user_id = self.salesperson
        with self.assertRaisesRegex(AccessError, "customer is not open to you"):
            self._by_id("res.partner").create({"name": "New", "parent_id": customer.id})

    # ------------------------------------------------------------------ S-01
    def test_nobody_writes_the_commercial_entity(self):
        """S-01, REQ B-09: record rules stand on it, so it follows from the parent alone."""
        self._limit()
        own_contact = self.Partner.create({"name": "My Contact", "user_id": self.colleague.id})
        with self.assertRaisesRegex(AccessError, "“Commercial Entity” follows from"):
            own_contact.with_user(self.colleague).write({"commercial_partner_id": self.customer.id})
        with self.assertRaisesRegex(AccessError, "“Commercial Entity” follows from"):
            self.Partner.with_user(self.colleague).create(
                {"name": "New", "commercial_partner_id": self.customer.id}
            )
        for record in (self.own_file, self.own_talk, self.own_role, self.own_sales):
            with (
                self.subTest(model=record._name),
                self.assertRaisesRegex(AccessError, "filled in by the system"),
            ):
                record.with_user(self.colleague).write({"commercial_partner_id": self.customer.id})
        self.env.invalidate_all()
        self.assertEqual(own_contact.commercial_partner_id, own_contact)
        self.assertEqual(self.own_file.commercial_partner_id, self.other_customer)

    def test_no_contact_is_hung_below_a_hidden_customer(self):
        """S-01, REQ B-09: its parent's name, address and rights would be the user's."""
        self._limit()
        own_contact = self.Partner.create({"name": "My Contact"})
        self._assert_blind(
            lambda: own_contact.with_user(self.colleague).write({"parent_id": self.customer.id})
        )
        self._assert_blind(
            lambda: self.Partner.with_user(self.colleague).create(
                {"name": "New", "parent_id": self.customer.id}
            )
        )

    # ------------------------------------------------------------------ F-04
    def test_a_grant_lets_one_read_only(self):
        """F-04, REQ B-09 (S1 二(四)4): access on request changes nothing, on no route."""
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "6222021001116245702", "partner_id": self.customer.id}
        )
        self._limit()
        self._grant(self.colleague)
        self.assertTrue(self._sees(self.colleague, self.customer))
        self.colleague.group_ids += self.env.ref("base.group_partner_manager")
        mine = self.customer.with_user(self.colleague)
        person, role, file, bank = (
            records.with_user(self.colleague)
            for records in (self.role.partner_id, self.role, self.hidden_file, bank)
        )
        theirs = {"partner_id": self.customer.id}
        no_customer, no_entry = "not a customer of yours", "may not change this"
        orders = self.env["sale.order"].with_user(self.colleague).with_company(self.company)
        self.colleague.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        order = orders.create({"partner_id": self.other_customer.id})
        for call, refusal in (
            (lambda: mine.write({"phone": "1"}), no_customer),
            (mine.action_archive, no_customer),
            (lambda: mine.write({"child_ids": [Command.create({"name": "New"})]}), no_customer),
            (lambda: person.write({"phone": "1"}), no_customer),
            (person.unlink, no_customer),
            (lambda: role.write({"focus": "x"}), no_entry),
            (lambda: file.write({"partner_phone": "1"}), no_entry),
            (lambda: bank.write({"acc_number": "1"}), "doesn't have 'write' access"),
            (lambda: bank.create({"acc_number": "2", **theirs}), "doesn't have 'create' access"),
            (lambda: role.create(theirs), no_customer),
            (lambda: orders.create(theirs), no_customer),
            (lambda: order.write(theirs), no_customer),
        ):
            with self.assertRaisesRegex(AccessError, refusal), self.env.cr.savepoint():
                call()
                self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual(order.partner_id, self.other_customer)
        self.assertEqual(self.customer.phone, "021-55501234")
        self.assertTrue(self.customer.active)

    # ------------------------------------------------------------------ F-06
    def test_serving_roles_open_what_they_work_on(self):
        """F-06, REQ B-09: finance, legal and service see contacts, files by work or request."""
        self._limit()
        for role in ("finance", "legal", "service"):
            user = self.users_by_role[role]
            with self.subTest(role=role):
                self.assertTrue(self._sees(user, self.customer))
                self.assertFalse(self._sees(user, self.hidden_file))
                self.assertFalse(self._sees(user, self.role))
        self._grant(self.users_by_role["service"])
        self.assertTrue(self._sees(self.users_by_role["service"], self.hidden_file))
        self.company.customer_serving_see_all = True
        self.env.registry.clear_cache()
        for role in ("finance", "legal", "service"):
            self.assertTrue(self._sees(self.users_by_role[role], self.hidden_file))

    # ------------------------------------------------------------------ S-05
    def test_past_work_opens_no_customer(self):
        """S-05, REQ B-09: who once submitted a file reads it no more when the customer moved."""
        self.company.customer_file_least = 0.0
        file = self.hidden_file.with_user(self.salesperson)
        file.action_submit()
        reviewer = file.sudo().approval_id.current_step_id._able_approvers()[:1]
        file.with_user(reviewer).action_approve()
        self.customer.user_id = self.colleague
        self.assertFalse(self._sees(self.salesperson, self.hidden_file))

    def test_a_contact_person_does_not_give_the_customer_away(self):
        """S-05, REQ B-15: only who may hand a customer over puts it into the pool."""
        self.company.customer_pool = True
        self.env["customer.access"].with_user(self.salesperson).create(
            {"partner_id": self.customer.id, "user_id": self.colleague.id}
        )
        person = self.role.partner_id
        person.sudo().user_id = self.colleague
        with self.assertRaisesRegex(AccessError, "only its department manager"):
            person.with_user(self.colleague)._customer_release("x")
        self.assertEqual(self.customer.user_id, self.salesperson)

    # ------------------------------------------------------------------ S-06
    def test_a_wizard_tells_nothing_of_a_hidden_customer(self):
        """S-06, REQ B-09: whoever may grade customers names those they may see."""
        self._limit()
        grade = self.env["customer.grade"].create({"name": "Hidden", "code": "HID"})
        self.customer._customer_set_grade(grade, "Buys every week")
        stranger = self._make_user("customer_stranger", "manager")
        wizard = self.env["customer.grade.set"].with_user(stranger)
        vals = {"partner_ids": [Command.set(self.customer.ids)], "reason": "x"}
        shown = {"partner_ids": {"fields": {"display_name": {}, "customer_grade_id": {}}}}
        self._assert_blind(lambda: wizard.create(vals))
        self._assert_blind(lambda: wizard.onchange(vals, ["partner_ids"], shown))
        self.assertEqual(self.customer.customer_grade_id, grade)

    # ------------------------------------------------------------------ S-14
    def test_no_order_for_a_hidden_customer(self):
        """S-14, REQ B-09: an own order by the customer's number would tell grade and address."""
        self._limit()
        orders = self._by_id("sale.order")
        for name in ("partner_id", "partner_invoice_id", "partner_shipping_id"):
            vals = {"partner_id": self.other_customer.id, name: self.customer.id}
            with self.subTest(field=name):
                self._assert_blind(lambda vals=vals: orders.create(vals))
        self._assert_blind(
            lambda: orders.onchange(
                {"partner_id": self.customer.id}, ["partner_id"], {"partner_invoice_id": {}}
            )
        )
        order = orders.create({"partner_id": self.other_customer.id})
        self._assert_blind(lambda: order.write({"partner_id": self.customer.id}))
        self.assertEqual(self.customer.customer_category, "potential")

    # ------------------------------------------------------------------ L-01
    def test_nothing_changes_before_a_company_switches_on(self):
        """L-01: a customer made by trade stays anybody's who works without our roles."""
        user = self.outsider
        user.group_ids += self.env.ref("base.group_partner_manager")
        partner = self.customer.with_user(user)
        partner.write({"user_id": self.outsider.id})
        self.assertEqual(self.customer.user_id, self.outsider)
        partner.write({"parent_id": self.supplier.id})
        partner.write({"parent_id": False, "is_company": True})
        user.group_ids += self.env.ref("base.group_system")
        user.group_ids += self.env.ref("account.group_account_manager")
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        twin = self.Partner.create({"name": self.customer.name, "is_company": True})
        wizard._merge((twin | self.customer).ids, self.customer, extra_checks=False)
        self.assertFalse(twin.exists())

    def test_our_rules_hold_once_switched_on(self):
        """L-01, REQ B-09: from then on nobody without the right changes owners."""
        self._limit()
        self.outsider.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(AccessError, "changes who is responsible for"):
            self.customer.with_user(self.outsider).write({"user_id": self.outsider.id})
        self.env.invalidate_all()
        self.assertEqual(self.customer.user_id, self.salesperson)
