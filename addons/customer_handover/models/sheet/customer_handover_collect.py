from odoo import fields, models
from odoo.tools import SQL, format_list

SAMPLE = 5
# A person's customers with what the load is reckoned from; those on the sheet already stay.
CUSTOMERS = """
       INSERT INTO customer_handover_customer
              (handover_id, company_id, partner_id, name, receiver_id, user_id,
               decision, state, is_important, category, grade_id, region_id, sales,
               moves_before, notice_state,
               create_uid, create_date, write_uid, write_date)
       SELECT %(handover)s, %(company)s, partner.id, partner.name,
              CASE WHEN partner.is_key_account IS NOT TRUE THEN %(receiver)s::int END,
              CASE WHEN partner.is_key_account IS NOT TRUE THEN %(receiver)s::int END,
              'move', 'ready', COALESCE(partner.is_key_account, FALSE),
              partner.customer_category, partner.customer_grade_id, partner.state_id,
              COALESCE(bought.sales, 0), COALESCE(moved.times, 0), 'none',
              %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
         FROM res_partner partner
    LEFT JOIN LATERAL (
              SELECT SUM(amount_untaxed_signed) AS sales FROM account_move
               WHERE commercial_partner_id = partner.id AND state = 'posted'
                 AND move_type IN ('out_invoice', 'out_refund')
                 AND invoice_date > %(year_ago)s AND company_id = %(company)s
              ) AS bought ON TRUE
    LEFT JOIN LATERAL (
              SELECT count(*) AS times FROM customer_handover_customer before
               WHERE before.partner_id = partner.id AND before.state = 'moved'
                 AND before.moved_on > %(since)s
              ) AS moved ON TRUE
        WHERE %(held)s
          AND NOT EXISTS (SELECT FROM customer_handover_customer present
                           WHERE present.handover_id = %(handover)s
                             AND present.partner_id = partner.id)
     ORDER BY partner.id
    RETURNING id
"""


