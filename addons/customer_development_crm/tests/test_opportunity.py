from odoo.addons.customer_development.tests.common import DevelopmentCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestOpportunity(DevelopmentCase):
    """An opportunity becomes a development and back, without double entry (REQ D-02, issue 15)."""

    def _lead(self, **values):
        leads = self.env["crm.lead"].with_user(self.li)
        return leads.create(
            {
                "name": "Two crushers",
                "type": "opportunity",
                "partner_name": "Heping Quarry",
                "contact_name": "Mr Chen",
                "phone": "010 5550 1234",
                "expected_revenue": 700000,
                "date_deadline": "2027-03-01",
                "user_id": self.li.id,
                **values,
            }
        )

    def _develop(self, lead):
        action = lead.action_customer_development()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.li)
            .with_context(**action["context"])
            .create({"source_id": self.source.id})
        )
        return (
            self.env["customer.development"]
            .with_user(self.li)
            .browse(wizard.action_register()["res_id"])
        )

    def _refused(self, attempt, pattern, kind=UserError):
        with self.assertRaisesRegex(kind, pattern), self.env.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()

    def test_registered_with_what_the_opportunity_knows(self):
        """REQ D-02: name, contact, phone, amount and date are not typed a second time."""
        lead = self._lead()
        development = self._develop(lead)
        self.assertEqual(development.partner_id.name, "Heping Quarry")
        self.assertEqual(development.partner_id.child_ids.name, "Mr Chen")
        self.assertEqual(development.expected_sales, 700000)
        self.assertEqual(str(development.date_expected), "2027-03-01")
        self.assertEqual(lead.development_id, development)
        self.assertEqual(lead.partner_id, development.partner_id)
        self.assertEqual(lead.action_customer_development()["res_id"], development.id)

    def test_follows_its_development(self):
        """Issue 15: what is entered in the development shows in the opportunity, not otherwise."""
        lead = self._lead(partner_id=self.partner.id)
        development = self._develop(lead)
        self.assertEqual(development.partner_id, self.partner)
        development.write({"expected_sales": 900000, "date_expected": "2027-05-01"})
        self.assertEqual(lead.expected_revenue, 900000)
        self.assertEqual(str(lead.date_deadline), "2027-05-01")
        follows = "follows its customer development"
        self._refused(lambda: lead.write({"expected_revenue": 1}), follows)
        self._refused(lead.action_set_won, follows)
        self._refused(lead.action_set_lost, follows)
        self._refused(
            lambda: lead.write({"development_id": False}), "set by its button", AccessError
        )
        lead.write({"name": "Three crushers", "priority": "2"})
        self.assertEqual((lead.name, lead.expected_revenue), ("Three crushers", 900000))

    def test_results(self):
        """Issue 15: signed is won; lost is lost with its reason; reopened is open again."""
        lead = self._lead(partner_id=self.partner.id)
        development = self._develop(lead)
        development.with_user(self.director).sudo()._development_close("dropped", "Merged")
        self.assertFalse(lead.active)
        development.sudo()._development_reopen("Asked again")
        self.assertTrue(lead.active)
        self._apply(development)
        self._start(self._approve(development))
        order = self._quotation(development)
        self.assertEqual(order.opportunity_id, lead)
        order.action_confirm()
        self.assertEqual(development.state, "signed")
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.expected_revenue, 800000, "what was approved, not what was quoted")

    def test_quotation_of_the_opportunity(self):
        """REQ D-08: a quotation made in the CRM belongs to the development, too."""
        lead = self._lead(partner_id=self.partner.id)
        development = self._develop(lead)
        self._apply(development)
        self._start(self._approve(development))
        context = lead.action_new_quotation()["context"]
        self.assertEqual(context["default_development_id"], development.id)

    def test_and_back(self):
        """Issue 15: a development is shown in the pipeline, once."""
        development = self._apply(self._register(partner=self.partner))
        action = development.action_opportunity()
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual((lead.partner_id, lead.user_id), (self.partner, self.li))
        self.assertEqual(lead.expected_revenue, 800000)
        self.assertEqual(development.action_opportunity()["res_id"], lead.id)
        self._refused(
            development.with_user(self.zhao).action_opportunity, "not open to you", AccessError
        )

    def test_one_development_each(self):
        """REQ D-02: registering twice, or what a colleague develops, is refused."""
        lead = self._lead(partner_id=self.partner.id)
        context = lead.action_customer_development()["context"]
        self._develop(lead)
        wizard = self.env["customer.development.register"].with_user(self.li)
        again = wizard.with_context(**context).create({"source_id": self.source.id})
        self._refused(again.action_register, "being developed already")
        other = self._lead(partner_id=self.partner.id)
        self._refused(lambda: self._develop(other), "already being developed")
        self.assertFalse(other.development_id)
        self._refused(
            lambda: self._lead(development_id=lead.development_id.id),
            "set by its button",
            AccessError,
        )

    def test_other_opportunities_are_untouched(self):
        """Issue 15: without a development an opportunity is Odoo's."""
        lead = self._lead()
        lead.write({"expected_revenue": 5, "date_deadline": False})
        lead.action_set_lost()
        lead.action_unarchive()
        lead.action_set_won()
        self.assertEqual((lead.won_status, lead.expected_revenue), ("won", 5))
        self.assertFalse(lead.development_text)

    def test_quotations_of_a_development_are_no_screen_of_crm(self):
        """REQ L-02: who opens a development's quotations is not led into the app CRM."""
        action = self._working().action_open_orders()
        menus = self.env["ir.ui.menu"].search(
            [("action", "=", f"ir.actions.act_window,{action['id']}")]
        )
        self.assertTrue(menus)
        crm = self.env.ref("crm.crm_menu_root")
        self.assertFalse(menus.filtered(lambda menu: menu.parent_path.startswith(f"{crm.id}/")))
