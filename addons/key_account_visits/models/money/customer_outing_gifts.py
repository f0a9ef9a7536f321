from odoo import models
from odoo.exceptions import UserError


class CustomerOutingMixin(models.AbstractModel):
    """Gifts that go out with a visit or reception are entered from there (S4 3.3.1: 馈赠礼品)."""

    _inherit = "customer.outing.mixin"

    def _outing_receivers(self):
        """Return the people of the customer who are there."""
        self.ensure_one()
        return self.env["res.partner"]

    def action_give_gift(self):
        """Enter a gift for one of those who are there, and open it.

        :raises UserError: nobody of the customer is named
        """
        self.ensure_one()
        receiver = self._outing_receivers()[:1]
        if not receiver:
            raise UserError(
                self.env._(
                    "%(record)s: enter whom you meet first; a gift is for somebody.",
                    record=self.display_name,
                )
            )
        gift = self.env["customer.gift"]._give_with(
            self,
            [
                {
                    "partner_id": self.partner_id.id,
                    "receiver_id": receiver.id,
                    "what": self.env._("Gift"),
                    "date": self.company_id._workday_today(),
                }
            ],
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": gift._name,
            "res_id": gift.id,
            "view_mode": "form",
        }

    def action_open_gifts(self):
        """Open the gifts that went out with this record."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Gifts"),
            "res_model": "customer.gift",
            "view_mode": "list,form",
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
        }
