from collections import defaultdict

from odoo import models
from odoo.tools import format_date


class CustomerVisitBriefing(models.AbstractModel):
    """Gifts given so far this year and last: nobody brings the same twice, or too much."""

    _inherit = "customer.visit.briefing"

    def _sections(self):
        return [*super()._sections(), self._section_gifts]

    def _section_gifts(self, customers, company):
        first = company._workday_today().replace(month=1, day=1)
        gifts = self.env["customer.gift"].search(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("company_id", "=", company.id),
                ("state", "=", "recorded"),
                ("date", ">=", first.replace(year=first.year - 1)),
            ],
            order="date desc",
        )
        rows = defaultdict(list)
        for gift in gifts:
            rows[gift.commercial_partner_id].append(
                f"{format_date(self.env, gift.date)}  {gift.receiver_id.name}  {gift.what}  "
                f"{self._money(gift.value, company)}"
            )
        return self.env._("Gifts Given"), self._cut(rows)
