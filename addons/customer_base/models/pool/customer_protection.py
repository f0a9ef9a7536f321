from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.tools import SQL, format_date

RUNNING = ("running", "kept")


class CustomerProtection(models.Model):
    """How long a customer is kept for the person who registered or claimed it (REQ B-14, B-15).

    A row for every time somebody becomes responsible for a managed customer. Progress (see
    ``_progress_queries``) starts the period anew; without, the customer goes to the public pool
    if the company has one. All days are working days of the company.
    """

    _name = "customer.protection"
    _inherit = ["customer.sealed", "customer.reminder.mixin"]
    _description = "Customer Protection"
    _order = "protected_until desc, id desc"
    _rec_name = "partner_id"

    _reminder_type = "customer_base.mail_activity_type_protection"
    _reminder_day = "protected_until"
    _reminder_waiting = SQL("record.state = 'running'")

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
    reminded = fields.Boolean()
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
        """Remind of these anew when they become due again."""
        reminded = self.filtered("reminded")
        if reminded:
            unsealed(reminded).write({"reminded": False})
            self._keep_reminders_true(reminded.user_id)

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

    @api.model
    def _progress_query(self, condition):
        """Return the query of (protection, last day of progress) of the running ones.

        :param condition: SQL over ``record``, the table of protections
        """
        return SQL(
            """
            WITH zone AS %(zones)s, among AS MATERIALIZED (
                SELECT record.id, record.partner_id, zone.tz, zone.today,
                       COALESCE(record.last_progress, record.registered_on) AS known
                  FROM customer_protection record JOIN zone USING (company_id)
                 WHERE record.state = 'running' AND %(condition)s
            ), progress AS (
                SELECT partner_id, MAX(day) AS day
                  FROM (%(progress)s) AS progress (partner_id, day) GROUP BY partner_id
            )
            SELECT among.id, progress.day FROM among JOIN progress USING (partner_id)
             WHERE progress.day > among.known ORDER BY among.id""",
            zones=self.env["res.company"]._customer_zones(),
            condition=condition,
            progress=SQL(" UNION ALL ").join(self._progress_queries()),
        )

    def _renew(self):
        """Count the period anew for customers with progress."""
        self.env.flush_all()
        progress = dict(
            self.env.execute_query(self._progress_query(SQL("record.id = ANY(%s)", self.ids)))
        )
        renewed = self.browse()
        for company, rows in self.browse(progress).grouped("company_id").items():
            days = [progress[row.id] for row in rows]
            ends = company._workday_add(days, company.customer_protection_days)
            for row, day, end in zip(rows, days, ends, strict=True):
                vals = {"last_progress": day}
                if end > row.protected_until:
                    vals |= {"protected_until": end, "reminded": False}
                    renewed |= row
                unsealed(row).write(vals)
        return renewed

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
            kept = in_company_language(row, row.company_id)
            row.partner_id._message_log(
                body=kept.env._(
                    "Protection for %(user)s extended until %(date)s: %(reason)s",
                    user=row.user_id.name,
                    date=format_date(kept.env, until),
                    reason=reason,
                )
            )
        rows._forget_reminders()
        return rows
