from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _customer_overview_tiles(self, company, quarters):
        tiles = super()._customer_overview_tiles(company, quarters)
        # with the reader's own rights: what one may not see is not counted
        count = self.env["customer.complaint"].search_count(
            [("commercial_partner_id", "=", self.id), ("closed_on", "=", False)]
        )
        if count:
            tiles.append(
                {
                    "name": "complaints",
                    "label": self.env._("Open Complaints"),
                    "value": str(count),
                    "tone": "warning",
                    "action": "action_open_customer_complaints",
                }
            )
        return tiles

    def action_open_customer_complaints(self):
        """Open the customer's complaints; a new one is of this customer."""
        return self._customer_overview_open(
            "customer_complaints.customer_complaint_action",
            [("commercial_partner_id", "=", self.commercial_partner_id.id)],
        )

    def action_register_complaint(self):
        """Open the form of a new complaint of this customer."""
        self.ensure_one()
        self.check_access("read")
        customer = self.commercial_partner_id
        contact = self if self != customer else self.browse()
        return self.env["customer.complaint"]._register_action(
            {"default_partner_id": customer.id, "default_contact_id": contact.id}
        )
