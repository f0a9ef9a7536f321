from odoo import api, fields, models
from odoo.tools import SQL


class CustomerTripMonth(models.Model):
    """Days on approved trips, person by month, beside what is expected (S4 2.2 第13条, V-09)."""

    _name = "customer.trip.month"
    _description = "Days on Trips"
    _auto = False
    _order = "month desc, user_id"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True)
    month_name = fields.Char(string="Year and Month", compute="_compute_month_name")
    days = fields.Integer(string="Days on Trips", readonly=True)
    trip_count = fields.Integer(string="Number of Trips", readonly=True)
    wanted = fields.Integer(string="Required Days", readonly=True, aggregator=None)
    is_short = fields.Boolean(string="Below", readonly=True)

    @api.depends("month")
    def _compute_month_name(self):
        for row in self:
            row.month_name = row.month and f"{row.month:%Y-%m}"

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT (day.user_id::bigint * 1024 + day.company_id) * 4096
                       + (extract(year FROM day.month)::int - 2000) * 12
                       + extract(month FROM day.month)::int AS id,
                   day.user_id, day.company_id, max(day.department_id) AS department_id,
                   day.month, count(DISTINCT day.day)::int AS days,
                   count(DISTINCT day.id)::int AS trip_count,
                   max(company.customer_trip_days) AS wanted,
                   count(DISTINCT day.day) < max(company.customer_trip_days) AS is_short
              FROM (
                SELECT trip.id, trip.company_id, trip.department_id, who.user_id,
                       moment::date AS day,
                       date_trunc('month', moment)::date AS month
                  FROM customer_trip trip
            CROSS JOIN LATERAL (
                       SELECT trip.user_id
                        UNION
                       SELECT rel.res_users_id FROM customer_trip_participant_rel rel
                        WHERE rel.customer_trip_id = trip.id
                       ) who
            CROSS JOIN generate_series(trip.date_from, trip.date_to, interval '1 day') moment
                 WHERE trip.state IN ('approved', 'done', 'reported', 'closed')
                   ) day
              JOIN res_company company ON company.id = day.company_id
          GROUP BY day.user_id, day.company_id, day.month
            """
        )
