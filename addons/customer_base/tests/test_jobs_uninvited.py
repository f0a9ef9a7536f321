from datetime import date, timedelta

from odoo.tests import freeze_time, new_test_user, tagged

from .invoice_common import InvoiceCommon
from .job_common import JobCase

# what people of an ERP work with
THEIRS = (
    "account_move",
    "account_move_line",
    "mail_activity",
    "mail_followers",
    "mail_mail",
    "mail_message",
    "mail_notification",
    "res_partner",
    "res_users",
    "sale_order",
    "sale_order_line",
)
DAYS = ("2026-03-02", "2026-03-20", "2026-03-31", "2026-04-01", "2026-06-29", "2027-01-04")


@tagged("post_install", "-at_install")
class TestJobsUninvited(JobCase, InvoiceCommon):
    """L-02: nothing comes over people before it is switched on, nor who may not open it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.env["res.company"].create(
            {"name": "Plain ERP", "country_id": cls.env.ref("base.cn").id}
        )
        cls.trader = new_test_user(
            cls.env,
            "plain_trader",
            groups="sales_team.group_sale_salesman",
            company_id=cls.plain.id,
            company_ids=[(6, 0, cls.plain.ids)],
        )
        cls.env.user.company_ids += cls.plain

    def _trade(self, company, user):
        """Return a customer of an ERP in use, with an order, known for long."""
        env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        with freeze_time("2025-06-02 02:00:00"):
            customer = env["res.partner"].create(
                {
                    "name": "老客户",
                    "is_company": True,
                    "company_id": company.id,
                    "user_id": user.id,
                }
            )
            product = env["product.product"].create({"name": "Pump", "type": "service"})
            line = {"product_id": product.id, "price_unit": 100, "tax_ids": []}
            order = env["sale.order"].create(
                {"partner_id": customer.id, "user_id": user.id, "order_line": [(0, 0, line)]}
            )
            order.action_confirm()
        self.assertEqual(customer.customer_category, "closed")
        return customer, order

    def _state(self, *records):
        """Return all stored values of these records, as they are in the database."""
        self.env.flush_all()
        result = []
        for record in records:
            self.env.cr.execute(f'SELECT * FROM "{record._table}" WHERE id = %s', [record.id])
            result.append(self.env.cr.dictfetchone())
        return result

    def _made(self):
        """Return how many activities, messages and mails there are."""
        self.env.flush_all()
        return [
            self.env[name].with_context(active_test=False).search_count([])
            for name in ("mail.activity", "mail.message", "mail.mail")
        ]

    def test_plain_erp_is_left_alone(self):
        """L-02: trade, nobody with a role: no activity, message, mail, and no change of theirs."""
        # the other company's rows are none of this test's business
        self.company.write(
            {
                "customer_contact_reminder": False,
                "customer_review_active": False,
                "customer_change_reminder": False,
                "customer_verification_active": False,
            }
        )
        customer, order = self._trade(self.plain, self.trader)
        made, before = self._made(), self._state(customer, order)
        self._run_all_jobs(*DAYS)
        self.assertEqual(self._made(), made)
        self.assertEqual(self._state(customer, order), before)

    def _theirs(self):
        """Return a sum over every row of the ERP's own tables that people work with."""
        self.env.flush_all()
        sums = {}
        for table in THEIRS:
            self.env.cr.execute(
                f"SELECT COUNT(*), md5(string_agg(md5(t::text), '' ORDER BY id)) FROM {table} t"
            )
            sums[table] = self.env.cr.fetchone()
        return sums

    def test_130_days_of_use(self):
        """L-02: half a year of trade without a role: whatever day, the jobs touch nothing."""
        self.company.write(dict.fromkeys(self.env["customer.setup"]._company_fields(), False))
        self._set_up_accounts(self.plain)
        first = date(2026, 1, 26)
        for number in range(130):
            day = first + timedelta(days=number)
            if number % 9 == 0:
                with freeze_time(f"{day} 06:00:00"):
                    customer, _order = self._trade(self.plain, self.trader)
                    self._invoice(day, 100 + number, partner=customer, company=self.plain)
            before = self._theirs()
            self._run_all_jobs(str(day))
            self.assertEqual(self._theirs(), before, day)

    def test_switches_are_off(self):
        """L-02: a company that is created later has them off as well."""
        for name in self.env["customer.setup"]._company_fields():
            self.assertFalse(self.plain[name], name)

    def test_who_may_not_open_it_is_not_asked(self):
        """L-02: with all of it on, a seller without a role is asked nothing, one with it is."""
        self.plain.write(
            {
                "customer_contact_reminder": True,
                "customer_review_active": True,
                "customer_review_categories": "all",
                "customer_verification_active": True,
                "customer_verification_categories": "all",
                "customer_protection": True,
            }
        )
        able = new_test_user(
            self.env,
            "plain_able",
            groups="sales_team.group_sale_salesman,customer_base.group_customer_salesperson",
            company_id=self.plain.id,
            company_ids=[(6, 0, self.plain.ids)],
        )
        for user in (self.trader, able):
            self._trade(self.plain, user)
        self._run_all_jobs(*DAYS)
        activities = self.env["mail.activity"].search([("user_id", "in", (self.trader | able).ids)])
        self.assertEqual(activities.user_id, able)
        reviews = self.env["customer.review"].search([("company_id", "=", self.plain.id)])
        self.assertEqual(reviews.user_id, able)
        for activity in activities.filtered("list_action_id"):
            env = self.env(user=able, context={"allowed_company_ids": self.plain.ids})
            action = activity.with_env(env).action_open_list()
            mine = env[action["res_model"]].search([("user_id", "=", able.id)])
            self.assertTrue(mine, action["name"])

    def test_switched_off_takes_reminders_back(self):
        """L-02: the night after switching off, the reminders are gone."""
        self._customers(1, self.salesperson)._customer_contact_refresh()
        late = self.company._workday_today() + timedelta(days=120)
        domain = [
            ("user_id", "=", self.salesperson.id),
            ("activity_type_id", "=", self.env.ref("customer_base.mail_activity_contact_due").id),
        ]
        self._run_all_jobs(late)
        self.assertEqual(len(self.env["mail.activity"].search(domain)), 1)
        self.company.customer_contact_reminder = False
        self._run_all_jobs(late + timedelta(days=1))
        self.assertFalse(self.env["mail.activity"].search(domain))
