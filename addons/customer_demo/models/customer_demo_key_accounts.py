from odoo import models
from odoo.fields import Command

from ..tables.customers import GROUPS


class CustomerDemo(models.AbstractModel):
    """Key accounts, and groups of companies with customers of several people (G-06, F-09)."""

    _inherit = "customer.demo"

    def _make_groups(self, users, customers):
        """The market department enters what belongs together; who buys is the second one."""
        groups = self._as(users["zhengjie"], "customer.group")
        for name, note, places in GROUPS:
            partners = [customers[place]["partner"] for place in places]
            groups.create(
                {
                    "name": name,
                    "note": note,
                    "member_ids": [
                        Command.create({"partner_id": partner.id, "buys": number == 1})
                        for number, partner in enumerate(partners)
                    ],
                }
            )

    def _make_key_accounts(self, users):
        """The market department confirms one that reached the line for each salesperson."""
        self.env["customer.key.account.type"].search([("kind", "!=", "manual")])._refresh_figures(
            self.env.company
        )
        figures = self._as(users["zhengjie"], "customer.key.account.figure")
        reached = figures.search([("position", "=", "new")])
        for own in reached.grouped("user_id").values():
            own[0].action_confirm()
