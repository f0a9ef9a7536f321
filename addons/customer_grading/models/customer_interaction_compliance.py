from odoo import api, fields, models
from odoo.tools import SQL, split_every

CHUNK = 2000
# A contact may be put on record this many working days after the interval fell due.
RECORD_DAYS = 1

# The running interval of each customer that is due in the company: since the last contact or due
# day that was counted, but not from before somebody new, a new grade or the count itself began.
# Only those that can have ended: so many working days are as many days at least.
START_QUERY = """
   SELECT * FROM (
   SELECT state.partner_id, state.user_id, state.department_id, partner.customer_grade_id,
          COALESCE(grade.contact_days, %(days)s) AS contact_days,
          last.due AS last_due,
          GREATEST(%(since)s, last.next_start, owner.date_from,
                   COALESCE(partner.customer_managed_on, partner.create_date::date),
                   (changed.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date) AS start
     FROM customer_interaction_state state
     JOIN res_partner partner ON partner.id = state.partner_id
LEFT JOIN customer_grade grade ON grade.id = partner.customer_grade_id
LEFT JOIN customer_access owner ON owner.partner_id = state.partner_id
                               AND owner.reason = 'owner' AND owner.active
LEFT JOIN LATERAL (SELECT due, next_start FROM customer_interaction_compliance counted
                    WHERE counted.company_id = state.company_id
                      AND counted.partner_id = state.partner_id
                 ORDER BY due DESC LIMIT 1) last ON TRUE
LEFT JOIN LATERAL (SELECT MAX(date) AS date FROM customer_grade_change change
                    WHERE change.partner_id = state.partner_id) changed ON TRUE
    WHERE state.company_id = %(company)s AND state.partner_id = ANY(%(ids)s)
      AND state.next_due IS NOT NULL AND state.user_id IS NOT NULL
   ) running
    WHERE start + contact_days < %(today)s
 ORDER BY partner_id
"""

# The last contact within each interval, and the first one after it.
CONTACT_QUERY = """
   SELECT ended.partner_id,
          MAX(contact.day) FILTER (WHERE contact.day <= ended.due) AS met_on,
          MIN(contact.day) FILTER (WHERE contact.day > ended.due) AS late_on
     FROM unnest(%(ids)s, %(starts)s, %(dues)s) AS ended (partner_id, start, due)
     JOIN LATERAL (
          SELECT (date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day
            FROM customer_interaction interaction
           WHERE interaction.commercial_partner_id = ended.partner_id
             AND interaction.company_id = %(company)s
             AND interaction.date >= ended.start
          ) contact ON contact.day > ended.start
 GROUP BY ended.partner_id
"""


