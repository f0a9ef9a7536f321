from odoo import api, models
from odoo.tools import SQL

from .customer_development import CLOSED_STATES


class CustomerProtection(models.Model):
    """A customer under development is being worked on (REQ B-14)."""

    _inherit = "customer.protection"

    @api.model
    def _progress_queries(self):
        """An open development is progress every day, a closed one on the day it was closed."""
        return [
            *super()._progress_queries(),
            SQL(
                """SELECT among.partner_id,
                          MAX(CASE WHEN development.state = ANY(%s) THEN development.closed_on
                                   ELSE among.today END)
                     FROM among
                     JOIN customer_development development
                       ON development.commercial_partner_id = among.partner_id
                    GROUP BY among.partner_id""",
                list(CLOSED_STATES),
            ),
        ]
