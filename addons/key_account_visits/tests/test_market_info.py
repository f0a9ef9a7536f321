from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .market_common import MarketCommon

CONFIDENTIAL_ROLES = {"salesperson", "manager", "director", "marketing", "general_manager", "admin"}


@tagged("post_install", "-at_install")
class TestMarketInfo(MarketCommon):
    """The market library and competitors."""

    # ------------------------------------------------------------------
    # Who writes
    # ------------------------------------------------------------------
    def test_about_no_customer(self):
        """REQ V-16: information about the market as a whole is read by all in the company."""
        info = self._info(kind="industry", text="Steel gets dearer")
        self.assertEqual(info.department_id, self.department)
        self.assertEqual(info.source, "other")
        for role, user in self.roles.items():
            self.assertTrue(self._sees(user, info), role)
        self.assertTrue(self._sees(self.colleague, info))
        self.assertFalse(self._sees(self.outsider, info))

    def test_who_writes(self):
        """REQ V-16: sales, clerk, marketing and service write; the general manager reads."""
        for role in (
            "salesperson",
            "manager",
            "director",
            "clerk",
            "marketing",
            "service",
            "admin",
        ):
            self.assertTrue(self._info(self.roles[role], kind="industry"), role)
        for role in ("general_manager", "finance", "legal"):
            with self.assertRaisesRegex(
                AccessError, "not allowed to create 'Market Information'", msg=role
            ):
                self._info(self.roles[role], kind="industry")
        with self.assertRaisesRegex(AccessError, "not allowed to create 'Market Information'"):
            self._info(self.outsider)

    def test_hidden_customer(self):
        """REQ V-16, B-09: nobody writes about a customer hidden from them, by create or write."""
        with self.assertRaisesRegex(AccessError, "customer"):
            self._info(partner_id=self.other_customer.id)
        info = self._info()
        with (
            self._unchanged(info, "partner_id"),
            self.assertRaisesRegex(AccessError, "This customer is not open to you"),
        ):
            info.partner_id = self.other_customer
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            self._as(
                self.salesperson,
                self.env["customer.market.info"].with_context(
                    default_partner_id=self.other_customer.id
                ),
            ).with_context(default_partner_id=self.other_customer.id).create({"text": "x"})

    def test_contact_becomes_customer(self):
        """REQ B-02: information about a contact is about the customer."""
        info = self._info(partner_id=self.person.id)
        self.assertEqual(info.partner_id, self.customer)

    def test_customers_of_others(self):
        """REQ V-16, B-09: what is about a customer is read by who may see it."""
        info = self._info(partner_id=self.customer.id)
        sees = {role for role, user in self.roles.items() if self._sees(user, info)}
        self.assertEqual(
            sees,
            {
                "salesperson",
                "clerk",
                "manager",
                "director",
                "marketing",
                "general_manager",
                "admin",
            },
        )
        self.assertFalse(self._sees(self.colleague, info))
        self.assertFalse(self._sees(self.other_manager, info))

    def test_own_name(self):
        """REQ V-16: a salesperson writes in the own name, a clerk for others."""
        with self.assertRaisesRegex(AccessError, "in your own name.*Test colleague"):
            self._info(user_id=self.colleague.id)
        info = self._info()
        with (
            self._unchanged(info, "user_id"),
            self.assertRaisesRegex(AccessError, "You write in your own name"),
            self.env.cr.savepoint(),
        ):
            info.user_id = self.colleague
        self.assertTrue(self._info(self.roles["clerk"], user_id=self.salesperson.id))

    def test_who_changes(self):
        """REQ V-16: own, the department's by its manager, all by director and marketing."""
        info = self._info(kind="industry")
        for user in (
            self.colleague,
            self.other_manager,
            self.roles["clerk"],
            self.roles["service"],
        ):
            with (
                self._unchanged(info, "text"),
                self.assertRaisesRegex(AccessError, "may not change this: Market Information"),
            ):
                self._as(user, info).text = "Forged"
        for user in (self.manager, self.director, self.marketing, self.roles["admin"]):
            self._as(user, info).text = f"By {user.name}"
            self.assertEqual(info.text, f"By {user.name}")

    def test_source_is_the_systems(self):
        """REQ V-16: nobody claims that a document said it."""
        for values in ({"source": "visit"}, {"res_model": "res.partner", "res_id": 1}):
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                self._info(**values)
            info = self._info()
            with self.assertRaisesRegex(AccessError, "filled in by the system"):
                info.write(values)

    def test_bad_input(self):
        """REQ V-16: a day in the future, a negative price; 100,000 characters are fine."""
        with self._day("2026-06-15"):
            with self.assertRaisesRegex(ValidationError, "in the future"):
                self._info(date="2026-06-16")
            self.assertTrue(self._info(date="2026-06-15"))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._info(price=-1)
        self.assertEqual(len(self._info(text="长" * 100_000).text), 100_000)

    def test_price_in_company_currency(self):
        """REQ V-16: prices are compared in company currency, at the rate of the day."""
        dollar = self._set_dollar_rate(0.125)
        info = self._info(price=100, currency_id=dollar.id)
        self.assertEqual(info.company_price, 800)
        self.assertEqual(self._info(price=100).company_price, 100)

    def test_delete(self):
        """REQ V-16: deleted by who wrote it on the same day, later only by an administrator."""
        self._info().unlink()
        info = self._info()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_market_info SET create_date = '2026-01-05' WHERE id = %s", [info.id]
        )
        info.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "stays in the market library"):
            info.unlink()
        self.assertTrue(info.exists())
        self._as(self.roles["admin"], info).unlink()

    # ------------------------------------------------------------------
    # Confidential
    # ------------------------------------------------------------------
    def test_confidential(self):
        """REQ V-16: author, superiors, marketing, director, general manager, administrator."""
        self.company.customer_serving_see_all = True
        everything = self._make_user("market_all", "salesperson")
        everything.group_ids += self.env.ref("customer_base.group_customer_all")
        self.env["customer.access"].create(
            {"partner_id": self.customer.id, "user_id": self.colleague.id}
        )
        for partner in (self.customer, self.env["res.partner"]):
            info = self._info(partner_id=partner.id, confidential=True)
            sees = {role for role, user in self.roles.items() if self._sees(user, info)}
            self.assertEqual(sees, CONFIDENTIAL_ROLES)
            for user in (self.colleague, self.other_manager, everything, self.outsider):
                self.assertFalse(self._sees(user, info), user.name)
        open_info = self._info(partner_id=self.customer.id)
        self.assertTrue(self._sees(self.colleague, open_info), "the team sees the rest")

    def test_confidential_by_every_route(self):
        """REQ V-16: neither groups, names, export, messages nor the competitor tell of it."""
        competitor = self.env["customer.competitor"].create({"name": "Rival"})
        info = self._info(
            partner_id=self.customer.id,
            competitor_id=competitor.id,
            confidential=True,
            text="Secret discount",
        )
        info.with_context(tracking_disable=False).message_post(body="Secret note")
        clerk = self.roles["clerk"]
        clerk.group_ids += self.env.ref("customer_base.group_customer_export")
        self.env.invalidate_all()
        mine = self._as(clerk, info)
        for call in (
            lambda: mine.read(["text"]),
            lambda: mine.export_data(["text"]),
            lambda: mine.copy(),
            lambda: mine.action_open_source(),
            lambda: mine.write({"confidential": False}),
            lambda: mine.message_post(body="Hello"),
            lambda: mine.unlink(),
        ):
            self.env.invalidate_all()
            with self.assertRaisesRegex(
                AccessError, "This customer is not open to you|due to security restrictions"
            ):
                call()
        self.assertFalse(mine.name_search("Rival"))
        self.assertFalse(mine.formatted_read_group([], ["competitor_id"], ["__count"]))
        self.assertFalse(mine.search([("text", "ilike", "secret")]))
        messages = self._as(clerk, self.env["mail.message"])
        self.assertFalse(messages.search([("model", "=", info._name), ("res_id", "=", info.id)]))
        profile = self._as(clerk, competitor)
        self.assertEqual((profile.info_count, profile.last_date), (0, False))
        self.assertFalse(profile.partner_ids)
        self.assertFalse(profile.info_ids)
        self.assertFalse(profile.search([("info_ids.text", "ilike", "secret")]))
        self.env.invalidate_all()
        profile = self._as(self.manager, competitor)
        self.assertEqual((profile.info_count, profile.partner_ids), (1, self.customer))

    # ------------------------------------------------------------------
    # From documents
    # ------------------------------------------------------------------
    def _source_vals(self, **values):
        return {
            "res_model": "res.partner",
            "res_id": self.customer.id,
            "kind": "quality",
            "text": "Bearings wear out",
            "partner_id": self.customer.id,
            "user_id": self.salesperson.id,
            "company_id": self.company.id,
            **values,
        }

    def test_source_once(self):
        """REQ V-16: each document and kind once; changed with the document, gone with its text."""
        Info = self._as(self.salesperson, self.env["customer.market.info"])
        first = Info._record_source([self._source_vals(), self._source_vals(kind="industry")])
        self.assertEqual(len(first), 2)
        rival = self.env["customer.competitor"].create({"name": "Rival"})
        first[0].competitor_id = rival
        again = Info._record_source([self._source_vals(text="Better now"),
                                     self._source_vals(kind="industry", text=" ")])  # fmt: skip
        self.assertEqual(again, first[0])
        self.assertEqual((again.text, again.competitor_id), ("Better now", rival))
        self.assertFalse(first[1].exists())

    def test_source_is_private(self):
        """REQ V-16: no client calls it."""
        with self.assertRaisesRegex(AccessError, "Private methods"):
            get_public_method(self.env["customer.market.info"], "_record_source")

    def test_source_rights(self):
        """REQ B-09: nothing about a hidden customer, or in a colleague's name."""
        Info = self._as(self.salesperson, self.env["customer.market.info"])
        with self.assertRaisesRegex(AccessError, "This customer is not open to you"):
            Info._record_source([self._source_vals(partner_id=self.other_customer.id)])
        with self.assertRaisesRegex(AccessError, "in your own name"):
            Info._record_source([self._source_vals(user_id=self.colleague.id)])

    def test_said_by_a_document(self):
        """REQ V-16: what a document says is changed there, and not deleted."""
        info = self._as(self.salesperson, self.env["customer.market.info"])._record_source(
            [self._source_vals()]
        )
        for user in (self.salesperson, self.marketing):
            with (
                self._unchanged(info, "text"),
                self.assertRaisesRegex(UserError, "Change it there"),
            ):
                self._as(user, info).text = "Forged"
            with self.assertRaisesRegex(UserError, "stays in the market library"):
                self._as(user, info).unlink()
        self._as(self.marketing, info).write({"price": 12, "text": info.text})
        self.assertEqual(info.price, 12)

    def test_open_source(self):
        """REQ V-16: the document opens for who may read it."""
        info = self._as(self.salesperson, self.env["customer.market.info"])._record_source(
            [self._source_vals()]
        )
        self.assertEqual(info.action_open_source()["res_id"], self.customer.id)
        with self.assertRaisesRegex(UserError, "entered by hand"):
            self._info().action_open_source()

    # ------------------------------------------------------------------
    # Competitors
    # ------------------------------------------------------------------
    def test_competitor_once(self):
        """REQ V-16: one profile a name and company, whatever the case and spaces."""
        Competitor = self._as(self.salesperson, self.env["customer.competitor"])
        rival = Competitor.create({"name": " Rival  Pumps "})
        self.assertEqual(rival.name, "Rival Pumps")
        with self.assertRaisesRegex(ValidationError, "Rival Pumps is in the list already"):
            Competitor.create({"name": "rival pumps"})
        rival.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            Competitor.create({"name": "RIVAL PUMPS"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            Competitor.create({"name": "Other"}).name = "rival pumps"
            self.env.flush_all()

    def test_competitor_knowledge(self):
        """REQ V-16: how much is known, since when, and which customers use them."""
        rival = self.env["customer.competitor"].create({"name": "Rival"})
        self._info(competitor_id=rival.id, partner_id=self.customer.id, date="2026-01-05")
        self._info(competitor_id=rival.id, date="2026-03-05")
        self._info(
            self.colleague,
            competitor_id=rival.id,
            partner_id=self.other_customer.id,
            date="2026-04-05",
        )
        rival.invalidate_recordset()
        mine = self._as(self.salesperson, rival)
        self.assertEqual((mine.info_count, str(mine.last_date)), (2, "2026-03-05"))
        self.assertEqual(mine.partner_ids, self.customer)
        every = self._as(self.director, rival)
        self.assertEqual(every.info_count, 3)
        self.assertEqual(every.partner_ids, self.customer | self.other_customer)
        found = every.info_ids.search(every.action_open_infos()["domain"])
        self.assertEqual(found.mapped("date"), sorted(found.mapped("date"), reverse=True))

    def test_competitor_rights(self):
        """REQ V-16: who entered a profile changes it, and superiors; with infos it stays."""
        rival = self._as(self.salesperson, self.env["customer.competitor"]).create({"name": "R"})
        with (
            self._unchanged(rival, "strengths"),
            self.assertRaisesRegex(AccessError, "may not change this: Competitor"),
        ):
            self._as(self.colleague, rival).strengths = "None"
        with self.assertRaisesRegex(AccessError, "not allowed to modify 'Competitor'"):
            self._as(self.roles["general_manager"], rival).strengths = "None"
        self._as(self.marketing, rival).strengths = "Price"
        self._info(competitor_id=rival.id, confidential=True)
        with self.assertRaisesRegex(UserError, "archive it instead"):
            rival.unlink()

    def test_companies(self):
        """REQ B-09: what is of another company is not seen."""
        second = self.env["res.company"].create({"name": "Second"})
        self.env.user.company_ids += second
        info = (
            self.env["customer.market.info"]
            .with_company(second)
            .create({"text": "Elsewhere", "company_id": second.id})
        )
        for user in (self.salesperson, self.director, self.roles["admin"]):
            self.assertFalse(self._sees(user, info))

    def test_list_costs(self):
        """F-20: the list and the competitors' figures need the same statements for any number."""
        spec = {
            name: {"fields": {"display_name": {}}}
            if self.env["customer.market.info"]._fields[name].type == "many2one"
            else {}
            for name in ("date", "kind", "partner_id", "competitor_id", "price", "text", "user_id")
        }
        rivals = self.env["customer.competitor"].create(
            [{"name": f"Rival {number}"} for number in range(40)]
        )
        mine = self._as(self.salesperson, self.env["customer.market.info"])

        def look():
            mine.web_search_read([("competitor_id", "!=", False)], spec, limit=80)
            self._as(self.salesperson, self.env["customer.competitor"]).search([]).mapped(
                "info_count"
            )

        for rival in rivals[:4]:
            self._info(competitor_id=rival.id, partner_id=self.customer.id)
        look()
        few = self._spent(look)
        for rival in rivals[4:]:
            self._info(competitor_id=rival.id, partner_id=self.customer.id)
        self.assertLessEqual(self._spent(look), few)
