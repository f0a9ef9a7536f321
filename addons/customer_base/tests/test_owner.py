import ast

from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestOwner(AccountTestInvoicingCommon):
    """Who sells to a new customer answers for it (F-01; REQ B-01, B-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.product = cls.env["product.product"].create({"name": "Crane", "list_price": 100})
        cls.zhao = cls._user("owner_zhao", "customer_base.group_customer_salesperson")
        cls.li = cls._user("owner_li", "customer_base.group_customer_salesperson")
        cls.plain = cls._user("owner_plain", "sales_team.group_sale_salesman_all_leads")
        cls.admin = cls._user("owner_admin", "customer_base.group_customer_admin")
        cls.accountant = cls._user("owner_accountant", "account.group_account_invoice")

    @classmethod
    def _user(cls, login, group):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _without_roles(self):
        """Nobody has a role, as after installing."""
        for xmlid in ("salesperson", "clerk", "director", "marketing", "finance", "legal"):
            self._take_role(xmlid)
        for xmlid in ("general_manager", "service", "manager"):
            self._take_role(xmlid)

    def _take_role(self, name):
        group = self.env.ref(f"customer_base.group_customer_{name}")
        group.all_user_ids.write({"group_ids": [Command.unlink(group.id)]})

    def _order(self, user, partner, **values):
        return (
            self.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                    **values,
                }
            )
        )

    def _typed(self, user, name="Yunhai Cranes"):
        """Return a customer as typed into a quotation."""
        Partner = self.env["res.partner"].with_user(user)
        return Partner.browse(Partner.name_create(name)[0])

    def _opens(self, user, record):
        self.env.invalidate_all()
        found = record.with_user(user).web_search_read(
            [("id", "=", record.id)], {"display_name": {}}
        )["records"]
        return bool(found)

    def test_seller_keeps_the_new_customer(self):
        """F-01: typed into a quotation, sent, confirmed: the seller answers for it at once."""
        self.company.customer_partner_rule = True
        for step in ("action_quotation_sent", "action_confirm"):
            with self.subTest(step=step):
                partner = self._typed(self.zhao, f"Yunhai {step}")
                order = self._order(self.zhao, partner)
                getattr(order, step)()
                self.assertEqual(partner.sudo().user_id, self.zhao)
                self.assertTrue(self._opens(self.zhao, partner))
                self.assertTrue(self._opens(self.zhao, order))
                self.assertFalse(self._opens(self.li, partner))

    def test_salesperson_of_the_order_and_who_confirms(self):
        """F-01: the order's salesperson answers, who confirmed it for them still sees it."""
        self.company.customer_partner_rule = True
        partner = self._typed(self.plain)
        order = self._order(self.plain, partner, user_id=self.zhao.id)
        order.action_confirm()
        self.assertEqual(partner.sudo().user_id, self.zhao)
        self.assertTrue(self._opens(self.zhao, partner))
        self.assertTrue(self._opens(self.plain, partner))
        self.assertFalse(self._opens(self.li, partner))

    def test_author_where_the_order_names_nobody(self):
        """F-01: an order without a salesperson is its author's."""
        partner = self._typed(self.zhao)
        order = self._order(self.zhao, partner, user_id=False)
        order.sudo().user_id = False
        order.sudo().action_confirm()
        self.assertEqual(partner.sudo().user_id, self.zhao)

    def test_posted_invoice(self):
        """F-01: the salesperson of the invoice; the accountant who posts it goes on reading."""
        self.company.customer_partner_rule = True
        partner = self._typed(self.plain)
        invoice = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_user_id": self.zhao.id,
                    "invoice_date": "2026-03-02",
                    "invoice_line_ids": [
                        Command.create({"name": "Crane", "quantity": 1, "price_unit": 100})
                    ],
                }
            )
        )
        invoice.action_post()
        self.assertEqual(partner.sudo().customer_category, "closed")
        self.assertEqual(partner.sudo().user_id, self.zhao)
        self.assertTrue(self._opens(self.accountant, partner))
        self.assertTrue(self._opens(self.accountant, invoice))

    def test_company_that_uses_no_roles(self):
        """L-01: where nobody has a role, selling enters nobody as responsible."""
        self._without_roles()
        for user in (self.plain, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                partner = self._typed(self.plain, f"Plain {user.login}")
                order = self._order(self.plain, partner, user_id=user.id)
                order.action_confirm()
                self.assertEqual(partner.sudo().customer_category, "closed")
                self.assertFalse(partner.sudo().user_id)
                self.assertFalse(
                    self.env["customer.access"].sudo().search([("partner_id", "=", partner.id)])
                )

    def test_seller_without_a_role_where_others_have_one(self):
        """F-01, L-01: without a role and without the rule nobody can be locked out."""
        partner = self._typed(self.plain)
        self._order(self.plain, partner).action_confirm()
        self.assertFalse(partner.sudo().user_id)
        self.assertTrue(self._opens(self.plain, partner))

    def test_no_way_round_the_pool(self):
        """F-01, S-02: selling to a customer that is one already gives it to nobody."""
        partner = (
            self.env["res.partner"]
            .with_user(self.admin)
            .create({"name": "Pooled", "is_company": True, "customer_category": "potential"})
        )
        self._order(self.zhao, partner).sudo().action_confirm()
        self.assertEqual(partner.customer_category, "closed")
        self.assertFalse(partner.user_id)
        self.assertFalse(partner.with_user(self.zhao).access_read)

    def test_owner_stays_and_seller_joins(self):
        """F-01: a contact somebody answers for keeps them; who sells is on the team."""
        self.company.customer_partner_rule = True
        partner = self._typed(self.li)
        partner.sudo().user_id = self.li
        order = self._order(self.zhao, partner, user_id=self.zhao.id)
        order.action_confirm()
        self.assertEqual(partner.sudo().user_id, self.li)
        self.assertTrue(self._opens(self.zhao, partner))
        self.assertTrue(self._opens(self.li, partner))

    def test_category_by_hand(self):
        """F-01: who makes a contact a customer on its form answers for it."""
        self.company.customer_partner_rule = True
        partner = self._typed(self.zhao)
        partner.write({"customer_category": "potential"})
        self.assertEqual(partner.sudo().user_id, self.zhao)
        self.assertTrue(self._opens(self.zhao, partner))
        other = self._typed(self.zhao, "Other")
        other.with_user(self.admin).write({"customer_category": "potential"})
        self.assertFalse(other.sudo().user_id)

    def test_list_of_customers_without_owner(self):
        """F-01: the administrator has the list of those that nobody answers for."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.res_partner_action_customers_without_owner"
        )
        lonely, held = (
            self.env["res.partner"]
            .with_user(self.admin)
            .create(
                [
                    {"name": "Lonely", "is_company": True, "customer_category": "potential"},
                    {
                        "name": "Held",
                        "is_company": True,
                        "customer_category": "potential",
                        "user_id": self.zhao.id,
                    },
                ]
            )
        )
        self.env["res.partner"].create({"name": "Person", "parent_id": lonely.id})
        found = (
            self.env["res.partner"].with_user(self.admin).search(ast.literal_eval(action["domain"]))
        )
        self.assertIn(lonely.id, found.ids)
        self.assertNotIn(held.id, found.ids)
        self.assertFalse(found.filtered("parent_id"))

    def test_initialise_gives_owners(self):
        """F-01: categorised all at once, customers go to who sold to them last."""
        partners = [self._typed(self.zhao, f"Early {index}") for index in range(2)]
        for partner, user in zip(partners, (self.zhao, self.plain), strict=True):
            self._order(user, partner).action_confirm()
        all_partners = partners[0].sudo() | partners[1].sudo()
        all_partners.write({"customer_category": False, "user_id": False})
        self.env.flush_all()
        self.env["res.partner"]._customer_initialise_categories()
        self.assertEqual(partners[0].sudo().user_id, self.zhao)
        self.assertTrue(partners[0].with_user(self.zhao).access_write)
        self.assertFalse(partners[1].sudo().user_id)

    def test_double_of_a_customer_does_not_stop_trade(self):
        """F-02: of two contacts with one code trade makes one a customer, and notes the other."""
        Partner = self.env["res.partner"]
        code = "91310115000000201T"
        first, second = Partner.create(
            [
                {"name": "Twin Works", "is_company": True, "vat": code},
                {"name": "Twin Works Two", "is_company": True, "vat": code},
            ]
        )
        self._order(self.zhao, first).sudo().action_confirm()
        order = self._order(self.zhao, second)
        order.sudo().action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(first.customer_category, "closed")
        self.assertFalse(second.customer_category)
        self.assertIn("Twin Works already exists", second.message_ids[0].body)
        with self.assertRaisesRegex(ValidationError, "already exists"):
            second.with_user(self.admin).customer_category = "potential"
