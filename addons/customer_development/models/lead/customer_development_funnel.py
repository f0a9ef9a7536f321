from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..plan.customer_development_plan_figures import WON_STATES
from .customer_development_funnel_mixin import DEPENDS

# The day on which each development came to each stage; what was skipped has none. An approval
# that was taken up again does not take back that it was given.
STAGES = """
    SELECT development.id, development.name, development.company_id,
           development.commercial_partner_id AS partner_id, development.user_id,
           development.department_id, development.source_id, development.level,
           development.state, partner.state_id AS region_id, partner.industry_id,
           development.date AS registered_on, survey.day AS surveyed_on,
           applied.day AS applied_on, approved.day AS approved_on,
           CASE WHEN development.state = ANY(%(won)s) THEN development.signed_on END AS signed_on
      FROM customer_development development
      JOIN res_partner partner ON partner.id = development.commercial_partner_id
      JOIN %(zones)s zone ON zone.company_id = development.company_id
 LEFT JOIN (
           SELECT development_id, MIN(concluded_on) AS day
             FROM customer_development_survey
            WHERE state = 'concluded' AND conclusion = 'develop'
         GROUP BY development_id
           ) survey ON survey.development_id = development.id
 LEFT JOIN LATERAL (
           SELECT MIN(round.submitted_on AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS day
             FROM customer_approval round
            WHERE round.res_model = 'customer.development' AND round.res_id = development.id
           ) applied ON TRUE
 LEFT JOIN LATERAL (
           SELECT MIN(round.ended_on AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS day
             FROM customer_approval round
            WHERE round.res_model = 'customer.development' AND round.res_id = development.id
              AND round.state = 'approved'
           ) approved ON TRUE
"""
# Working days from one stage to the next: the difference of how many there were up to either day.
FUNNEL = """
    SELECT stage.*, 1 AS registered_count,
           (surveyed_on IS NOT NULL)::int AS surveyed_count,
           (applied_on IS NOT NULL)::int AS applied_count,
           (approved_on IS NOT NULL)::int AS approved_count,
           (signed_on IS NOT NULL)::int AS signed_count,
           CASE WHEN surveyed_on IS NULL THEN 0.0 ELSE 100.0 END AS surveyed_rate,
           CASE WHEN surveyed_on IS NULL THEN NULL WHEN applied_on IS NULL THEN 0.0
                ELSE 100.0 END AS applied_rate,
           CASE WHEN applied_on IS NULL THEN NULL WHEN approved_on IS NULL THEN 0.0
                ELSE 100.0 END AS approved_rate,
           CASE WHEN approved_on IS NULL THEN NULL WHEN signed_on IS NULL THEN 0.0
                ELSE 100.0 END AS signed_rate,
           CASE WHEN signed_on IS NULL THEN 0.0 ELSE 100.0 END AS total_rate,
           CASE WHEN day_surveyed.worked < day_registered.worked THEN 0
                ELSE day_surveyed.worked - day_registered.worked END AS survey_days,
           CASE WHEN day_applied.worked < day_surveyed.worked THEN 0
                ELSE day_applied.worked - day_surveyed.worked END AS apply_days,
           CASE WHEN day_approved.worked < day_applied.worked THEN 0
                ELSE day_approved.worked - day_applied.worked END AS approve_days,
           CASE WHEN day_signed.worked < day_approved.worked THEN 0
                ELSE day_signed.worked - day_approved.worked END AS sign_days,
           CASE WHEN day_signed.worked < day_registered.worked THEN 0
                ELSE day_signed.worked - day_registered.worked END AS total_days
      FROM (%(stages)s) stage
 LEFT JOIN worked day_registered
        ON day_registered.company_id = stage.company_id AND day_registered.day = registered_on
 LEFT JOIN worked day_surveyed
        ON day_surveyed.company_id = stage.company_id AND day_surveyed.day = surveyed_on
 LEFT JOIN worked day_applied
        ON day_applied.company_id = stage.company_id AND day_applied.day = applied_on
 LEFT JOIN worked day_approved
        ON day_approved.company_id = stage.company_id AND day_approved.day = approved_on
 LEFT JOIN worked day_signed
        ON day_signed.company_id = stage.company_id AND day_signed.day = signed_on
"""


