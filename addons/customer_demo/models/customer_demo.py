import random
from datetime import datetime, time, timedelta

from odoo import api, fields, models

SEED = 20241
LANG = "zh_CN"
TZ = "Asia/Shanghai"


class CustomerDemo(models.AbstractModel):
    """Makes the demo company: people, customers, two years of trade, developments, and
    what is known of the customers, and their grades.

    Everything goes through the ERP's own methods, as the person who would do it; what happened
    in the past is dated back afterwards. The same day gives the same company: chance comes from
    one seed. All methods are private, nobody calls them from outside.
    """

    _name = "customer.demo"
    _description = "Demo Company"

    @api.model
    def _generate(self):
        """Make the demo company in the current company; do nothing if it is there already."""
        known = self.env["res.users"].with_context(active_test=False)
        if known.search_count([("login", "=", "zhaomingyuan")]):
            return
        self._ensure_language()
        demo = self.with_company(self.env.company).with_context(**self._quiet_context())
        chance = random.Random(SEED)
        demo._make_company()
        users = demo._make_people()
        products = demo._make_products()
        customers = demo._make_customers(chance, users)
        demo._make_trade(chance, customers, products)
        stories = demo._make_developments(chance, users, products)
        demo._make_core(chance, users, customers, stories)
        demo._make_grading(users)
        demo._make_watch(users)
        demo._make_groups(users, customers)
        demo._make_key_accounts(users)
        demo._make_visits(chance, users, customers)
        demo._make_market(chance, users, customers)
        demo._make_care(users, customers)
        demo._make_deliveries()
        demo._make_complaints(users, customers)
        demo._make_fapiao(users)
        demo._make_supply(users, customers)
        demo._make_warehouse_work(users, products)
        demo._make_ends(users, stories)
        demo._make_plans(users)
        demo._make_leads(chance, users)
        demo._make_account_plans(users)
        demo._make_departures(users)

    def _ensure_language(self):
        """The demo company speaks Chinese."""
        if LANG not in dict(self.env["res.lang"].get_installed()):
            lang = self.env["res.lang"].with_context(active_test=False)
            self.env["base.language.install"].create(
                {"lang_ids": lang.search([("code", "=", LANG)]).ids, "overwrite": False}
            ).lang_install()

    def _quiet_context(self):
        """For mass data: no log note on each record, nobody is mailed."""
        return {
            **self._speaking_context(),
            "tracking_disable": True,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "mail_auto_subscribe_no_notify": True,
            "no_reset_password": True,
        }

    def _speaking_context(self):
        return {
            "lang": LANG,
            "tz": TZ,
            "allowed_company_ids": self.env.company.ids,
            "mail_notify_force_send": False,
        }

    def _as(self, user, model):
        """Return a model as a person uses it: own rights, Chinese, chatter and tracking on."""
        speaking = dict.fromkeys(self._quiet_context(), False) | self._speaking_context()
        return self.env[model].with_user(user).with_context(**speaking)

    # ------------------------------------------------------------------ dates
    def _today(self):
        return fields.Date.context_today(self.with_context(tz=TZ))

    def _days_ago(self, days):
        return self._today() - timedelta(days=days)

    def _workdays_back(self, dates):
        """Return the dates, days off moved back to the working day before."""
        company = self.env.company
        off = [
            date for date, works in zip(dates, company._workday_is(dates), strict=True) if not works
        ]
        moved = dict(zip(off, company._workday_add(off, -1), strict=True)) if off else {}
        return [moved.get(date, date) for date in dates]

    @staticmethod
    def _moment(date, minutes=0):
        """Return an hour of office time in China on a date, as the database keeps it (UTC)."""
        return datetime.combine(date, time(1, 30)) + timedelta(minutes=minutes)
