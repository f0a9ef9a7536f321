from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import DevelopmentCase


@tagged("post_install", "-at_install")
class TestStoppedAndTold(DevelopmentCase):
    """What a stop ends, and who hears of a report (F-23, REQ D-02, D-10; 002 4.4.5, 4.2.1)."""

    def _stopped(self):
        development = self._working()
        order = self._quotation(development)
        stop = (
            self.env["customer.development.stop"]
            .with_user(self.li)
            .create({"development_id": development.id, "facts": "Two bills not honoured"})
        )
        stop.action_submit()
        stop.with_user(self.ma).action_approve()
        self.assertEqual(development.state, "stopped")
        return development, order

    def test_no_quotation_after_a_stop(self):
        """F-23: neither made, copied, moved nor for a contact or by a job, and no draft is left."""
        development, order = self._stopped()
        orders = self.env["sale.order"]
        other = orders.create({"partner_id": self._make_customer("Another").id})
        person = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.partner.id})
        count = orders.search_count([])
        for user in (self.li, self.ma, self.director, self.env.ref("base.user_root")):
            for route in (
                lambda model: model.create({"partner_id": self.partner.id}),
                lambda model: model.create({"partner_id": person.id}),
                lambda model: order.with_env(model.env).sudo().copy(),
                lambda model: other.with_env(model.env).sudo().write({"partner_id": person.id}),
            ):
                model = orders.with_user(user)
                with (
                    self.subTest(user=user.login),
                    self.assertRaisesRegex(UserError, "were stopped"),
                    self.env.cr.savepoint(),
                ):
                    route(model)
        self.assertEqual(orders.search_count([]), count)
        with self.assertRaisesRegex(UserError, "were stopped .*Two bills not honoured"):
            orders.with_user(self.li).create({"partner_id": self.partner.id})

    def test_reopened_it_can_be_quoted(self):
        """F-23: a superior reopens the development, then quotations are made again."""
        development, _order = self._stopped()
        self.env["customer.development.close"].with_user(self.ma).create(
            {"development_ids": development.ids, "kind": "reopen", "reason": "They paid"}
        ).action_confirm()
        orders = self.env["sale.order"].with_user(self.li)
        self.assertTrue(orders.create({"partner_id": self.partner.id}))

    def test_other_company_and_other_ends_are_free(self):
        """F-23: only the stop ends the talks, and only in its company."""
        self._stopped()
        second = self.env["res.company"].create({"name": "Second"})
        self.env.user.company_ids += second
        order = self.env["sale.order"].with_company(second)
        self.assertTrue(order.create({"partner_id": self.partner.id, "company_id": second.id}))
        lost = self._working(partner=self._make_customer("Qinghe Tools"))
        cause = self.env.ref("customer_development.customer_development_cause_price")
        lost._development_close("lost", "Too dear", cause)
        self.assertTrue(self.env["sale.order"].create({"partner_id": lost.partner_id.id}))

    def _notices(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
                ("subject", "ilike", "reported"),
            ]
        )

    def test_the_head_hears_of_a_report(self):
        """F-23: the department's manager is told who reported which company, once."""
        development = self._register(main_business="Jaw crushers")
        notice = self._notices(self.ma)
        self.assertEqual(len(notice), 1)
        self.assertIn(self.partner.name, notice.body)
        self.assertIn("Jaw crushers", notice.body)
        self.assertFalse(self._notices(self.mo) | self._notices(self.li))
        self.assertEqual((notice.model, notice.res_id), (development._name, development.id))

    def test_in_the_head_s_language(self):
        """F-23: the manager reads it in the own language, whatever the reporter's is."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.source.with_context(lang="zh_CN").name = "矿山机械展"
        self.ma.lang = "zh_CN"
        self._register()
        message = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.ma.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertEqual(len(message), 1)
        self.assertIn("矿山机械展", message.body)

    def test_a_manager_s_own_report_is_no_news(self):
        """F-23: who leads the department knows what they reported themselves."""
        self._register(self.ma)
        self.assertFalse(self._notices(self.ma))

    def test_without_a_head_the_director_hears_of_it(self):
        """F-23: a report of nobody's department goes to the marketing directors."""
        self._register(self.clerk)
        self.assertEqual(len(self._notices(self.director)), 1)

    def test_the_person_typed_is_among_the_decision_makers(self):
        """U-08: the contact of the report is on the development and the customer."""
        wizard = Form(self.env["customer.development.register"].with_user(self.li))
        wizard.name = "Heishan Quarry"
        wizard.source_id = self.source
        wizard.contact_name = "Wang Jun"
        wizard.contact_function = "Plant manager"
        action = wizard.save().action_register()
        development = self.env["customer.development"].with_user(self.li).browse(action["res_id"])
        self.assertEqual(development.contact_ids.partner_id.name, "Wang Jun")
        self.assertEqual(development.contact_ids.function, "Plant manager")
