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
        return self._plan_count(
            plans,
            "customer.visit",
            "date_start",
            SQL("counted.state IN ('done', 'reported', 'closed')"),
        )
