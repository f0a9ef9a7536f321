from odoo import fields, models

from ..complaint.terms import OPEN_STATES


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _customer_overview_tiles(self, company, quarters):
        """Open complaints stand on the head of the customer's form, while there are any."""
        tiles = super()._customer_overview_tiles(company, quarters)
        # with the reader's own rights: what one may not see is not counted
        [(count, late)] = self.env["customer.complaint"]._read_group(
            [
                ("commercial_partner_id", "=", self.id),
                ("company_id", "=", company.id),
                ("state", "in", OPEN_STATES),
            ],
            aggregates=["__count", "next_due:min"],
        )
        if count:
            overdue = bool(late and late < fields.Datetime.now())
            tiles.append(
                {
                    "name": "complaints",
                    "label": self.env._("Open Complaints"),
                    "value": str(count),
                    "hint": self.env._("one is overdue") if overdue else "",
                    "tone": "danger" if overdue else "warning",
                    "action": "action_open_customer_complaints",
                }
            )
        return tiles

    def action_open_customer_complaints(self):
        """Open the complaints of this customer."""
        customer = self.commercial_partner_id
        return self._customer_overview_open(
            "customer_complaints.customer_complaint_action",
            [("commercial_partner_id", "=", customer.id)],
            default_partner_id=customer.id,
        )