class CustomerHandover(models.Model):
    # Finds what the person holds (REQ H-01).

    _inherit = "customer.handover"

    def action_collect(self):
        """Look again at what the person holds; receivers chosen already stay.

        :raises UserError: not while it is in approval or moving
        """
        self._check_action("collect")
        self._collect()
        return True

    def _collect(self):
        """Bring customers and other things on these sheets up to date.

        New customers come in without a receiver, or with the main one; what has gone to others
        by itself is taken off. What has moved stays.
        """
        for handover in self:
            handover._collect_customers()
            handover._collect_lines()
        # sudo: filled in by the system
        self.sudo().write({"collected_on": fields.Datetime.now()})
        self.env["customer.handover.customer"].invalidate_model()
        self.invalidate_recordset(["customer_ids"])

    def _companies_left(self):
        """Return the companies whose customers are handed over.

        Who goes on working in another company keeps what is only that one's.
        """
        self.ensure_one()
        # sudo: where the person works
        employees = self.env["hr.employee"].sudo().search([("user_id", "=", self.leaver_id.id)])
        others = employees.company_id - self.company_id
        # sudo: companies of the person
        return (self.leaver_id.sudo().company_ids | self.company_id) - others

    def _collect_customers(self):
        """Put the person's customers on the sheet, with what the load is reckoned from."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                DELETE FROM customer_handover_customer taken
                 WHERE handover_id = %s AND state = 'ready'
                   AND NOT EXISTS (SELECT FROM res_partner partner
                                    WHERE partner.id = taken.partner_id AND %s)
             RETURNING id""",
                self.id,
                self._held_customers_sql(),
            )
        )
        self.env.execute_query(
            SQL(
                CUSTOMERS,
                handover=self.id,
                receiver=self.main_receiver_id.id or None,
                uid=self.env.uid,
                held=self._held_customers_sql(),
                company=self.company_id.id,
                year_ago=fields.Date.subtract(self.company_id._workday_today(), years=1),
                since=fields.Datetime.subtract(
                    fields.Datetime.now(), days=self.company_id.handover_cap_days
                ),
            )
        )
        self._count_work()

    def _held_customers_sql(self):
        """Return the condition that ``partner`` is a customer of the person to be handed over."""
        return SQL(
            "partner.user_id = %s AND partner.customer_category IS NOT NULL"
            " AND partner.id = partner.commercial_partner_id"
            " AND (partner.company_id IS NULL OR partner.company_id = ANY(%s))",
            self.leaver_id.id,
            self._companies_left().ids,
        )

    def _theirs(self, source, companies=None):
        """Return the condition that a record of a source is to be handed over here.

        :param companies: ``_companies_left``, where it is known already
        """
        return self.env["customer.handover.source"]._theirs(
            source, self.leaver_id, companies or self._companies_left()
        )

    def _count_work(self):
        """Note on each customer how much open work goes with it."""
        source_model = self.env["customer.handover.source"]
        parts = []
        for source in source_model._registered().values():
            for rows, where, joined in source_model._parts(source, self.leaver_id):
                if joined:
                    parts.append(
                        SQL(
                            "SELECT contact.commercial_partner_id AS partner_id,"
                            " count(DISTINCT %s.id) AS number FROM %s %s WHERE %s AND %s"
                            " GROUP BY 1",
                            SQL.identifier(self.env[source.model]._table),
                            rows,
                            joined,
                            where,
                            self._theirs(source),
                        )
                    )
        self.env.execute_query(
            SQL(
                """
                UPDATE customer_handover_customer taken SET work_count = open.number
                  FROM (SELECT partner_id, SUM(number)::int AS number FROM (%s) AS every
                         GROUP BY partner_id) AS open
                 WHERE taken.handover_id = %s AND taken.partner_id = open.partner_id
                   AND taken.state = 'ready' RETURNING taken.id""",
                SQL(" UNION ALL ").join(parts),
                self.id,
            )
        )

    # ------------------------------------------------------------------
    # Other things
    # ------------------------------------------------------------------
    def _collect_lines(self):
        """List everything else that names the person, each kind in one line."""
        source_model = self.env["customer.handover.source"]
        sources = source_model._all()
        registered = source_model._registered()
        counts = source_model._count(sources, self.leaver_id, self._companies_left())
        present = {line.key: line for line in self.line_ids}
        vals_list = []
        for key, source in sources.items():
            number = counts.get((key, self.leaver_id.id), 0)
            line = present.pop(key, None)
            if not number:
                if line and not line.moved_count:
                    line.sudo().unlink()  # nothing of the kind any more
                continue
            alone = self._count_alone(source)
            vals = {"record_count": number, "alone_count": alone, "sample": self._sample(source)}
            if line:
                line.sudo().write(vals)  # filled in by the system
                continue
            vals_list.append(
                {
                    **vals,
                    "handover_id": self.id,
                    "model": source.model,
                    "field": source.field,
                    "registered": key in registered,
                    "decision": source.decision,
                    "receiver_id": self.main_receiver_id.id,
                }
            )
        # of a kind that is not looked for any more: its addon is gone
        for line in present.values():
            if not line.moved_count:
                line.sudo().unlink()  # filled in by the system
        # sudo: made by the system; people decide about them
        self.env["customer.handover.line"].sudo().create(vals_list)

    def _count_alone(self, source):
        """Return how many records of a source do not go with one of the customers here."""
        source_model = self.env["customer.handover.source"]
        *with_customer, (rows, where, _joined) = source_model._parts(source, self.leaver_id)
        table = SQL.identifier(self.env[source.model]._table)
        person = self._theirs(source)
        going = [
            SQL(
                " AND NOT EXISTS (SELECT FROM (SELECT %s.id FROM %s %s"
                " JOIN customer_handover_customer taken"
                " ON taken.partner_id = contact.commercial_partner_id AND taken.handover_id = %s"
                " WHERE %s AND %s) AS going WHERE going.id = %s.id)",
                table,
                joined_rows,
                joined,
                self.id,
                joined_where,
                person,
                table,
            )
            for joined_rows, joined_where, joined in with_customer
        ]
        [[number]] = self.env.execute_query(
            SQL(
                "SELECT count(DISTINCT %s.id) FROM %s WHERE %s AND %s%s",
                table,
                rows,
                where,
                person,
                SQL("").join(going),
            )
        )
        return number

    def _sample(self, source):
        """Return the names of the first few records, in the language of whoever collects."""
        source_model = self.env["customer.handover.source"]
        rows, where, _joined = source_model._parts(source)[-1]
        table = SQL.identifier(self.env[source.model]._table)
        found = self.env.execute_query(
            SQL(
                "SELECT DISTINCT %s.id FROM %s WHERE %s AND %s ORDER BY 1 LIMIT %s",
                table,
                rows,
                where,
                self._theirs(source),
                SAMPLE,
            )
        )
        # sudo: names only, for whoever is in charge of the sheet
        records = self.env[source.model].sudo().browse([record_id for (record_id,) in found])
        return format_list(self.env, [name for name in records.mapped("display_name") if name])
