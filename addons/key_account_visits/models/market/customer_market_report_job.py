from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL, split_every

from .customer_market_report import WRITING
from .people import fetch_reminders, flush_people, people_sql

CHUNK = 1000


class CustomerMarketReport(models.Model):
    # Who owes a report, and who is reminded of it (REQ V-10); off until a company switches it on.

    _inherit = "customer.market.report"

    _reminder_type = "key_account_visits.mail_activity_type_market_report"
    _reminder_waiting = SQL("record.owed AND record.state IN ('draft', 'returned')")

    @api.model
    def _cron_market_report(self):
        """Make the reports that people owe, and remind of them; restartable after any chunk."""
        for company, month in self._months_to_ask():
            if not self._generate(company, month):
                return
        self._remind_again()
        self._cron_remind()

    @api.model
    def _active_companies(self):
        return self.env["res.company"].search([("customer_market_report_active", "=", True)])

    @api.model
    def _months_to_ask(self):
        """Return [(company, month)]: from the reminder or the month's end on, until it is due.

        Never later: switching it on makes nobody late.
        """
        result = []
        for company in self._active_companies():
            today = company._workday_today()
            this = today.replace(day=1)
            months = [this - relativedelta(months=1), this]
            dues = self._dues(company, months)
            days = company.customer_market_report_remind_days
            for month in months:
                [begin] = company._workday_add([dues[month]], -days)
                if min(begin, month + relativedelta(months=1)) <= today <= dues[month]:
                    result.append((company, month))
        return result

    @api.model
    def _generate(self, company, month):
        """Make the missing reports of one company and month, by one statement a chunk.

        A report that somebody has begun is owed from now on.

        :return: whether there is time for more
        """
        flush_people(self.env)
        self.flush_model()
        owing = SQL(
            "(SELECT * FROM (%s) place WHERE place.owes AND place.company_id = %s"
            " AND place.since < %s)",
            people_sql(self.env),
            company.id,
            month + relativedelta(months=1),
        )
        todo = [
            user_id
            for (user_id,) in self.env.execute_query(
                SQL(
                    "SELECT person.user_id FROM %s person WHERE NOT EXISTS (SELECT FROM"
                    " customer_market_report made WHERE made.user_id = person.user_id"
                    " AND made.company_id = %s AND made.month = %s AND made.owed)"
                    " ORDER BY person.user_id",
                    owing,
                    company.id,
                    month,
                )
            )
        ]
        able = self.env["res.users"].browse(todo)._who_may_read(self._name)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(able))
        for chunk in split_every(CHUNK, able.ids, list):
            self._insert_owed(owing, month, self._dues(company, [month])[month], chunk)
            if not cron._commit_progress(len(chunk)):
                return False
        return True

    @api.model
    def _insert_owed(self, owing, month, due, user_ids):
        self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_market_report
                       (user_id, company_id, department_id, month, due, owed, state, is_late,
                        create_uid, create_date, write_uid, write_date)
                SELECT person.user_id, person.company_id, person.department_id, %(month)s,
                       %(due)s, TRUE, 'draft', FALSE, %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM %(owing)s person WHERE person.user_id = ANY(%(user_ids)s)
                    ON CONFLICT (company_id, user_id, month) DO UPDATE SET owed = TRUE
             RETURNING id
                """,
                owing=owing,
                month=month,
                due=due,
                uid=self.env.uid,
                user_ids=user_ids,
            )
        )
        self.invalidate_model()

    # ------------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------------
    @api.model
    def _reminder_limits(self):
        return {
            company: company._workday_add(
                [company._workday_today()], company.customer_market_report_remind_days
            )[0]
            for company in self._active_companies()
        }

    @api.model
    def _reminder_summary(self, count):
        if count == 1:
            return self.env._("Market report to deliver")
        return self.env._("Market reports to deliver: %(count)s", count=count)

    @api.model
    def _refresh_reminders(self, users):
        fetch_reminders(users, self._reminder_type)
        return super()._refresh_reminders(users)

    @api.model
    def _remind_again(self):
        """What was not delivered in time is reminded of once more, though it was before."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                "UPDATE customer_market_report report SET reminded = FALSE, missed = TRUE"
                " FROM %s AS zone WHERE zone.company_id = report.company_id"
                " AND report.owed AND report.state = ANY(%s) AND report.missed IS NOT TRUE"
                " AND report.due < zone.today RETURNING report.id",
                self.env["res.company"]._customer_zones(),
                list(WRITING),
            )
        )
        self.invalidate_model(["reminded", "missed"])
