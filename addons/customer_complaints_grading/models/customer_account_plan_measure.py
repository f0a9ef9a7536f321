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
        return self._plan_count(
            plans,
            "customer.complaint",
            "received_on",
            SQL("counted.state NOT IN ('joined', 'withdrawn')"),
        )
