import ast

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestChangeResponsible(AccessCommon):
    """U-05: managers hand several customers over from the list, and see first what happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.Partner.create(
            {
                "name": "上海第二机械有限公司",
                "is_company": True,
                "customer_category": "interested",
                "user_id": cls.salesperson.id,
            }
        )
        cls.mate = cls._make_user("customer_mate", "salesperson", name="Test mate")
        cls._employ(cls.mate, cls.department)

    def _wizard(self, user, customers, new_user):
        action = customers.with_user(user).action_customer_set_owner()
        wizard = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        form = Form(wizard)
        form.user_id = new_user
        return form

    def test_manager_hands_over_several(self):
        """U-05: the department's customers change hands in one go, with the reason kept."""
        self._limit()
        customers = self.customer | self.second
        form = self._wizard(self.manager, customers, self.mate)
        self.assertIn("2 of 2", form.preview)
        self.assertIn("Test mate", form.preview)
        self.assertFalse(form.refused)
        form.reason = "Moves to the west"
        form.save().action_apply()
        self.assertEqual(customers.user_id, self.mate)
        self.assertIn("Moves to the west", self.second.message_ids[0].body)
        self.assertTrue(self._sees(self.mate, self.customer))
        self.assertFalse(self._sees(self.salesperson, self.customer))

    def test_preview_names_who_may_not_be_handed_over(self):
        """U-05: customers of another department are named, and nothing at all is changed."""
        customers = self.customer | self.other_customer
        form = self._wizard(self.manager, customers, self.mate)
        self.assertIn("1 of 2", form.preview)
        self.assertIn(self.other_customer.name, form.refused)
        wizard = form.save()
        with self.assertRaisesRegex(AccessError, f"hand over {self.other_customer.name}"):
            wizard.action_apply()
        self.assertEqual(self.customer.user_id, self.salesperson)
        self.assertEqual(self.other_customer.user_id, self.colleague)

    def test_hidden_customers_are_not_named(self):
        """U-05, B-09: ids of customers the manager may not see say nothing and do nothing."""
        self._limit()
        wizard = self.env["customer.owner.set"].with_user(self.manager)
        wizard = wizard.create(
            {
                "partner_ids": [Command.set(self.customer.ids)],
                "user_id": self.mate.id,
            }
        )
        wizard.sudo().partner_ids = self.customer | self.other_customer
        self.env.invalidate_all()
        told = wizard.read(["preview", "refused", "partner_ids"])[0]
        self.assertNotIn(self.other_customer.name, str(told))
        self.assertEqual(told["partner_ids"], self.customer.ids)
        wizard.action_apply()
        self.assertEqual(self.customer.user_id, self.mate)
        self.assertEqual(self.other_customer.user_id, self.colleague)

    def test_only_to_active_colleagues(self):
        """U-05: a portal user or a colleague who left does not become responsible."""
        portal = self._make_user("customer_gone", "salesperson", name="Gone")
        wizard = self._wizard(self.manager, self.customer, portal).save()
        portal.active = False
        with self.assertRaisesRegex(UserError, "Gone is no active colleague"):
            wizard.action_apply()
        self.assertEqual(self.customer.user_id, self.salesperson)

    def test_salespeople_have_no_such_dialog(self):
        """U-05: who may not hand out customers cannot open it, by whatever way."""
        with self.assertRaisesRegex(AccessError, "Change Responsible"):
            self.env["customer.owner.set"].with_user(self.salesperson).create(
                {"partner_ids": [Command.set(self.customer.ids)], "user_id": self.mate.id}
            )

    def test_several_rows_at_once_in_the_list(self):
        """U-05: the list's own mass edit works for managers, with the same refusals."""
        customers = (self.customer | self.second).with_user(self.manager)
        customers.web_save({"user_id": self.mate.id, "customer_category": "closed"}, {})
        self.assertEqual(set(customers.mapped("customer_category")), {"closed"})
        self.assertEqual(customers.user_id, self.mate)
        with self.assertRaisesRegex(AccessError, "Only the manager of the department"):
            (customers | self.other_customer).web_save({"user_id": self.salesperson.id}, {})
        self.assertEqual(self.other_customer.user_id, self.colleague)

    def test_cards_say_who_the_customer_is(self):
        """U-05: the managed customers have cards with category, grade, owner and last contact."""
        for name in ("res_partner_action_customers", "res_partner_action_customers_without_owner"):
            action = self.env.ref(f"customer_base.{name}")
            views = dict((kind, view) for view, kind in action.views)
            arch = self.Partner.with_user(self.manager).get_view(views["kanban"], "kanban")["arch"]
            for field in (
                "customer_category",
                "customer_grade_id",
                "user_id",
                "customer_last_contact",
                "customer_next_contact_text",
            ):
                self.assertIn(f'name="{field}"', arch)

    def test_found_by_place_and_trade(self):
        """U-05: customers are found and grouped by province, city and industry."""
        self.customer.write(
            {
                "state_id": self.env.ref("base.state_cn_SH").id,
                "city": "浦东新区",
                "industry_id": self.env.ref("base.res_partner_industry_C").id,
            }
        )
        action = self.env.ref("customer_base.res_partner_action_customers")
        arch = self.Partner.with_user(self.manager).get_view(action.search_view_id.id, "search")
        for field in ("state_id", "city", "industry_id"):
            self.assertIn(f'name="{field}"', arch["arch"])
            self.assertIn(f"'group_by': '{field}'", arch["arch"])
            groups = self.Partner.with_user(self.manager).formatted_read_group(
                ast.literal_eval(action.domain), [field], ["__count"]
            )
            self.assertTrue([group for group in groups if group[field]])
