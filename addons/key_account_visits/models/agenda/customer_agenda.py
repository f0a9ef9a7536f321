from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# A row's id is made of the number of its source and the id of its record there.
SOURCES = 32


class CustomerAgenda(models.Model):
    """My day and my week: what somebody has to do with customers, in one list (REQ V-05, V-12).

    One row for each visit ahead, report owed, report to read and follow-up; further kinds come
    from :meth:`_agenda_sources`. Nothing is stored: a row is there as long as the work is.
    """

    _name = "customer.agenda"
    _inherit = ["customer.access.mixin"]
    _description = "My Day"
    _auto = False
    _order = "day, moment, id"
    _rec_name = "title"
    _access_partner_field = "partner_id"

    kind = fields.Selection(
        [
            ("visit", "Visit"),
            ("reception", "Reception"),
            ("trip", "Trip"),
            ("report", "Report Owed"),
            ("review", "Report to Review"),
            ("follow_up", "Follow-Up"),
            ("finding", "Customer's Finding"),
            ("care", "Customer Care"),
            ("market_report", "Market Report"),
        ],
        readonly=True,
    )
    title = fields.Char(string="Subject", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    day = fields.Date(readonly=True)
    moment = fields.Datetime(string="At", readonly=True)
    bucket = fields.Selection(
        [
            ("0_late", "Late"),
            ("1_today", "Today"),
            ("2_week", "Next Seven Days"),
            ("3_later", "Later"),
        ],
        string="When",
        readonly=True,
        group_expand=True,
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    @api.model
    @api.private
    def _agenda_sources(self):
        """Return [SQL] of (kind, title, partner_id, user_id, department_id, company_id, day,
        moment, res_model, res_id); ``zone`` has each company's time zone.

        The order is part of the rows' ids: add at the end.
        """
        return [
            self._source_outings("customer_visit", "visit"),
            self._source_outings("customer_reception", "reception"),
            self._source_trips(),
            self._source_reports("customer_visit", "partner_id", "purpose"),
            self._source_reports("customer_reception", "partner_id", "purpose"),
            self._source_reports("customer_trip", "NULL::int", "destination"),
            self._source_reviews("customer_visit", "partner_id", "purpose"),
            self._source_reviews("customer_reception", "partner_id", "purpose"),
            self._source_reviews("customer_trip", "NULL::int", "destination"),
            self._source_follow_ups(),
            self._source_findings(),
            self._source_care(),
            self._source_market_reports(),
        ]

    def _source_outings(self, table, kind):
        """Return what is ahead or not over yet: for everybody who goes."""
        people = {
            "customer_visit": ("customer_visit_participant_rel", "customer_visit_id"),
            "customer_reception": ("customer_reception_host_rel", "customer_reception_id"),
        }[table]
        return SQL(
            """
            SELECT %(kind)s AS kind, outing.purpose AS title, outing.partner_id, who.user_id,
                   outing.department_id, outing.company_id,
                   GREATEST((outing.date_start AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date,
                            zone.today) AS day,
                   outing.date_start AS moment, %(model)s AS res_model, outing.id AS res_id
              FROM %(table)s outing
              JOIN zone ON zone.company_id = outing.company_id
        CROSS JOIN LATERAL (
                   SELECT outing.user_id
                    UNION
                   SELECT rel.res_users_id FROM %(people)s rel WHERE rel.%(link)s = outing.id
                   ) who
             WHERE outing.state IN ('draft', 'submitted', 'rejected', 'approved')
               AND outing.date_stop >= zone.now
            """,
            kind=kind,
            model=table.replace("_", "."),
            table=SQL.identifier(table),
            people=SQL.identifier(people[0]),
            link=SQL.identifier(people[1]),
        )

    def _source_trips(self):
        return SQL(
            """
            SELECT 'trip', trip.destination, NULL::int, trip.user_id, trip.department_id,
                   trip.company_id, GREATEST(trip.date_from, zone.today), NULL::timestamp,
                   'customer.trip', trip.id
              FROM customer_trip trip
              JOIN zone ON zone.company_id = trip.company_id
             WHERE trip.state IN ('draft', 'submitted', 'rejected', 'approved')
               AND trip.date_to >= zone.today
            """
        )

    def _source_reports(self, table, partner, title):
        """Return the reports that are owed, for whoever is responsible."""
        over = "date_to < zone.today" if table == "customer_trip" else "date_stop < zone.now"
        return SQL(
            """
            SELECT 'report', outing.%(title)s, outing_partner.id, outing.user_id,
                   outing.department_id, outing.company_id, outing.report_due,
                   NULL::timestamp, %(model)s, outing.id
              FROM %(table)s outing
              JOIN zone ON zone.company_id = outing.company_id
         LEFT JOIN res_partner outing_partner ON outing_partner.id = %(partner)s
             WHERE outing.state = 'done' OR (outing.state = 'approved' AND outing.%(over)s)
            """,
            title=SQL.identifier(title),
            model=table.replace("_", "."),
            table=SQL.identifier(table),
            partner=SQL.identifier("outing", partner) if partner == "partner_id" else SQL("NULL"),
            over=SQL(over),
        )

    def _source_reviews(self, table, partner, title):
        """Return the reports to be read, for the manager of the department."""
        return SQL(
            """
            SELECT 'review', outing.%(title)s, outing_partner.id, reader.user_id,
                   outing.department_id, outing.company_id, outing.reported_on,
                   NULL::timestamp, %(model)s, outing.id
              FROM %(table)s outing
              JOIN hr_department department ON department.id = outing.department_id
              JOIN hr_employee reader ON reader.id = department.manager_id
         LEFT JOIN res_partner outing_partner ON outing_partner.id = %(partner)s
             WHERE outing.state = 'reported' AND reader.user_id IS NOT NULL
               AND reader.user_id <> outing.user_id
            """,
            title=SQL.identifier(title),
            model=table.replace("_", "."),
            table=SQL.identifier(table),
            partner=SQL.identifier("outing", partner) if partner == "partner_id" else SQL("NULL"),
        )

    def _source_follow_ups(self):
        return SQL(
            """
            SELECT 'follow_up', visit.purpose, visit.partner_id, visit.user_id,
                   visit.department_id, visit.company_id, visit.follow_up_due,
                   NULL::timestamp, 'customer.visit', visit.id
              FROM customer_visit visit
             WHERE visit.follow_up_due IS NOT NULL AND visit.follow_up_on IS NULL
               AND visit.state IN ('reported', 'closed')
            """
        )

    def _source_findings(self):
        return SQL(
            """
            SELECT 'finding', finding.subject, finding.partner_id, finding.user_id,
                   finding.department_id, finding.company_id, finding.date_due,
                   NULL::timestamp, 'customer.visit.finding', finding.id
              FROM customer_visit_finding finding
             WHERE finding.state = 'open'
            """
        )

    def _source_care(self):
        """Festivals and the like; of days of persons only the own list tells (PIPL)."""
        return SQL(
            """
            SELECT 'care', COALESCE(occasion.name->>%(lang)s, occasion.name->>'en_US'),
                   task.partner_id, task.user_id, task.department_id, task.company_id,
                   task.remind_on, NULL::timestamp, 'customer.care.task', task.id
              FROM customer_care_task task
              JOIN customer_care_occasion occasion ON occasion.id = task.occasion_id
             WHERE task.state = 'open' AND task.user_id IS NOT NULL
               AND task.is_personal IS NOT TRUE
            """,
            lang=self.env.lang or "en_US",
        )

    def _source_market_reports(self):
        return SQL(
            """
            SELECT 'market_report', to_char(report.month, 'YYYY-MM'), NULL::int, report.user_id,
                   report.department_id, report.company_id, report.due, NULL::timestamp,
                   'customer.market.report', report.id
              FROM customer_market_report report
             WHERE report.state IN ('draft', 'returned')
            """
        )

    @property
    def _table_query(self):
        companies = self.env["res.company"].sudo().search(Domain.TRUE)  # days of all, by one clock
        zones = [(company.id, company._workday_tz_name()) for company in companies]
        sources = SQL(" UNION ALL ").join(
            SQL(
                "SELECT source.*, %s AS source_number FROM (%s) AS source"
                " (kind, title, partner_id, user_id, department_id, company_id, day, moment,"
                " res_model, res_id)",
                number,
                source,
            )
            for number, source in enumerate(self._agenda_sources())
        )
        return SQL(
            """
            WITH zone AS (
                SELECT company_id, tz, now() AT TIME ZONE 'UTC' AS now,
                       (now() AT TIME ZONE tz)::date AS today
                  FROM unnest(%(companies)s::int[], %(zones)s::text[]) AS known(company_id, tz)
            )
            SELECT (row.res_id::bigint * %(sources)s + row.source_number) * 1000000 + row.user_id
                   AS id,
                   row.kind, row.title, row.partner_id, row.user_id, row.department_id,
                   row.company_id, row.day, row.moment, row.res_model, row.res_id,
                   CASE WHEN row.day < zone.today THEN '0_late'
                        WHEN row.day = zone.today THEN '1_today'
                        WHEN row.day <= zone.today + 7 THEN '2_week'
                        ELSE '3_later' END AS bucket
              FROM (%(rows)s) row
              JOIN zone ON zone.company_id = row.company_id
            """,
            companies=[company_id for company_id, _tz in zones],
            zones=[tz for _company_id, tz in zones],
            sources=SOURCES,
            rows=sources,
        )

    def action_open(self):
        """Open what the row is about."""
        self.ensure_one()
        self.check_access("read")
        if self.res_model not in self.env:
            raise UserError(self.env._("This work is done. Reload the page."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
