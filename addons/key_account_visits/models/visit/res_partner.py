from odoo import api, models
from odoo.tools import format_date


class ResPartner(models.Model):
    # The customer's visits: at the head of its form, and following it to another owner.

    _inherit = "res.partner"

    def _customer_overview_tiles(self, company, quarters):
        tiles = super()._customer_overview_tiles(company, quarters)
        # with the reader's own rights: what one may not see is not counted
        Visit = self.env["customer.visit"]
        mine = [("commercial_partner_id", "=", self.id), ("company_id", "=", company.id)]
        [(count,)] = Visit._read_group(
            [*mine, ("state", "in", ("reported", "closed"))], [], ["__count"]
        )
        ahead = Visit.search_fetch(
            [*mine, ("state", "=", "approved")], ["date_start"], order="date_start", limit=1
        )
        if count or ahead:
            tiles.append(
                {
                    "name": "visits",
                    "label": self.env._("Visits"),
                    "value": str(count),
                    "hint": self.env._(
                        "next on %(day)s", day=format_date(self.env, ahead._outing_span()[0])
                    )
                    if ahead
                    else False,
                    "action": "action_open_customer_visits",
                }
            )
        return tiles

    def action_open_customer_visits(self):
        """Open the customer's visits."""
        return self._customer_overview_open(
            "key_account_visits.customer_visit_action",
            [("commercial_partner_id", "=", self.commercial_partner_id.id)],
        )

    @api.model
    def _customer_changed_hands_hooks(self):
        return [*super()._customer_changed_hands_hooks(), ("customer.visit", "_follow_owner")]
