from odoo import api, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.tools import SQL, split_every

from .customer_protection import RUNNING

CHUNK = 200
BEGIN_CHUNK = 1000
# Handing a customer over takes longer: rights, contacts due, the customer's history.
FALL_CHUNK = 50


class CustomerProtection(models.Model):
    """The daily run: what changes is found by one query each, then done in chunks (P-03)."""

    _inherit = "customer.protection"

    @api.model
    def _cron_protect(self):
        """Begin what is missing, renew, remind, and let fall into the pool.

        Each chunk is committed: it may be stopped and started again at any time.
        """
        guard = self.env["res.company"]._customer_guard()
        if not guard["protection"]:
            self._keep_reminders_true()  # switched off since
            return
        if (
            self._cron_begin()
            and self._cron_sync()
            and self._cron_in_chunks(self._wrongly_kept_query(), CHUNK, self._keep_closed_of)
            and self._cron_in_chunks(self._progress_query(SQL("TRUE")), CHUNK, self._renew_of)
        ):
            self._cron_remind()
            self._cron_in_chunks(self._over_query(), FALL_CHUNK, self._fall_of)

    @api.model
    def _cron_in_chunks(self, query, size, work):
        """Do ``work`` with the locked rows of a query's ids; tell whether there is time left."""
        self.env.flush_all()
        ids = [row[0] for row in self.env.execute_query(query)]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(ids))
        for chunk in split_every(size, ids, unsealed(self).browse):
            # rows another transaction holds are left for the next run
            work(chunk.try_lock_for_update().filtered(lambda row: row.state in RUNNING))
            self.env.flush_all()
            if not cron._commit_progress(len(chunk)):
                return False
        return True

    @api.model
    def _cron_begin(self):
        """Begin for customers owned from before, by one statement a chunk.

        Those in the pool all the same are left to :meth:`_cron_sync`.
        """
        companies = self.env["res.company"].browse(
            sorted(self.env["res.company"]._customer_guard()["protection"])
        )
        days = [company._workday_today() for company in companies]
        ends = [
            company._workday_add([day], company.customer_protection_days)[0]
            for company, day in zip(companies, days, strict=True)
        ]
        query = self._begin_query(companies, days, ends)
        self.env.flush_all()
        cron = self.env["ir.cron"]
        while begun := len(self.env.execute_query(query)):
            self.invalidate_model()
            if not cron._commit_progress(begun, remaining=begun):
                return False
        return True

    @api.model
    def _begin_query(self, companies, days, ends):
        """Return the statement that begins a chunk of protections.

        :param days: of the companies, today
        :param ends: of the companies, the last protected day
        """
        return SQL(
            """
            INSERT INTO customer_protection (company_id, partner_id, user_id, registered_on,
                                             protected_until, state, create_uid, create_date,
                                             write_uid, write_date)
            SELECT wanted.company_id, partner.id, partner.user_id, wanted.today, wanted.until,
                   CASE WHEN company.customer_pool_keep_closed
                         AND partner.customer_category = 'closed' THEN 'kept' ELSE 'running' END,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM res_partner partner
              JOIN res_users owner ON owner.id = partner.user_id
              JOIN unnest(%(companies)s::int[], %(days)s::date[], %(ends)s::date[])
                   AS wanted(company_id, today, until)
                ON wanted.company_id = COALESCE(partner.company_id, owner.company_id)
              JOIN res_company company ON company.id = wanted.company_id
             WHERE partner.id = partner.commercial_partner_id AND partner.active
               AND partner.customer_category IS NOT NULL
               AND NOT EXISTS (SELECT FROM customer_protection running
                                WHERE running.partner_id = partner.id
                                  AND running.state IN ('running', 'kept'))
               AND NOT EXISTS (SELECT FROM customer_pool_entry entry
                                WHERE entry.partner_id = partner.id AND entry.is_open)
             LIMIT %(limit)s
                ON CONFLICT DO NOTHING RETURNING id""",
            uid=self.env.uid,
            companies=companies.ids,
            days=days,
            ends=ends,
            limit=BEGIN_CHUNK,
        )

    @api.model
    def _cron_sync(self):
        """Heal what was written around the ORM, and begin for customers owned from before."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner.id
                     FROM res_partner partner
                     JOIN res_users owner ON owner.id = partner.user_id
                LEFT JOIN customer_protection row
                       ON row.partner_id = partner.id AND row.state IN ('running', 'kept')
                    WHERE partner.id = partner.commercial_partner_id AND partner.active
                      AND partner.customer_category IS NOT NULL
                      AND COALESCE(partner.company_id, owner.company_id) = ANY(%(companies)s)
                      AND row.user_id IS DISTINCT FROM partner.user_id
                UNION
                   SELECT row.partner_id
                     FROM customer_protection row
                     JOIN res_partner partner ON partner.id = row.partner_id
                    WHERE row.state IN ('running', 'kept')
                      AND (NOT partner.active OR partner.customer_category IS NULL
                           OR partner.user_id IS NULL)""",
                companies=list(self.env["res.company"]._customer_guard()["protection"]),
            )
        )
        ids = [partner_id for (partner_id,) in rows]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(ids))
        for chunk in split_every(CHUNK, ids, self.env["res.partner"].browse):
            self._sync(chunk)
            if not cron._commit_progress(len(chunk)):
                return False
        return True

    # ------------------------------------------------------------------
    # Deals
    # ------------------------------------------------------------------
    @api.model
    def _wrongly_kept_query(self):
        """Return the query of the rows whose clock stands or runs although it should not."""
        return SQL(
            """SELECT record.id FROM customer_protection record
                 JOIN res_partner partner ON partner.id = record.partner_id
                 JOIN res_company company ON company.id = record.company_id
                WHERE record.company_id = ANY(%s) AND record.state IN ('running', 'kept')
                  AND (record.state = 'kept')
                      <> (company.customer_pool_keep_closed IS TRUE
                          AND partner.customer_category IS NOT DISTINCT FROM 'closed')
             ORDER BY record.id""",
            list(self.env["res.company"]._customer_guard()["protection"]),
        )

    @api.model
    def _keep_closed_of(self, rows):
        rows._keep_closed()

    # ------------------------------------------------------------------
    # Progress
    # ------------------------------------------------------------------
    @api.model
    def _renew_of(self, rows):
        rows._renew()

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------
    @api.model
    def _reminder_limits(self):
        guard = self.env["res.company"]._customer_guard()
        companies = self.env["res.company"].browse(sorted(guard["protection"]))
        return {
            company: company._workday_add(
                [company._workday_today()], company.customer_protection_remind_days
            )[0]
            for company in companies
        }

    @api.model
    def _reminder_summary(self, count):
        if count == 1:
            return self.env._("The protection of 1 customer ends")
        return self.env._("The protection of %(count)s customers ends", count=count)

    # ------------------------------------------------------------------
    # Into the pool
    # ------------------------------------------------------------------
    @api.model
    def _over_query(self):
        """Return the query of the rows that are over, those of one person together."""
        pool = self.env["res.company"].browse(
            sorted(self.env["res.company"]._customer_guard()["pool"])
        )
        return SQL(
            """SELECT record.id FROM customer_protection record
                 JOIN unnest(%s::int[], %s::date[]) AS wanted(company_id, today)
                USING (company_id)
                WHERE record.state = 'running' AND record.protected_until < wanted.today
             ORDER BY record.user_id, record.id""",
            pool.ids,
            [company._workday_today() for company in pool],
        )

    @api.model
    def _fall_of(self, rows):
        """Let fall what is still over: somebody may have got on with it since it was found."""
        rows.filtered(lambda row: row.state == "running")._renew()
        rows._fall_when_over()

    def _fall_when_over(self):
        """Move customers whose protection is over to the public pool of their company."""
        pool = self.env["res.company"]._customer_guard()["pool"]
        over = self.filtered(
            lambda row: (
                row.state == "running"
                and row.company_id.id in pool
                and row.protected_until < row.company_id._workday_today()
            )
        )
        for company, rows in over.grouped("company_id").items():
            entries = in_company_language(self.env["customer.pool.entry"], company)
            entries._enter(
                rows.partner_id, "expired", entries.env._("protection ended without progress")
            )
