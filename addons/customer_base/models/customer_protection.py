from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.customer_approval.models.sealed import unsealed
from odoo.tools import SQL, split_every

CHUNK = 200
RUNNING = ("running", "kept")


class CustomerProtection(models.Model):
    """How long a customer is kept for the person who registered or claimed it (REQ B-14, B-15).

    A row for every time somebody becomes responsible for a managed customer. Progress (see
    ``_progress_queries``) starts the period anew; without, the customer goes to the public pool
    if the company has one. All days are working days of the company.
    """

    _name = "customer.protection"
    _inherit = ["customer.sealed"]
    _description = "Customer Protection"
    _order = "protected_until desc, id desc"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", required=True, index=True, ondelete="restrict"
    )
    registered_on = fields.Date(required=True)
    protected_until = fields.Date(required=True, help="The last protected day.")
    last_progress = fields.Date()
    extended_on = fields.Date()
    extended_by_id = fields.Many2one("res.users", string="Extended by", ondelete="restrict")
    extension_reason = fields.Char()
    reminded_on = fields.Date()
    ended_on = fields.Date()
    state = fields.Selection(
        [
            ("running", "Running"),
            ("kept", "Kept by a Deal"),
            ("fallen", "Fallen into the Pool"),
            ("ended", "Ended"),
        ],
        required=True,
        default="running",
        index=True,
    )

    _one_running = models.UniqueIndex(
        "(partner_id) WHERE state IN ('running', 'kept')",
        "A customer is protected for one person at a time.",
    )
    _due_idx = models.Index("(company_id, protected_until) WHERE state = 'running'")

    # ------------------------------------------------------------------
    # Beginning and end
    # ------------------------------------------------------------------
    @api.model
    def _sync(self, partners):
        """Make the protections say what these customers say: who is responsible, since when.

        :param partners: commercial entities
        """
        guard = self.env["res.company"]._customer_guard()
        partners_sudo = partners.sudo()  # whoever changes the customer changes its protection
        wanted = {}
        for partner_sudo in partners_sudo:
            user_sudo = partner_sudo.user_id
            company_sudo = partner_sudo.company_id or user_sudo.company_id
            if (
                user_sudo
                and company_sudo.id in guard["protection"]
                and partner_sudo.active
                and partner_sudo.customer_category
            ):
                wanted[partner_sudo] = (company_sudo, user_sudo)
        present = unsealed(self).search(
            [("partner_id", "in", partners.ids), ("state", "in", RUNNING)]
        )
        stale = present.filtered(
            lambda row: wanted.get(row.partner_id) != (row.company_id, row.user_id)
        )
        stale._end("ended")
        present -= stale
        known = present.partner_id
        self._start({partner: pair for partner, pair in wanted.items() if partner not in known})
        present._keep_closed()
        unsealed(self.env["customer.pool.entry"])._close_taken(partners_sudo)

    @api.model
    def _start(self, wanted):
        """Begin protections.

        :param wanted: {customer: (company, responsible person)}
        """
        by_company = defaultdict(list)
        for partner, (company, user) in wanted.items():
            by_company[company].append((partner, user))
        vals_list = []
        for company, pairs in by_company.items():
            today = company._workday_today()
            [until] = company._workday_add([today], company.customer_protection_days)
            vals_list += [
                {
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "user_id": user.id,
                    "registered_on": today,
                    "protected_until": until,
                }
                for partner, user in pairs
            ]
        unsealed(self).create(vals_list)._keep_closed()

    def _end(self, state):
        """End running protections as ``ended`` or ``fallen``; reminders are taken back."""
        if not self:
            return
        for company, rows in self.grouped("company_id").items():
            unsealed(rows).write({"state": state, "ended_on": company._workday_today()})
        # before the next one begins: only one may run
        self.flush_recordset(["state"])
        self._forget_reminders()

    def _keep_closed(self):
        """Stop the clock of customers who have bought, start it when a deal was a mistake."""
        for row in unsealed(self):
            closed = (
                row.company_id.customer_pool_keep_closed
                and row.partner_id.customer_category == "closed"
            )
            state = "kept" if closed else "running"
            if row.state != state:
                row.state = state

    def _forget_reminders(self):
        reminded = self.filtered("reminded_on")
        if reminded:
            reminded.sudo().partner_id.activity_unlink(  # sudo: reminders the system made
                ["customer_base.mail_activity_type_protection"]
            )

    # ------------------------------------------------------------------
    # Progress
    # ------------------------------------------------------------------
    @api.model
    def _progress_queries(self):
        """Return queries of (commercial partner, last day of progress); addons add theirs.

        Each reads ``among``, the table of the partners asked about: partner_id, tz (of the
        company) and today (there).
        """
        return [
            SQL(
                """SELECT among.partner_id,
                          MAX((sale.create_date AT TIME ZONE 'UTC' AT TIME ZONE among.tz)::date)
                     FROM among
                     JOIN res_partner partner ON partner.commercial_partner_id = among.partner_id
                     JOIN sale_order sale ON sale.partner_id = partner.id
                    WHERE sale.state <> 'cancel'
                    GROUP BY among.partner_id"""
            ),
            SQL(
                """SELECT among.partner_id,
                          MAX((contact.date AT TIME ZONE 'UTC' AT TIME ZONE among.tz)::date)
                     FROM among
                     JOIN customer_interaction contact
                       ON contact.commercial_partner_id = among.partner_id
                    GROUP BY among.partner_id"""
            ),
        ]

    def _last_progress(self):
        """Return {partner id: last day of progress} of the customers of these protections."""
        if not self:
            return {}
        self.env.flush_all()
        among = SQL(", ").join(
            SQL(
                "(%s, %s, %s::date)",
                row.partner_id.id,
                str(row.company_id._workday_tz()),
                row.company_id._workday_today(),
            )
            for row in self
        )
        rows = self.env.execute_query(
            SQL(
                "WITH among (partner_id, tz, today) AS (VALUES %s) "
                "SELECT partner_id, MAX(day) FROM (%s) AS progress (partner_id, day) "
                "GROUP BY partner_id",
                among,
                SQL(" UNION ALL ").join(self._progress_queries()),
            )
        )
        return dict(rows)

    def _renew(self):
        """Count the period anew for customers with progress."""
        progress = self._last_progress()
        renewed = self.browse()
        for company, rows in self.grouped("company_id").items():
            rows = rows.filtered(
                lambda row: (
                    (day := progress.get(row.partner_id.id))
                    and day > (row.last_progress or row.registered_on)
                )
            )
            days = [progress[row.partner_id.id] for row in rows]
            ends = company._workday_add(days, company.customer_protection_days)
            for row, day, end in zip(rows, days, ends, strict=True):
                vals = {"last_progress": day}
                if end > row.protected_until:
                    vals |= {"protected_until": end}
                    renewed |= row
                unsealed(row).write(vals)
        renewed._forget_reminders()
        unsealed(renewed).write({"reminded_on": False})

    @api.model
    @api.private
    def _extend(self, partners, days, reason):
        """Lengthen the protection of customers by working days, on record.

        Rights are the caller's to check.
        """
        rows = unsealed(self).search(
            [("partner_id", "in", partners.ids), ("state", "=", "running")]
        )
        for row in rows:
            today = row.company_id._workday_today()
            start = max(today, row.protected_until)
            [until] = row.company_id._workday_add([start], days)
            row.write(
                {
                    "protected_until": until,
                    "extended_on": today,
                    "extended_by_id": self.env.uid,
                    "extension_reason": reason,
                }
            )
            row.partner_id._message_log(
                body=self.env._(
                    "Protection for %(user)s extended until %(date)s: %(reason)s",
                    user=row.user_id.name,
                    date=until,
                    reason=reason,
                )
            )
        rows._forget_reminders()
        rows.write({"reminded_on": False})
        return rows

    # ------------------------------------------------------------------
    # Every day
    # ------------------------------------------------------------------
    @api.model
    def _cron_protect(self):
        """Begin what is missing, renew, remind, and let fall into the pool.

        Set-based, in chunks, each committed: it may be stopped and started again at any time.
        """
        guard = self.env["res.company"]._customer_guard()
        if not guard["protection"]:
            return
        self._cron_sync()
        rows = unsealed(self).search(
            [("state", "in", RUNNING), ("company_id", "in", list(guard["protection"]))]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(rows))
        for chunk in split_every(CHUNK, rows.ids, rows.browse):
            locked = chunk.try_lock_for_update().filtered(lambda row: row.state in RUNNING)
            locked._keep_closed()
            running = locked.filtered(lambda row: row.state == "running")
            running._renew()
            running._remind()
            running._fall_when_over()
            if not cron._commit_progress(len(chunk)):
                break

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
        for chunk in split_every(CHUNK, ids, self.env["res.partner"].browse):
            self._sync(chunk)
            if not self.env["ir.cron"]._commit_progress(0, remaining=len(ids)):
                break

    def _remind(self):
        """Remind the responsible people of protections that end soon, once."""
        due = self.browse()
        for company, rows in self.grouped("company_id").items():
            [last] = company._workday_add(
                [company._workday_today()], company.customer_protection_remind_days
            )
            due |= rows.filtered(
                lambda row, last=last: not row.reminded_on and row.protected_until <= last
            )
        for row in due:
            row.partner_id.with_context(mail_activity_quick_update=True).activity_schedule(
                "customer_base.mail_activity_type_protection",
                date_deadline=row.protected_until,
                user_id=row.user_id.id,
                summary=self.env._("Protection of %(partner)s ends", partner=row.partner_id.name),
            )
        for company, rows in due.grouped("company_id").items():
            unsealed(rows).write({"reminded_on": company._workday_today()})

    def _fall_when_over(self):
        """Move customers whose protection is over to the public pool of their company."""
        pool = self.env["res.company"]._customer_guard()["pool"]
        over = self.filtered(
            lambda row: (
                row.company_id.id in pool and row.protected_until < row.company_id._workday_today()
            )
        )
        if over:
            self.env["customer.pool.entry"]._enter(
                over.partner_id, "expired", self.env._("protection ended without progress")
            )
