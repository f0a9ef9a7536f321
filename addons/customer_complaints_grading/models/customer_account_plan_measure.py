from odoo import api, models
from odoo.addons.customer_key_account.models.account_plan.plan_terms import PlanMeasure
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


class CustomerAccountPlanMeasure(models.AbstractModel):
    """Complaints as an aim of account plans: not more than so many."""

    _inherit = "customer.account.plan.measure"

    @api.model
    def _plan_measures(self):
        return [
            *super()._plan_measures(),
            PlanMeasure(
                "complaints",
                _lt("Complaints"),
                "count",
                _lt(
                    "Received in the period; withdrawn ones and those joined with another left out."
                ),
                "_plan_complaints",
                less_is_better=True,
            ),
        ]

    @api.model
    def _plan_complaints(self, plans):
        self.env["customer.complaint"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT plan.id, COUNT(complaint.id)
                     FROM %s plan
                LEFT JOIN customer_complaint complaint
                       ON complaint.commercial_partner_id = plan.partner_id
                      AND complaint.company_id = plan.company_id
                      AND complaint.state NOT IN ('joined', 'withdrawn')
                      AND (complaint.received_on AT TIME ZONE 'UTC' AT TIME ZONE plan.tz)::date
                          BETWEEN plan.first AND plan.last
                 GROUP BY plan.id""",
                self._plan_scope(plans),
            )
        )
        return dict(rows)
