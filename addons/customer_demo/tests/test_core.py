from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

ALL_ROLES = (
    "yangming", "sunqian", "liqiang", "zhangmin", "wuhao", "liufang", "chenlixin", "wanghaitao",
    "zhaomingyuan", "zhouguodong", "zhengjie", "huanglihua", "hejing", "xuwenbo", "maxiaodong",
)  # fmt: skip
# list → who opens it and finds rows
LISTS = {
    ("res.partner", (("customer_category", "!=", False),)): ALL_ROLES,
    ("customer.file", ()): ALL_ROLES,
    ("customer.file", (("state", "=", "archived"),)): ALL_ROLES,
    ("customer.file", (("state", "=", "submitted"),)): ("chenlixin", "wanghaitao"),
    ("customer.file.change", (("state", "=", "to_review"),)): ("chenlixin", "zhaomingyuan"),
    ("customer.interaction", ()): ALL_ROLES,
    ("customer.interaction.state", (("next_due", "!=", False),)): ALL_ROLES,
    ("customer.contact", ()): ALL_ROLES,
    ("customer.contact", (("reports_to_id", "!=", False),)): ALL_ROLES,
    ("customer.grade.change", ()): ALL_ROLES,
    ("customer.review", (("state", "=", "open"),)): ("yangming", "liqiang", "wanghaitao"),
    ("customer.review", (("state", "=", "done"),)): ("yangming", "liqiang", "wanghaitao"),
    ("customer.verification", (("state", "=", "open"),)): ("liufang", "liqiang", "chenlixin"),
    ("customer.verification", (("state", "=", "done"),)): ("liufang", "liqiang", "chenlixin"),
    ("customer.change.notice", (("state", "=", "open"),)): ("maxiaodong", "liufang", "chenlixin"),
    ("customer.pool.entry", (("is_open", "=", True),)): ALL_ROLES,
    ("customer.protection", (("state", "=", "running"),)): ("yangming", "wanghaitao"),
    ("customer.referral", ()): ("maxiaodong", "liqiang", "zhangmin", "wuhao", "zhengjie"),
    ("customer.access.request", (("state", "=", "submitted"),)): ("liqiang", "chenlixin"),
    ("customer.access.request", (("state", "=", "approved"),)): ("sunqian", "wanghaitao"),
    ("customer.access", (("reason", "=", "team"),)): ("yangming", "liufang", "chenlixin"),
    ("customer.grading.run", (("state", "=", "applied"),)): ALL_ROLES,
    ("customer.grading.run", (("state", "=", "computed"),)): ("zhengjie", "zhaomingyuan"),
    ("customer.grading.line", (("is_change", "=", True),)): ("yangming", "liqiang", "zhengjie"),
    ("customer.grade.override", (("state", "=", "submitted"),)): ("liqiang", "wanghaitao"),
    ("customer.loss.warning", (("state", "=", "open"),)): ("yangming", "chenlixin", "zhaomingyuan"),
    # of the key account department: the other salespeople have none
    ("customer.key.account", ()): ("yangming", "sunqian", "chenlixin", "liufang", "zhengjie"),
    ("customer.key.account.figure", (("position", "=", "near"),)): ("zhengjie", "zhaomingyuan"),
    ("customer.interaction.compliance", ()): ("yangming", "wanghaitao", "zhengjie"),
    ("customer.month.summary", (("state", "=", "sent"),)): ("chenlixin", "zhengjie"),
    ("customer.month.summary", (("state", "=", "draft"),)): ("wanghaitao", "zhengjie"),
    ("customer.strategy", ()): ALL_ROLES,
    ("customer.purchase.quarter", ()): ("yangming", "liqiang", "zhaomingyuan", "zhengjie"),
    ("customer.development.plan", ()): ("yangming", "liqiang", "chenlixin", "zhouguodong"),
    ("customer.development.plan", (("changed_on", "!=", False),)): ("zhengjie", "zhaomingyuan"),
    ("customer.development.plan.line", ()): ("yangming", "wuhao", "chenlixin", "zhengjie"),
    ("customer.lead.assignment", (("state", "=", "offered"),)): ("zhengjie", "zhaomingyuan"),
    ("customer.lead.assignment", (("kind", "=", "prospect"),)): ("maxiaodong", "zhengjie"),
    ("customer.development.funnel", ()): ("yangming", "liqiang", "zhaomingyuan", "zhengjie"),
    ("customer.development.funnel.step", ()): ("yangming", "liqiang", "zhaomingyuan", "zhengjie"),
    ("customer.development.source.figure", ()): ("zhaomingyuan", "zhengjie", "huanglihua"),
    ("customer.account.plan", (("state", "=", "running"),)): ("yangming", "sunqian", "chenlixin"),
}

