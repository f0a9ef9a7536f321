from odoo import api, fields, models
from odoo.tools import SQL, format_date

QUARTERS_BACK = 3
# What counts as hearing the customer again.
WAYS = ("visit", "reception", "meeting", "phone")


class CustomerVisitQuarter(models.Model):
    """Which customers were heard again in a quarter, and which were not (REQ V-07).

    Seed S3 六.2(1): every customer at least once a quarter; S4 2.1 指标 7, 大客户回访率: customers
    heard again of those to be heard. One row for each customer and each of the last four
    quarters, read from the records of contacts; whoever answers for a customer now.
    """

    _name = "customer.visit.quarter"
    _inherit = ["customer.access.mixin"]
    _description = "Return Visits by Quarter"
    _auto = False
    _order = "quarter desc, is_heard, partner_id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    grade_id = fields.Many2one("customer.grade", string="Grade", readonly=True)
    is_key_account = fields.Boolean(string="Important Customer", readonly=True)
    quarter = fields.Date(readonly=True)
    quarter_name = fields.Char(string="Which Quarter", compute="_compute_quarter_name")
    contacts = fields.Integer(string="Visits and Calls", readonly=True)
    last_on = fields.Datetime(string="Last on", readonly=True)
    is_heard = fields.Boolean(string="Heard Again", readonly=True)
    rate = fields.Float(
        string="Return Visit Rate (%)", readonly=True, aggregator="avg", digits=(16, 1)
    )

    @api.depends("quarter")
    @api.depends_context("lang")
    def _compute_quarter_name(self):
        for row in self:
            row.quarter_name = row.quarter and format_date(
                self.env, row.quarter, date_format="yyyy QQQ"
            )

    @property
    def _table_query(self):
        company = self.env.company
        return SQL(
            """
            WITH heard AS (
                SELECT commercial_partner_id, company_id,
                       date_trunc('quarter', date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                           AS quarter,
                       count(*)::int AS contacts, max(date) AS last_on
                  FROM customer_interaction
                 WHERE way IN %(ways)s
                   AND date >= date_trunc('quarter', %(today)s::date)
                               - %(back)s * interval '3 months' - interval '1 day'
              GROUP BY 1, 2, 3
            )
            SELECT state.id::bigint * 8 + back.number AS id, state.company_id,
                   state.partner_id, partner.user_id, state.department_id,
                   partner.customer_grade_id AS grade_id, partner.is_key_account,
                   back.quarter, COALESCE(heard.contacts, 0) AS contacts, heard.last_on,
                   heard.contacts IS NOT NULL AS is_heard,
                   CASE WHEN heard.contacts IS NULL THEN 0.0 ELSE 100.0 END AS rate
              FROM customer_interaction_state state
              JOIN res_partner partner ON partner.id = state.partner_id
               AND partner.customer_category = 'closed' AND partner.active
               AND partner.user_id IS NOT NULL
        CROSS JOIN (
                   SELECT number, (date_trunc('quarter', %(today)s::date)
                                   - number * interval '3 months')::date AS quarter
                     FROM generate_series(0, %(back)s) AS number
                   ) back
         LEFT JOIN heard ON heard.commercial_partner_id = state.partner_id
               AND heard.company_id = state.company_id AND heard.quarter = back.quarter
            """,
            tz=company._workday_tz_name(),
            ways=WAYS,
            today=company._workday_today(),
            back=QUARTERS_BACK,
        )