class CustomerDevelopmentFunnel(models.Model):
    """How far prospects come, and how many working days each stage takes (REQ B-16, D-02).

    One row for each development; rates are of those that had come to the stage before.
    """

    _name = "customer.development.funnel"
    _inherit = ["customer.development.funnel.mixin"]
    _description = "Development Funnel"
    _auto = False
    _order = "registered_on desc, id desc"
    _depends = DEPENDS

    name = fields.Char("Number", readonly=True)
    state = fields.Selection(
        selection=lambda self: self.env["customer.development"]._selection_state(), readonly=True
    )
    surveyed_on = fields.Date(readonly=True)
    applied_on = fields.Date(readonly=True)
    approved_on = fields.Date(readonly=True)
    signed_on = fields.Date(readonly=True)
    registered_count = fields.Integer("Registered", readonly=True)
    surveyed_count = fields.Integer("Surveyed", readonly=True)
    applied_count = fields.Integer("Applied", readonly=True)
    approved_count = fields.Integer("Approved", readonly=True)
    signed_count = fields.Integer("Signed", readonly=True)
    surveyed_rate = fields.Float("Surveyed of Registered (%)", readonly=True, aggregator="avg")
    applied_rate = fields.Float("Applied of Surveyed (%)", readonly=True, aggregator="avg")
    approved_rate = fields.Float("Approved of Applied (%)", readonly=True, aggregator="avg")
    signed_rate = fields.Float("Signed of Approved (%)", readonly=True, aggregator="avg")
    total_rate = fields.Float("Signed of Registered (%)", readonly=True, aggregator="avg")
    survey_days = fields.Float(
        "Until Surveyed (Working Days)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    apply_days = fields.Float(
        "Until Applied (Working Days)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    approve_days = fields.Float(
        "Until Approved (Working Days)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    sign_days = fields.Float(
        "Until Signed (Working Days)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    total_days = fields.Float(
        "Registered to Signed (Working Days)", readonly=True, aggregator="avg", digits=(16, 1)
    )

    @property
    def _table_query(self):
        return SQL(
            "WITH worked AS MATERIALIZED (%s) %s",
            self._worked_days(),
            SQL(FUNNEL, stages=self._stages()),
        )

    @api.model
    @api.private
    def _stages(self):
        """Return the SQL of the day on which each development came to each stage."""
        zones = self.env["res.company"]._customer_zones()
        return SQL(STAGES, won=list(WON_STATES), zones=zones)

    def _worked_days(self):
        """Return the SQL of how many working days each company had up to each day."""
        # sudo: which days are worked is no secret
        companies_sudo = self.env["res.company"].sudo()._customer_companies()
        self.env.cr.execute(
            "SELECT company_id, MIN(date) FROM customer_development GROUP BY company_id"
        )
        first_days = dict(self.env.cr.fetchall())
        ids, days, counts = [], [], []
        for company in companies_sudo.filtered(lambda one: one.id in first_days):
            first = first_days[company.id]
            length = (company._workday_today() - first).days + 2
            span = [first + timedelta(days=number) for number in range(max(length, 1))]
            ids += [company.id] * len(span)
            days += span
            counts += company._workday_count([(first, day) for day in span])
        return SQL(
            "SELECT * FROM unnest(%s::int[], %s::date[], %s::int[])"
            " AS line(company_id, day, worked)",
            ids,
            days,
            counts,
        )

    def action_open_development(self):
        """Open the development that the row is about."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.development",
            "res_id": self.id,
            "views": [(False, "form")],
        }
