from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCategory(AccountTestInvoicingCommon):
    """Category set by quotations, orders and invoices (REQ B-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.env.user.group_ids += cls.env.ref("customer_base.group_customer_marketing")
        cls.customer = cls.env["res.partner"].create({"name": "Buyer", "is_company": True})
        cls.person = cls.env["res.partner"].create({"name": "P", "parent_id": cls.customer.id})
        cls.product = cls.env["product.product"].create({"name": "Crane", "list_price": 100})

    def _order(self, partner=None):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )

    def _invoice(self, partner=None, move_type="out_invoice"):
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or self.customer).id,
                "invoice_date": "2026-03-02",
                "invoice_line_ids": [
                    Command.create({"name": "Crane", "quantity": 1, "price_unit": 100})
                ],
            }
        )

    def test_new_and_known_partners_have_no_category(self):
        """REQ B-01: nothing is categorised unasked."""
        self.assertFalse(self.customer.customer_category)
        self.assertFalse(self.customer.is_key_account)

    def test_sent_quotation_makes_interested(self):
        """REQ B-01: a draft says nothing yet, a quotation sent does."""
        order = self._order()
        self.assertFalse(self.customer.customer_category)
        order.action_quotation_sent()
        self.assertEqual(self.customer.customer_category, "interested")

    def test_confirmed_order_makes_closed(self):
        """REQ B-01: the first confirmed order of a contact closes the deal with its company."""
        self.customer.customer_category = "potential"
        self._order(self.person).action_confirm()
        self.assertEqual(self.customer.customer_category, "closed")
        self.assertEqual(self.person.customer_category, "closed")

    def test_posted_invoice_makes_closed(self):
        """REQ B-01: the first posted customer invoice, too."""
        self._invoice().action_post()
        self.assertEqual(self.customer.customer_category, "closed")

    def test_bills_and_credit_notes_say_nothing(self):
        """REQ B-01: neither buying from a partner nor a credit note makes a customer."""
        self._invoice(move_type="in_invoice").action_post()
        self._invoice(move_type="out_refund").action_post()
        self.assertFalse(self.customer.customer_category)

    def test_never_downgraded(self):
        """REQ B-01: a later quotation does not take a closed deal back."""
        self.customer.customer_category = "closed"
        self._order().action_quotation_sent()
        self.assertEqual(self.customer.customer_category, "closed")

    def test_corrected_by_hand_and_tracked(self):
        """REQ B-01: a person may correct it downwards, and the chatter shows it."""
        customer = self.customer.with_context(tracking_disable=False, mail_notrack=False)
        customer.customer_category = "closed"
        self.env.cr.precommit.run()
        customer.customer_category = "potential"
        self.env.cr.precommit.run()
        values = customer.message_ids.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "customer_category"
        )
        self.assertIn(
            ("Closed-Deal Customer", "Potential Customer"),
            [(value.old_value_char, value.new_value_char) for value in values],
        )

    def test_archived_partner_is_left_alone(self):
        """REQ B-01: orders of the website's anonymous visitor categorise nobody."""
        public = self.env.ref("base.public_partner")
        public._customer_set_category("closed")
        self.assertFalse(public.customer_category)

    def test_accountant_without_right_on_contacts_can_post(self):
        """REQ B-01: the change does not depend on the rights of who posts."""
        invoice = self._invoice()
        accountant = new_test_user(
            self.env,
            "customer_accountant",
            groups="base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        accountant.group_ids -= self.env.ref("base.group_partner_manager")
        invoice.with_user(accountant).action_post()
        self.assertEqual(self.customer.customer_category, "closed")

    def test_wrong_code_does_not_stop_business(self):
        """REQ B-01: an old customer with a broken code can still order."""
        self.customer.vat = "123"
        self._order().action_confirm()
        self.assertEqual(self.customer.customer_category, "closed")

    def test_one_write_for_all_customers_of_a_batch(self):
        """REQ B-01: posting for many costs the same as for one, and nothing the second time."""
        partners = self.env["res.partner"].create(
            [{"name": f"Buyer {index}", "is_company": True} for index in range(20)]
        )
        self.env.flush_all()
        partners.mapped("customer_category")
        with self.assertQueryCount(0):
            partners[:0]._customer_set_category("closed")
        partners._customer_set_category("closed")
        self.assertEqual(set(partners.mapped("customer_category")), {"closed"})
        self.env.flush_all()
        with self.assertQueryCount(0):
            partners._customer_set_category("closed")
            self.env.flush_all()

    def test_posting_for_a_closed_customer_costs_nothing_more(self):
        """REQ B-01: the hook is invisible beside the queries of posting itself."""
        self._invoice().action_post()
        moves = self.env["account.move"].concat(*(self._invoice() for _index in range(3)))
        moves.action_post()
        self.env.flush_all()
        with self.assertQueryCount(0):
            moves.commercial_partner_id._customer_set_category("closed")

    def test_initialise_from_orders_and_invoices(self):
        """REQ B-01: existing customers are categorised in one go and never moved down."""
        Partner = self.env["res.partner"]
        ordered, quoted, billed, idle, kept = Partner.create(
            [{"name": name, "is_company": True} for name in ("O", "Q", "B", "I", "K")]
        )
        worker = Partner.create({"name": "W", "parent_id": ordered.id})
        self._order(worker).action_confirm()
        self._order(quoted).action_quotation_sent()
        self._invoice(billed).action_post()
        self._order(kept).action_quotation_sent()
        (ordered | worker | quoted | billed | idle).sudo().write({"customer_category": False})
        kept.customer_category = "closed"
        self.env.flush_all()
        count = Partner._customer_initialise_categories()
        self.assertGreaterEqual(count, 3)
        self.assertEqual(
            (ordered | quoted | billed | idle | kept).mapped("customer_category"),
            ["closed", "interested", "closed", False, "closed"],
        )
        self.assertEqual(worker.customer_category, "closed")
        self.assertEqual(Partner._customer_initialise_categories(), 0)
