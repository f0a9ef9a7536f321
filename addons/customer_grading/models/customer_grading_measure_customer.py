from odoo import models
from odoo.tools import SQL, LazyTranslate

from .grading_registry import Measure, measures

_lt = LazyTranslate(__name__)


class CustomerGradingMeasure(models.AbstractModel):
    """What the customer file says of a customer (REQ G-02, seed S3 五.2)."""

    _inherit = "customer.grading.measure"

    @measures(
        Measure(
            "ownership",
            _lt("Ownership"),
            "text",
            _lt("Nature of the company in the customer file, as it stands when it is computed."),
            empty=None,
        ),
        Measure(
            "channel",
            _lt("Sales Channel"),
            "text",
            _lt("Sales channel in the customer file, as it stands when it is computed."),
            empty=None,
        ),
        sequence=50,
    )
    def _measure_file(self, scope):
        return SQL(
            """
            SELECT commercial_partner_id AS partner_id, company_nature AS ownership,
                   sales_channel AS channel
              FROM customer_file
             WHERE active%(among)s
            """,
            among=scope.among("commercial_partner_id"),
        )

    @measures(
        Measure(
            "region",
            _lt("Region"),
            "text",
            _lt(
                "Whether the customer's province is the company's own, as it stands when it is "
                "computed."
            ),
            empty=None,
        ),
        sequence=60,
    )
    def _measure_region(self, scope):
        return SQL(
            """
            SELECT id AS partner_id,
                   CASE state_id WHEN %(own)s THEN 'inside' ELSE 'outside' END AS region
              FROM res_partner
             WHERE id = commercial_partner_id AND state_id IS NOT NULL%(among)s
            """,
            own=scope.company.partner_id.state_id.id or 0,
            among=scope.among("id"),
        )