class CustomerInteractionCompliance(models.Model):
    """Contact intervals that fell due, and whether they were met (REQ G-07, S1 四(二)1).

    The grade says within how many working days a customer is contacted again; without grade the
    company does. An interval begins with the last contact of the one before, or with its due day
    if that was missed, and falls due that many working days later. It is met when there is a
    contact of any kind after its beginning, up to and including the due day. It begins anew when
    somebody else becomes responsible, the grade changes or the customer becomes managed, and
    falls due one working day after the one before at the earliest.

    So a customer with a weekly rhythm counts about once a week, however often it was contacted
    and however long it was not. The compliance rate is the share of the intervals due in a time
    that were met.

    Written every night, one working day after the due day so that contacts can still be put on
    record. Afterwards nothing changes but the day of the late contact, once it is known.
    """

    _name = "customer.interaction.compliance"
    _inherit = ["customer.sealed", "customer.access.mixin"]
    _description = "Contact Compliance"
    _order = "due desc, id desc"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", index="btree_not_null", ondelete="set null"
    )
    department_id = fields.Many2one("hr.department", ondelete="set null")
    customer_grade_id = fields.Many2one("customer.grade", string="Grade", ondelete="restrict")
    contact_days = fields.Integer(
        string="Contact Frequency (Working Days)",
        aggregator="avg",
        help="Working days within which to contact.",
    )
    start = fields.Date(string="Interval from", required=True)
    due = fields.Date(string="Due on", required=True)
    result = fields.Selection([("met", "In Time"), ("missed", "Missed")], required=True)
    rate = fields.Float(
        string="Compliance (%)",
        digits=(16, 1),
        aggregator="avg",
        help="100 when there was a contact in the interval, else 0: the average is the share of "
        "the intervals due that were met.",
    )
    contacted_on = fields.Date(
        help="Last contact within the interval, else the first one after it."
    )
    days_late = fields.Integer(
        string="Working Days Late",
        aggregator="avg",
        help="From the due day to the first contact after it; empty while there is none.",
    )
    next_start = fields.Date(required=True)

    _once = models.Constraint("UNIQUE(company_id, partner_id, due)", "An interval is counted once.")
    _due_idx = models.Index("(company_id, due)")
    _late_idx = models.Index("(company_id, partner_id) WHERE contacted_on IS NULL")

    # ------------------------------------------------------------------
    # Nightly
    # ------------------------------------------------------------------
    @api.model
    def _cron_count(self):
        """Count the intervals that have fallen due, company by company in chunks.

        What was counted is the beginning of the next interval: the job may be stopped and run
        again at any time, and a day is never counted twice.
        """
        cron = self.env["ir.cron"]
        self.env.flush_all()
        work = [
            (company, chunk)
            for company in self.env["res.company"].search([("id", "!=", False)])
            for chunk in split_every(CHUNK, self._customer_ids(company), list)
        ]
        cron._commit_progress(remaining=len(work))
        for company, chunk in work:
            self._count(company, chunk)
            self._note_late_contacts(company, chunk)
            if not cron._commit_progress(1):
                break
        self.invalidate_model()

    @api.model
    def _customer_ids(self, company):
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM customer_interaction_state
                    WHERE company_id = %s AND next_due IS NOT NULL ORDER BY partner_id""",
                company.id,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _count(self, company, partner_ids):
        """Write the intervals of these customers that ended, as many as there are of each."""
        while partner_ids:
            ended = self._ended(company, partner_ids)
            if ended:
                self._judge(company, ended)
                self._insert(company, ended)
            partner_ids = [row["partner_id"] for row in ended]

    @api.model
    def _ended(self, company, partner_ids):
        """Return the running intervals that can be judged, with their due day."""
        today = company._workday_today()
        running = self.env.execute_query_dict(
            SQL(
                START_QUERY,
                today=today,
                company=company.id,
                ids=partner_ids,
                days=company.customer_contact_days,
                since=company.customer_compliance_since or today,
                tz=company._workday_tz().zone,
            )
        )
        dues = company._workday_add(
            [row["start"] for row in running], [row["contact_days"] for row in running]
        )
        # a contact on a Saturday, or a grade's new frequency, must not lead back to a day that
        # was counted
        last_dues = [row.pop("last_due") for row in running]
        after = iter(company._workday_add([day for day in last_dues if day], 1))
        dues = [
            max(due, next(after)) if last_due else due
            for due, last_due in zip(dues, last_dues, strict=True)
        ]
        judged_from = company._workday_add(dues, RECORD_DAYS)
        return [
            {**row, "due": due}
            for row, due, day in zip(running, dues, judged_from, strict=True)
            if day < today
        ]

    @api.model
    def _judge(self, company, ended):
        """Add to each interval what came of it."""
        contacts = {
            partner_id: (met_on, late_on)
            for partner_id, met_on, late_on in self.env.execute_query(
                SQL(
                    CONTACT_QUERY,
                    company=company.id,
                    tz=company._workday_tz().zone,
                    ids=[row["partner_id"] for row in ended],
                    starts=[row["start"] for row in ended],
                    dues=[row["due"] for row in ended],
                )
            )
        }
        for row in ended:
            met_on, late_on = contacts.get(row["partner_id"], (None, None))
            row["result"] = "met" if met_on else "missed"
            row["rate"] = 100 if met_on else 0
            row["contacted_on"] = met_on or late_on
            row["next_start"] = met_on or row["due"]
            row["days_late"] = 0 if met_on else None
        late = [row for row in ended if row["contacted_on"] and row["result"] == "missed"]
        counts = company._workday_count([(row["due"], row["contacted_on"]) for row in late])
        for row, count in zip(late, counts, strict=True):
            row["days_late"] = count

    @api.model
    def _insert(self, company, ended):
        names = [name for name in ended[0] if name != "id"]
        values = SQL(", ").join(
            SQL("(%s, %s)", company.id, SQL(", ").join(SQL("%s", row[name]) for name in names))
            for row in ended
        )
        self.env.execute_query(
            SQL(
                "INSERT INTO customer_interaction_compliance (company_id, %s) VALUES %s "
                "ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(SQL.identifier(name) for name in names),
                values,
            )
        )

    @api.model
    def _note_late_contacts(self, company, partner_ids):
        """Note the first contact after intervals that were missed, once it is known."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT missed.id, missed.due, contact.day
                  FROM customer_interaction_compliance missed
                  JOIN LATERAL (
                       SELECT MIN((date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date) AS day
                         FROM customer_interaction interaction
                        WHERE interaction.commercial_partner_id = missed.partner_id
                          AND interaction.company_id = missed.company_id
                          AND interaction.date >= missed.due
                          AND (date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date > missed.due
                       ) contact ON contact.day IS NOT NULL
                 WHERE missed.company_id = %(company)s AND missed.partner_id = ANY(%(ids)s)
                   AND missed.contacted_on IS NULL
                """,
                company=company.id,
                ids=partner_ids,
                tz=company._workday_tz().zone,
            )
        )
        if not rows:
            return
        counts = company._workday_count([(due, day) for _id, due, day in rows])
        self.env.execute_query(
            SQL(
                """
                UPDATE customer_interaction_compliance missed
                   SET contacted_on = noted.day, days_late = noted.days
                  FROM unnest(%s, %s, %s) AS noted (id, day, days)
                 WHERE missed.id = noted.id
             RETURNING missed.id
                """,
                [row_id for row_id, _due, _day in rows],
                [day for _id, _due, day in rows],
                counts,
            )
        )

    # ------------------------------------------------------------------
    # Customers become one
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Keep one interval for each due day of customers about to become one, the target's."""
        self.env.execute_query(
            SQL(
                """
                DELETE FROM customer_interaction_compliance WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (
                                   PARTITION BY company_id, due
                                   ORDER BY partner_id = %s DESC, id) AS place
                          FROM customer_interaction_compliance WHERE partner_id = ANY(%s)) ranked
                     WHERE place > 1)
             RETURNING id
                """,
                target.id,
                (sources | target).ids,
            )
        )
        self.invalidate_model()
