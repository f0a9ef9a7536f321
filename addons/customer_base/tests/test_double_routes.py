from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .access_common import AccessCommon
from .common import make_code


@tagged("post_install", "-at_install")
class TestDoubleRoutes(AccessCommon):
    """The duplicate check on every route a company comes by (F-02; REQ B-14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_partner_rule = True
        cls.seller = new_test_user(
            cls.env,
            "customer_seller",
            groups="sales_team.group_sale_salesman,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _partners(self, user):
        return self.env["res.partner"].with_user(user).with_company(self.company)

    def _refused(self, act):
        """Assert that this is refused, blindly: name of the customer and whom to ask."""
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            act()
        message = str(caught.exception)
        self.assertIn(self.customer.name, message)
        self.assertIn(self.salesperson.name, message)
        self.assertNotIn("55501234", message)

    def test_same_code_in_the_contacts_app(self):
        """F-02: a contact with the code of a hidden customer: create, write, batch."""
        for user in (self.colleague, self.seller):
            with self.subTest(user=user.login):
                Partner = self._partners(user)
                vals = {"name": "A", "is_company": True, "vat": make_code(1)}
                self._refused(lambda Partner=Partner, vals=vals: Partner.create(vals))
                self._refused(
                    lambda Partner=Partner, vals=vals: Partner.create(
                        [{"name": "B", "is_company": True}, vals]
                    )
                )
                # neither typed as a person nor in another writing
                self._refused(
                    lambda Partner=Partner: Partner.create({"name": "C", "vat": make_code(1)})
                )
                wide = "".join(chr(ord(char) + 0xFEE0) for char in make_code(1))
                plain = Partner.create({"name": "D", "is_company": True})
                self._refused(lambda plain=plain, wide=wide: plain.write({"vat": wide}))
                self.assertFalse(plain.vat)

    def test_same_code_by_import(self):
        """F-02: Odoo's own import names the row."""
        result = self._partners(self.seller).load(
            ["name", "is_company", "vat"], [["A", "1", make_code(77)], ["B", "1", make_code(1)]]
        )
        self.assertFalse(result["ids"])
        by_row = {one["rows"]["from"]: one["message"] for one in result["messages"]}
        self.assertIn(self.customer.name, by_row[1])

    def test_same_code_of_a_contact_made_a_company(self):
        """F-02: taken out of its company, a branch with the code is a second customer."""
        branch = self.Partner.create({"name": "Branch", "parent_id": self.customer.id})
        self.assertEqual(branch.vat, self.customer.vat)
        self._refused(lambda: branch.write({"parent_id": False}))
        self.assertEqual(branch.parent_id, self.customer)

    def test_same_code_when_it_becomes_a_customer(self):
        """F-02: two contacts may share a code; the second one does not become a customer."""
        first, second = self.Partner.create(
            [{"name": name, "is_company": True, "vat": make_code(5)} for name in ("A", "B")]
        )
        first.with_user(self.colleague).customer_category = "potential"
        refused = self.assertRaisesRegex(ValidationError, "A already exists")
        with refused, self.env.cr.savepoint():
            second.with_user(self.colleague).customer_category = "potential"
        second.invalidate_recordset()
        self.assertFalse(second.customer_category)

    def test_customer_may_not_take_the_code_of_a_contact(self):
        """F-02: one of both is a customer, whichever came first."""
        self.supplier.vat = make_code(6)
        with self.assertRaisesRegex(ValidationError, "Plain Supplier already exists"):
            self.other_customer.vat = make_code(6)

    def test_old_double_does_not_stop_other_changes(self):
        """F-02, L-07: two that had one code before are changed as ever, but for the code."""
        self.env.cr.execute(
            "UPDATE res_partner SET vat = %s WHERE id = %s",
            [make_code(1), self.other_customer.id],
        )
        self.env.invalidate_all()
        self.other_customer.write({"vat": make_code(1), "phone": "021-1", "is_company": True})
        self.assertEqual(self.other_customer.phone, "021-1")

    def test_name_typed_into_a_quotation(self):
        """F-02: the name of a hidden customer alone makes no second one; the form warns."""
        for user in (self.colleague, self.seller):
            with self.subTest(user=user.login):
                Partner = self._partners(user)
                self._refused(lambda Partner=Partner: Partner.name_create("上海宏遠機械"))
                with self.assertRaisesRegex(ValidationError, "in the whole form"):
                    Partner.name_create("上海宏远机械（集团）有限公司")
        self.assertTrue(self._partners(self.seller).name_create("上海宏远贸易有限公司"))
        with self.assertRaisesRegex(UserError, "is no value for “Name”"):
            self._partners(self.seller).name_create([[]])
        # a mail is answered whatever the sender is called
        sender = '"上海宏远机械有限公司" <info@hongyuan.example.com>'
        self.assertTrue(self._partners(self.seller).find_or_create(sender))

    def test_name_on_the_form_of_a_contact(self):
        """F-02: the form of a new contact warns, and lets another company be saved."""
        for user in (self.colleague, self.seller):
            with self.subTest(user=user.login):
                new = self._partners(user).with_context(default_is_company=True)
                with Form(new) as form:
                    form.name = "上海宏远机械"
                    self.assertIn(self.salesperson.name, form.customer_duplicate_typed)
                    self.assertNotIn("55501234", form.customer_duplicate_typed)
                self.assertTrue(form.record.id)
                with Form(form.record) as form:
                    self.assertFalse(form.customer_duplicate_typed)
                    form.name = "Another"
                    self.assertFalse(form.customer_duplicate_typed)
                    form.name = "上海宏远机械公司"
                    self.assertIn(self.customer.name, form.customer_duplicate_typed)
                    form.name = "Another"

    def test_contacts_among_themselves_are_free(self):
        """F-02: two contacts with one name or code that are no customers: as in Odoo alone."""
        vals = {"name": "Twin", "is_company": True, "vat": make_code(9)}
        Partner = self._partners(self.seller)
        Partner.create([vals, vals])
        self.assertTrue(Partner.name_create("Twin"))
        with Form(Partner.with_context(default_is_company=True)) as form:
            form.name = "Twin"
            self.assertFalse(form.customer_duplicate_typed)

    def test_words_for_none_are_no_code(self):
        """F-02: NA and / are nobody's code."""
        self.other_customer.country_id = self.env.ref("base.de")
        self.other_customer.vat = "N/A"
        other = self.Partner.create({"name": "Else", "is_company": True, "vat": "NA"})
        self.assertEqual(other.vat, "NA")

    def test_where_nobody_has_a_role(self):
        """F-02, L-01: customers that trade made, nobody uses the management: Odoo alone."""
        self.company.customer_partner_rule = False
        for group in self.env["res.groups"].search([]):
            xmlid = group.get_external_id()[group.id]
            if xmlid.startswith("customer_base.group_customer_") and not xmlid.endswith("admin"):
                group.all_user_ids.write({"group_ids": [(3, group.id)]})
        self.env["res.company"].sudo().search([]).customer_partner_rule = False
        Partner = self._partners(self.seller)
        double = Partner.create({"name": "A", "is_company": True, "vat": make_code(1)})
        self.assertTrue(double)
        self.assertTrue(Partner.name_create(self.customer.name))

    def test_foreign_number_is_not_called_a_credit_code(self):
        """L-08: a German customer's VAT number, with its country and without."""
        germany = self.env.ref("base.de")
        self.other_customer.write({"country_id": germany.id, "vat": "DE136695976"})
        with self.assertRaises(ValidationError) as caught:
            self.Partner.create({"name": "B", "is_company": True, "vat": "DE136695976"})
        self.assertIn("same tax number", str(caught.exception))
        self.assertNotIn("credit code", str(caught.exception))
        customer = self.Partner.create(
            {
                "name": "C",
                "is_company": True,
                "vat": "GB123456789",
                "customer_category": "potential",
            }
        )
        self.assertTrue(customer)

    def test_broken_old_code_stops_nothing_else(self):
        """L-07: it is looked at when it changes: country, company tick and phone go through."""
        admin = self.users_by_role["admin"]
        self.env.cr.execute(
            "UPDATE res_partner SET vat = '123' WHERE id = %s", [self.other_customer.id]
        )
        self.env.invalidate_all()
        customer = self.other_customer.with_user(admin)
        customer.write({"country_id": self.env.ref("base.cn").id, "vat": "123", "phone": "1"})
        self.assertEqual(customer.country_id.code, "CN")
        with self.assertRaisesRegex(ValidationError, "instead of 18"):
            customer.vat = "1234"

    def test_form_check_is_blind_and_on_record(self):
        """S-17: from a phone number nobody reads whose it is; that it was asked is on record."""
        Log = self.env["customer.export.log"].sudo()
        before = Log.search_count([("user_id", "=", self.colleague.id)])
        new = self._partners(self.colleague).with_context(default_is_company=True)
        with Form(new) as form:
            form.name = "Somebody"
            form.phone = "021-55501234"
            self.assertIn("same phone number", form.customer_duplicate_typed)
            self.assertNotIn(self.customer.name, form.customer_duplicate_typed)
        logs = Log.search([("user_id", "=", self.colleague.id)])
        self.assertGreater(len(logs), before)
        self.assertEqual(logs[0].route, "check")
        self.assertEqual(logs[0].record_count, 1)
        self.assertIn(str(self.customer.id), logs[0].sample)
        own = self._partners(self.salesperson).new(
            {"name": "S", "is_company": True, "phone": "021-55501234"}
        )
        self.assertIn(self.customer.name, own.customer_duplicate_typed)
        self.assertFalse(Log.search([("user_id", "=", self.salesperson.id)]))
