from datetime import date

from lxml import etree
from odoo.tests import Form, tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestGradeDocuments(FlowCommon):
    """The customer's grade on orders, invoices and analyses (REQ G-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grade_a = cls.env.ref("customer_base.customer_grade_a")
        cls.grade_b = cls.env.ref("customer_base.customer_grade_b")
        cls.customer._customer_set_grade(cls.grade_a, "Test")
        cls.foreign._customer_set_grade(cls.grade_b, "Test")
        cls.product = cls.env["product.product"].create({"name": "Pump", "list_price": 100})
        cls.product.taxes_id = False
        cls.orders = cls._order(cls.person, 2) | cls._order(cls.foreign, 1)
        cls._invoice(date(2026, 5, 1), 300, partner=cls.person)
        cls._invoice(date(2026, 5, 2), 100, kind="out_refund")
        cls._invoice(date(2026, 5, 3), 70, partner=cls.foreign)
        cls.env.flush_all()

    @classmethod
    def _order(cls, partner, quantity, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [(0, 0, {"product_id": cls.product.id, "product_uom_qty": quantity})],
                **values,
            }
        )

    def test_groups(self):
        """REQ G-01: orders, invoices and both analyses group by the grade of the customer."""
        both = (self.customer | self.person | self.foreign).ids
        for model, measure, expected in (
            ("sale.order", "amount_untaxed:sum", {self.grade_a: 200, self.grade_b: 100}),
            ("sale.report", "price_subtotal:sum", {self.grade_a: 200, self.grade_b: 100}),
            ("account.move", "amount_untaxed_signed:sum", {self.grade_a: 200, self.grade_b: 70}),
            ("account.invoice.report", "price_subtotal:sum",
             {self.grade_a: 200, self.grade_b: 70}),
        ):  # fmt: skip
            with self.subTest(model):
                groups = self.env[model]._read_group(
                    [("partner_id", "in", both)], ["customer_grade_id"], [measure]
                )
                self.assertEqual(dict(groups), expected)
                described = self.env[model].fields_get(["customer_grade_id"])["customer_grade_id"]
                self.assertTrue(described["groupable"])
                self.assertTrue(described["searchable"])

    def test_search(self):
        """REQ G-01: each of them is found by grade."""
        mine = [("partner_id", "in", (self.customer | self.person | self.foreign).ids)]
        by_grade = [*mine, ("customer_grade_id", "=", self.grade_b.id)]
        self.assertEqual(self.env["sale.order"].search(by_grade).partner_id, self.foreign)
        self.assertEqual(self.env["account.move"].search(by_grade).partner_id, self.foreign)
        for model in ("sale.report", "account.invoice.report"):
            self.assertEqual(self.env[model].search(by_grade).partner_id, self.foreign)
        self.assertEqual(
            self.env["sale.order"].search([*mine, ("customer_grade_id", "ilike", "Grade A")]),
            self.orders[0],
        )

    def test_follows_the_customer(self):
        """REQ G-01: the grade is the one of today, and nothing of it is stored on documents."""
        self.customer._customer_set_grade(self.grade_b, "Less")
        self.assertEqual(self.orders[0].customer_grade_id, self.grade_b)
        for table in ("sale_order", "account_move"):
            self.env.cr.execute(
                "SELECT count(*) FROM information_schema.columns "
                "WHERE table_name = %s AND column_name = 'customer_grade_id'",
                [table],
            )
            self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_no_way_to_the_grade(self):
        """REQ G-01: writing the field on documents changes no customer's grade."""
        self.orders[0].user_id = self.salesperson
        self.orders[0].with_user(self.salesperson).write({"customer_grade_id": self.grade_b.id})
        move = self.env["account.move"].search([("partner_id", "=", self.person.id)], limit=1)
        move.write({"customer_grade_id": self.grade_b.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)
        self.assertEqual(self.orders[0].customer_grade_id, self.grade_a)

    def test_salespeople_group(self):
        """REQ G-01: who may see an order sees its grade, in one query for a list."""
        self.orders.user_id = self.salesperson
        mine = self.orders.with_user(self.salesperson)
        self.assertEqual(mine[0].customer_grade_id, self.grade_a)
        groups = mine._read_group([("id", "in", mine.ids)], ["customer_grade_id"], ["__count"])
        self.assertEqual(dict(groups), {self.grade_a: 1, self.grade_b: 1})

    def test_filters_are_there(self):
        """REQ G-01: the search views offer the grade."""
        for model, view in (
            ("sale.order", "sale.view_sales_order_filter"),
            ("sale.report", "sale.view_order_product_search"),
            ("account.move", "account.view_account_invoice_filter"),
            ("account.invoice.report", "account.view_account_invoice_report_search"),
        ):
            arch = self.env[model].get_view(self.env.ref(view).id, "search")["arch"]
            self.assertTrue(etree.fromstring(arch).xpath("//filter[@name='group_customer_grade']"))

    def test_history(self):
        """REQ G-01: changes of grade are counted by month, old and new grade."""
        self.customer._customer_set_grade(self.grade_b, "Less")
        groups = self.env["customer.grade.change"]._read_group(
            [("partner_id", "=", self.customer.id)], ["old_grade_id", "new_grade_id"], ["__count"]
        )
        self.assertIn((self.grade_a, self.grade_b, 1), groups)
        action = self.env.ref("customer_base.customer_grade_change_action")
        self.assertEqual([mode for _view, mode in action.views], ["list", "graph", "pivot"])


@tagged("post_install", "-at_install")
class TestGradeTerms(FlowCommon):
    """Pricelist and payment terms by grade, for new quotations (REQ G-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids |= cls.env.ref("product.group_product_pricelist")
        cls.grade = cls.env.ref("customer_base.customer_grade_a").with_company(cls.company)
        cls.customer._customer_set_grade(cls.grade, "Test")
        Pricelist = cls.env["product.pricelist"]
        cls.standard, cls.special, cls.own = Pricelist.create(
            [
                {"name": name, "company_id": cls.company.id, "sequence": sequence}
                for sequence, name in enumerate(("Standard", "Grade A", "Own"))
            ]
        )
        cls.terms, cls.own_terms = cls.env["account.payment.term"].create(
            [{"name": "60 Days"}, {"name": "Own"}]
        )
        cls.company.customer_grade_terms = True
        cls.grade.write({"pricelist_id": cls.special.id, "payment_term_id": cls.terms.id})

    def _order(self, partner=None, company=None):
        company = company or self.company
        return (
            self.env["sale.order"]
            .with_context(allowed_company_ids=company.ids)
            .create({"partner_id": (partner or self.customer).id, "company_id": company.id})
        )

    def _terms(self, order):
        return order.pricelist_id, order.payment_term_id

    def test_new_quotation(self):
        """REQ G-09: a new quotation takes both from the grade, also for a contact person."""
        wanted = (self.special, self.terms)
        self.assertEqual(self._terms(self._order()), wanted)
        self.assertEqual(self._terms(self._order(self.person)), wanted)
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            self.assertEqual((form.pricelist_id, form.payment_term_id), wanted)

    def test_switched_off(self):
        """REQ G-09: off, or in another company, everything is as without the addon."""
        self.company.customer_grade_terms = False
        order = self._order()
        self.assertEqual(order.pricelist_id, self.customer.property_product_pricelist)
        self.assertNotEqual(order.pricelist_id, self.special)
        self.assertFalse(order.payment_term_id)
        self.company.customer_grade_terms = True
        other = self._order(company=self.second)
        self.assertFalse(other.payment_term_id)
        self.assertNotEqual(other.pricelist_id, self.special)

    def test_own_terms_win(self):
        """REQ G-09: what is entered on the customer goes before the grade."""
        self.customer.property_product_pricelist = self.own
        self.customer.property_payment_term_id = self.own_terms
        self.assertEqual(self._terms(self._order()), (self.own, self.own_terms))

    def test_company_default_gives_way(self):
        """REQ G-09: the company's default terms are replaced by the grade's."""
        self.env["ir.default"].set(
            "res.partner", "property_payment_term_id", self.own_terms.id, company_id=self.company.id
        )
        self.assertEqual(self._order().payment_term_id, self.terms)
        self.assertEqual(self._order(self.foreign).payment_term_id, self.own_terms)

    def test_country_wins(self):
        """REQ G-09: the pricelist of the customer's country, maybe in its money, stays."""
        group = self.env["res.country.group"].create(
            {"name": "China", "country_ids": [(6, 0, self.env.ref("base.cn").ids)]}
        )
        self.standard.country_group_ids = group
        self.assertEqual(self._order().pricelist_id, self.standard)

    def test_nobody_else_changes(self):
        """REQ G-09: plain contacts, customers without grade, archived or foreign terms: as is."""
        plain = self.Partner.create({"name": "Plain", "is_company": True})
        for partner in (plain, self.foreign):
            order = self._order(partner)
            self.assertEqual(order.pricelist_id, partner.property_product_pricelist)
            self.assertNotEqual(order.pricelist_id, self.special)
            self.assertFalse(order.payment_term_id)
        self.special.active = False
        self.assertNotEqual(self._order().pricelist_id, self.special)
        self.terms.company_id = self.second
        self.assertFalse(self._order().payment_term_id)

    def test_existing_stay(self):
        """REQ G-09: no order and no customer is changed by the grade or its terms."""
        self.company.customer_grade_terms = False
        order = self._order()
        before = self._terms(order)
        stored = (
            self.customer.specific_property_product_pricelist,
            self.customer.property_payment_term_id,
        )
        self.company.customer_grade_terms = True
        self.customer._customer_set_grade(self.env.ref("customer_base.customer_grade_b"), "Test")
        self.customer._customer_set_grade(self.grade, "Test")
        self.grade.payment_term_id = self.own_terms
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._terms(order), before)
        self.assertEqual(
            (
                self.customer.specific_property_product_pricelist,
                self.customer.property_payment_term_id,
            ),
            stored,
        )
        confirmed = self._order()
        confirmed.action_confirm()
        self.grade.pricelist_id = self.own
        self.assertEqual(confirmed.pricelist_id, self.special)

    def test_salesperson(self):
        """REQ G-09: it works for who sells, whatever they may read."""
        order = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create({"partner_id": self.customer.id})
        )
        self.assertEqual(self._terms(order), (self.special, self.terms))
