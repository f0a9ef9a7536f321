from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestRegister(DevelopmentCase):
    def _wizard(self, user=None, **values):
        return (
            self.env["customer.development.register"]
            .with_user(user or self.li)
            .create({"name": "Yunhai Cranes", "source_id": self.source.id, **values})
        )

    def test_register_new_prospect(self):
        """REQ D-02: one dialog makes the customer, its contact and the development."""
        with Form(self.env["customer.development.register"].with_user(self.li)) as form:
            form.name = "Yunhai Cranes"
            form.phone = "0411 8888 6666"
            form.source_id = self.source
            form.level = "key"
            form.contact_name = "Sun Wei"
            form.needs = "Spare parts"
        action = form.record.action_register()
        development = self.env["customer.development"].browse(action["res_id"])
        partner = development.partner_id
        self.assertEqual(development.state, "registered")
        self.assertEqual(development.user_id, self.li)
        self.assertEqual(development.applicant_id, self.li)
        self.assertEqual(development.level, "key")
        self.assertEqual(development.needs, "Spare parts")
        self.assertEqual(partner.customer_category, "potential")
        self.assertEqual(partner.user_id, self.li)
        self.assertEqual(partner.child_ids.name, "Sun Wei")

    def test_clerk_registers_for_a_salesperson(self):
        """REQ D-02: the clerk and the market department report prospects, too."""
        action = self._wizard(self.clerk, user_id=self.wang.id).action_register()
        development = self.env["customer.development"].browse(action["res_id"])
        self.assertEqual(development.user_id, self.wang)
        self.assertEqual(development.applicant_id, self.clerk)
        self.assertIn(self.wang, development.partner_id.user_id)

    def test_contact_is_registered_where_customers_are_limited(self):
        """REQ D-02: with the rule on customers on, the person typed comes along as before."""
        self.env.company.customer_partner_rule = True
        wizard = self._wizard(contact_name="Zhou Jianye", contact_function="Head")
        action = wizard.with_context(allowed_company_ids=self.env.company.ids).action_register()
        development = self.env["customer.development"].browse(action["res_id"])
        self.assertEqual(development.with_user(self.li).contact_ids.partner_id.name, "Zhou Jianye")

    def test_others_do_not_register(self):
        """REQ B-11: finance reads, it does not report prospects."""
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Register a Prospect'"):
            self._wizard(self.finance)

    def test_same_company_by_a_second_salesperson(self):
        """REQ B-14: the second is told who has it, even if not allowed to see it."""
        self._wizard().action_register()
        second = self._wizard(self.zhao, name="Yunhai Cranes Co., Ltd.")
        self.assertIn("dev_li", second.duplicate_message)
        second.is_other_company = True
        with self.assertRaisesRegex(UserError, "already being developed.*dev_li"):
            second.action_register()

    def test_same_code_is_refused(self):
        """REQ B-14: the same credit code is the same company, whatever its name."""
        self._make_customer("Old Name", vat="91350211M000100Y46", user_id=self.wang.id)
        wizard = self._wizard(vat="91350211M000100Y46", is_other_company=True)
        with self.assertRaisesRegex(UserError, "dev_wang"):
            wizard.action_register()

    def test_likely_double_asks(self):
        """REQ B-14: the same name without a development asks, and takes yes for an answer."""
        self._make_customer("Yunhai Cranes", user_id=self.wang.id)
        wizard = self._wizard()
        with self.assertRaisesRegex(UserError, "tick"):
            wizard.action_register()
        wizard.is_other_company = True
        self.assertTrue(wizard.action_register())

    def test_wrong_code_is_refused(self):
        """REQ D-02: a credit code with a wrong check digit; nothing is half-saved."""
        wizard = self._wizard(vat="91350211M000100Y47")
        with self.assertRaisesRegex(ValidationError, "check digit"), self.env.cr.savepoint():
            wizard.action_register()
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Yunhai Cranes")]))

    def test_name_is_needed(self):
        """REQ D-02: a new prospect has a name."""
        with self.assertRaisesRegex(UserError, "name of the customer"):
            self._wizard(name=" ").action_register()

    def test_existing_customer(self):
        """REQ D-02: a known customer without development is taken up as it is."""
        action = self._wizard(name=False, partner_id=self.partner.id).action_register()
        development = self.env["customer.development"].browse(action["res_id"])
        self.assertEqual(development.partner_id, self.partner)

    def test_one_open_development(self):
        """REQ D-02: one open development for each customer; the message says who has it."""
        self._register()
        with self.assertRaisesRegex(ValidationError, "dev_li"):
            self._register(self.zhao)
        other = self._register(self.zhao, self._make_customer("Qinghe Tools"))
        with self.assertRaisesRegex(ValidationError, "dev_li"):
            other.partner_id = self.partner

    @mute_logger("odoo.sql_db")
    def test_one_open_development_holds_in_the_database(self):
        """REQ D-02: two at the same moment meet the unique index."""
        self._register()
        other = self._register(self.zhao, self._make_customer("Qinghe Tools"))
        with self.assertRaises(UniqueViolation):
            self.env.cr.execute(
                "UPDATE customer_development SET commercial_partner_id = %s WHERE id = %s",
                [self.partner.id, other.id],
            )
