from odoo import api, models
from odoo.addons.customer_key_account.models.account_plan.plan_terms import PlanMeasure
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


class CustomerAccountPlanMeasure(models.AbstractModel):
    """Visits as an aim of account plans."""

    _inherit = "customer.account.plan.measure"

    @api.model
    def _plan_measures(self):
        return [
            *super()._plan_measures(),
            PlanMeasure(
                "visits",
                _lt("Visits Made"),
                "count",
                _lt("Visits that have taken place, whether or not their report is written."),
                "_plan_visits",
            ),
        ]

    @api.model
    def _plan_visits(self, plans):
        self.env["customer.visit"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT plan.id, COUNT(visit.id)
                     FROM %s plan
                LEFT JOIN customer_visit visit
                       ON visit.commercial_partner_id = plan.partner_id
                      AND visit.company_id = plan.company_id
                      AND visit.state IN ('done', 'reported', 'closed')
                      AND (visit.date_start AT TIME ZONE 'UTC' AT TIME ZONE plan.tz)::date
                          BETWEEN plan.first AND plan.last
                 GROUP BY plan.id""",
                self._plan_scope(plans),
            )
        )
        return dict(rows)
