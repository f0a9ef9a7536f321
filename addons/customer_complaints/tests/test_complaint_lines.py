from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .complaint_common import NOW, ComplaintCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplaintLines(ComplaintCommon):
    """On the lines of orders and invoices, never more than was sold (REQ C-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._order(cls, quantity=10).order_line

    def _claim(self, quantity, line=None, **values):
        return self._complaint(
            line_ids=[
                (0, 0, {"order_line_id": (line or self.line).id, "quantity": quantity, **values})
            ]
        )

    def test_never_more_than_was_sold(self):
        """REQ C-10: what other complaints claim counts, withdrawn and joined ones do not."""
        first = self._claim(6)
        self.assertEqual(first.line_ids.product_id, self.product)
        with self._refused(ValidationError, "only 4 can be: 10 were sold.*claim 6"):
            self._claim(5)
        self._claim(4)
        with self._refused(ValidationError, "only 6 can be"):
            first.line_ids.quantity = 7
        first.line_ids.quantity = 6
        first.action_withdraw("误报")
        self._claim(6)

    def test_twice_in_one_complaint(self):
        """REQ C-10: two lines of one complaint add up."""
        with self._refused(ValidationError, "10 were sold"):
            self._complaint(
                line_ids=[
                    (0, 0, {"order_line_id": self.line.id, "quantity": 7}),
                    (0, 0, {"order_line_id": self.line.id, "quantity": 4}),
                ]
            )

    def test_other_units(self):
        """REQ C-10: a dozen of ten pieces is refused, half a dozen is not."""
        dozen = self.env.ref("uom.product_uom_dozen")
        with self._refused(ValidationError, "can be"):
            self._claim(1, uom_id=dozen.id)
        self._claim(0.5, uom_id=dozen.id)

    def test_of_this_customer_and_company(self):
        """REQ C-01: no order, invoice or line of another customer or company, nor a quotation."""
        other = self._order(self.other_customer)
        with self._refused(ValidationError, "confirmed order"):
            self._claim(1, other.order_line)
        with self._refused(ValidationError, "not of this customer"):
            self._complaint(order_id=other.id)
        company = self.env["res.company"].create({"name": "Second"})
        foreign = self._order(company=company)
        with self._refused(ValidationError, "not of this customer and company"):
            self._complaint(order_id=foreign.id)
        with self._refused(ValidationError, "confirmed order"):
            self._claim(1, foreign.order_line)
        draft = self.line.order_id.copy()
        with self._refused(ValidationError, "confirmed order"):
            self._claim(1, draft.order_line)

    def test_not_another_product_than_was_sold(self):
        """REQ C-10: a line of an order is about its product."""
        product = self.env["product.product"].create({"name": "齿轮"})
        with self._refused(ValidationError, "not what was sold"):
            self._claim(1, product_id=product.id)

    def test_nothing_and_less(self):
        """REQ C-10: a claim is above zero."""
        for quantity in (0, -1):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    self._claim(quantity)

    def test_a_product_alone(self):
        """REQ C-01: the customer does not know the order; product and lot are enough."""
        complaint = self._complaint(
            line_ids=[(0, 0, {"product_id": self.product.id, "lot": "L-7", "quantity": 99})]
        )
        self.assertEqual(complaint.line_ids.uom_id, self.product.uom_id)

    def test_lines_are_for_those_who_handle_it(self):
        """REQ C-10: the responsible department does not change what is claimed."""
        complaint = self._to(self._claim(2), "assigned")
        line = complaint.line_ids.with_user(self.engineer)
        self.assertEqual(line.quantity, 2)
        with self._refused(Exception, "customer service"):
            line.quantity = 1
        with self.assertRaisesRegex(AccessError, "not open to you: Product Complained About"):
            complaint.line_ids.with_user(self.stranger).read(["quantity"])

    def test_trees_are_found_and_read_in_the_readers_language(self):
        """REQ C-06: categories and causes by name or by what stands above, in Chinese as well."""
        self.env["res.lang"]._activate_lang("zh_CN")
        above = self.env["customer.complaint.cause"].create({"name": "Method X"})
        below = above.create({"name": "Process X", "parent_id": above.id})
        above.with_context(lang="zh_CN").name = "法"
        below.with_context(lang="zh_CN").name = "工艺"
        self.assertEqual(below.display_name, "Method X / Process X")
        self.assertEqual(below.with_context(lang="zh_CN").display_name, "法 / 工艺")
        found = above.name_search("Method X")
        self.assertEqual([cause_id for cause_id, _name in found], [above.id, below.id])
        self.assertTrue(self.category.name_search("Test Quality"))
        with self._refused(UserError, "Recursion"):
            above.parent_id = below

    # ------------------------------------------------------------------
    # Similar, repeated
    # ------------------------------------------------------------------
    def test_similar_ones_are_shown_at_entry(self):
        """REQ C-01: open and closed, of the lot, the product, or customer and category."""
        lot = self._complaint(
            partner_id=self.other_customer.id,
            category_id=False,
            line_ids=[(0, 0, {"lot": "L-7", "product_id": False})],
        )
        product = self._to(self._claim(1), "closed")
        category = self._complaint()
        self._complaint(partner_id=self.other_customer.id)
        form = (
            self.env["customer.complaint"]
            .with_user(self.service)
            .new(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "category_id": self.category.id,
                    "line_ids": [(0, 0, {"product_id": self.product.id, "lot": "L-7"})],
                }
            )
        )
        self.assertEqual(form.similar_ids._origin, lot | product | category)
        self.assertEqual(form.similar_count, 3)

    def test_similar_ones_of_hidden_customers_stay_hidden(self):
        """REQ B-09: a salesperson sees those of the own customers."""
        self._complaint(
            partner_id=self.other_customer.id,
            line_ids=[(0, 0, {"product_id": self.product.id})],
        )
        own = self._claim(1)
        self.assertEqual(own.with_user(self.service).similar_count, 1)
        self.assertEqual(own.with_user(self.salesperson).similar_count, 0)
        self.env.invalidate_all()
        self.assertFalse(own.with_user(self.salesperson).repeat_ids)
        self.assertTrue(own.with_user(self.salesperson).is_repeat)

    def test_the_same_again_is_flagged_and_linked(self):
        """REQ C-12: product, lot, cause, or customer and category, within the months."""
        cause = self.env.ref("customer_complaints.cause_method_design")
        with freeze_time("2025-03-10 01:59:59"):
            old = self._claim(1)
        with freeze_time("2025-03-10 02:00:00"):
            first = self._claim(1)
        second = self._claim(1)
        self.assertFalse(old.is_repeat)
        self.assertEqual(first.repeat_ids, old)
        self.assertEqual((second.is_repeat, second.repeat_ids), (True, first))
        other = self._complaint(partner_id=self.other_customer.id, category_id=False)
        self.assertFalse(other.is_repeat)
        second.cause_id = cause
        other.cause_id = cause
        self.assertEqual(other.repeat_ids, second)
        other.cause_id = False
        self.assertFalse(other.is_repeat)
        other.line_ids = [(0, 0, {"product_id": self.product.id, "lot": "X"})]
        self.assertEqual(other.repeat_ids, first | second)

    def _of_product(self, product=None, partner=None, **values):
        """A complaint about a product, of another customer: the category alone is no sign."""
        line = {"product_id": (product or self.product).id}
        if lot := values.pop("lot", False):
            line["lot"] = lot
        return self._complaint(
            partner_id=(partner or self.other_customer).id, line_ids=[(0, 0, line)], **values
        )

    def test_another_matter_of_the_same_product(self):
        """REQ C-12: a torn box is not the leak again, though both are of one product."""
        tree = self.env["customer.complaint.category"]
        leak, box = tree.create([{"name": "漏油"}, {"name": "包装"}])
        seal = tree.create({"name": "密封漏油", "parent_id": leak.id})
        first = self._of_product(partner=self.customer, category_id=leak.id)
        other = self._of_product(category_id=box.id)
        below = self._of_product(category_id=seal.id)
        unknown = self._of_product(category_id=False)
        self.assertEqual((other.is_repeat, other.repeat_ids), (False, self.env[other._name]))
        self.assertEqual(below.repeat_ids, first)
        self.assertEqual(unknown.repeat_ids, first | other | below)
        # what it is about becomes known later
        first.category_id = box
        self.assertEqual(other.repeat_ids, first)
        self.assertFalse(below.is_repeat)

    def test_causes_tell_where_categories_do_not(self):
        """REQ C-12: one product, two causes; and the same cause whatever the category."""
        design = self.env.ref("customer_complaints.cause_method_design")
        other_cause = self.env["customer.complaint.cause"].create({"name": "运输碰撞"})
        first = self._of_product(partner=self.customer, category_id=False)
        second = self._of_product(category_id=False)
        self.assertEqual(second.repeat_ids, first)
        second.cause_id = design
        self.assertEqual(second.repeat_ids, first)
        first.cause_id = other_cause
        self.assertFalse(second.is_repeat)
        first.cause_id = design
        self.assertEqual(second.repeat_ids, first)

    def test_a_lot_is_of_one_product(self):
        """REQ C-12: number 1 of another product is another lot."""
        other = self.env["product.product"].create({"name": "密封圈"})
        first = self._of_product(lot="1")
        second = self._of_product(other, self.customer, lot="1", category_id=False)
        self.assertFalse(second.is_repeat)
        tree = self.env["customer.complaint.category"].create({"name": "包装"})
        third = self._of_product(partner=self.customer, lot="1", category_id=tree.id)
        self.assertEqual(third.repeat_ids, first)