SERVING = {"huanglihua", "hejing", "xuwenbo", "maxiaodong"}
BY_WORK = {
    "customer.contact",
    "customer.interaction.state",
    "customer.file",
    "customer.grade.change",
    "customer.interaction",
}


@tagged("post_install", "-at_install")
class TestDemoCore(TransactionCase):
    """The demo company shows the customer core and its grades, whoever looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.demo"]._generate()
        found = cls.env["res.users"].search([("login", "in", ALL_ROLES)])
        cls.users = {user.login: user for user in found}
        cls.company = found.company_id
        cls.today = cls.company._workday_today()

    def _as(self, login, model):
        return self.env[model].with_user(self.users[login])

    def test_every_list_has_rows_for_who_opens_it(self):
        """REQ B-02 to B-15: nobody opens an empty list of their daily work."""
        for (model, domain), logins in LISTS.items():
            for login in logins:
                if login in SERVING and model in BY_WORK:
                    continue  # these open what they work on or are granted (F-06)
                with self.subTest(model=model, domain=domain, login=login):
                    self.assertTrue(self._as(login, model).search_count(list(domain)))

    def test_salespeople_see_their_own_customers(self):
        """REQ B-09: the rule on partners is on; others' customers are not found."""
        self.assertTrue(self.company.customer_partner_rule)
        for login in ("yangming", "liqiang"):
            user = self.users[login]
            seen = self._as(login, "res.partner").search(
                [("customer_category", "!=", False), ("is_company", "=", True)]
            )
            allowed = self.env["customer.access"].search([("user_id", "=", user.id)]).partner_id
            self.assertFalse(seen - allowed, login)
            self.assertTrue(seen.filtered(lambda partner, user=user: partner.user_id == user))
        director = self._as("zhaomingyuan", "res.partner").search_count(
            [("customer_category", "!=", False), ("is_company", "=", True)]
        )
        self.assertGreater(director, 90)

    def test_grades_and_teams(self):
        """REQ G-01, B-13: two customers in three are graded, with reasons; teams."""
        orders = self.env["sale.order"].search(
            [("state", "=", "sale"), ("user_id", "in", self._ids())]
        )
        buyers = orders.partner_id.commercial_partner_id
        graded = buyers.filtered("customer_grade_id")
        self.assertGreater(len(graded), 0.55 * len(buyers))
        customers = self.env["res.partner"].search(
            [("customer_category", "!=", False), ("user_id", "in", self._ids())]
        )
        self.assertLess(len(customers.filtered("customer_grade_id")), len(customers))
        self.assertEqual(set(graded.customer_grade_id.mapped("code")), set("ABCD"))
        self.assertTrue(all(graded.customer_grade_change_ids.mapped("reason")))
        teams = self.env["customer.access"].search([("reason", "=", "team")])
        self.assertGreaterEqual(len(teams.partner_id.filtered("is_key_account")), 5)

    def test_files_in_every_state(self):
        """REQ B-02 to B-04: archived by the manager, waiting, drafts; not all complete."""
        files = self.env["customer.file"].search([("applicant_id", "in", self._ids())])
        counts = {state: len(own) for state, own in files.grouped("state").items()}
        # three more were made and archived when their customers were admitted
        self.assertEqual(counts, {"archived": 18, "submitted": 4, "draft": 6})
        self.assertGreater(len(set(files.mapped("completeness"))), 3)
        for file in files.filtered(lambda file: file.state == "archived"):
            self.assertNotEqual(file.archived_by_id, file.user_id)
            self.assertEqual(file.archived_on, file.approval_id.ended_on)
            self.assertLessEqual(file.archived_on, fields.Datetime.now())
        for login in ("chenlixin", "wanghaitao"):
            waiting = files.filtered(lambda file: file.state == "submitted")
            self.assertTrue(any(waiting.with_user(self.users[login]).mapped("can_decide")), login)

    def _ids(self):
        return [user.id for user in self.users.values()]

    def test_contacts_in_time_and_late(self):
        """REQ B-07, G-07: about 200 contacts of half a year, in every way; some are overdue."""
        records = self.env["customer.interaction"].search([("user_id", "in", self._ids())])
        self.assertGreater(len(records), 180)
        ways = dict(records._fields["way"].selection)
        self.assertEqual(set(records.mapped("way")), set(ways))
        self.assertTrue({"1", "2"} & set(records.mapped("satisfaction")))
        days = [(self.today - record.date.date()).days for record in records]
        self.assertGreater(max(days), 120)
        self.assertLess(min(days), 14)
        states = self.env["customer.interaction.state"].search(
            [("company_id", "=", self.company.id), ("next_due", "!=", False)]
        )
        self.assertGreater(len(states.filtered("overdue")), 5)
        self.assertGreater(len(states.filtered(lambda state: not state.overdue)), 20)

    def test_personal_data_is_kept_by_the_law(self):
        """REQ B-08: personal data with purpose, consent and end; only the market department."""
        contacts = self._as("zhengjie", "customer.contact").search([("birthday_kind", "!=", False)])
        self.assertEqual(len(contacts), 10)
        self.assertEqual(set(contacts.mapped("birthday_kind")), {"solar", "lunar"})
        for field in ("personal_purpose", "consent_date", "consent_way", "retention_until"):
            self.assertTrue(all(contacts.mapped(field)), field)
        soon = contacts.filtered(lambda contact: (contact.next_birthday - self.today).days <= 7)
        self.assertTrue(soon)

    def test_pool_and_protections(self):
        """REQ B-14, B-15: three customers are in the pool, none else would fall tonight."""
        entries = self.env["customer.pool.entry"].search([("is_open", "=", True)])
        self.assertEqual(len(entries), 3)
        self.assertFalse(entries.partner_id.user_id)
        self.assertEqual(set(entries.mapped("why")), {"expired", "returned"})
        running = self.env["customer.protection"].search([("state", "=", "running")])
        [near] = self.company._workday_add([self.today], 5)
        self.assertTrue(running.filtered(lambda row: row.protected_until <= near))
        self.assertTrue(running.filtered(lambda row: row.protected_until > near))
        self.assertFalse(running.filtered(lambda row: row.protected_until < self.today))
        claimer = self.users["liqiang"]
        entries.filtered(lambda entry: entry.from_user_id != claimer)[:1].with_user(
            claimer
        ).action_claim()

    def test_referrals_and_access(self):
        """REQ B-09, B-15: passed on in four states; access asked for, and given."""
        referrals = self.env["customer.referral"].search([("to_user_id", "in", self._ids())])
        self.assertEqual(set(referrals.mapped("state")), {"sent", "accepted", "won", "declined"})
        grant = self.env["customer.access"].search([("reason", "=", "grant")])
        self.assertEqual(grant.user_id, self.users["sunqian"])
        grant.partner_id.with_user(grant.user_id).check_access("read")
        waiting = self.env["customer.access.request"].search([("state", "=", "submitted")])
        self.assertTrue(waiting.with_user(self.users["chenlixin"]).can_decide)
        with self.assertRaisesRegex(AccessError, "not open to you|您无权查看该客户"):
            waiting.line_ids.partner_id.with_user(waiting.applicant_id)._customer_check_access(
                "read"
            )
