from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    development_ids = fields.One2many(
        "customer.development", "commercial_partner_id", "Developments"
    )
    development_count = fields.Integer("Development Count", compute="_compute_development_count")

    def _compute_development_count(self):
        counts = {}
        if self.env["customer.development"].has_access("read"):
            counts = dict(
                self.env["customer.development"]._read_group(
                    [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                    ["commercial_partner_id"],
                    ["__count"],
                )
            )
        for partner in self:
            partner.development_count = counts.get(partner.commercial_partner_id, 0)

    def _development_stopped(self):
        """Return {(customer, company): development} where the latest one was stopped."""
        # sudo: asked before anybody sells, whoever may see developments
        latest = (
            self.env["customer.development"]
            .sudo()
            .search([("commercial_partner_id", "in", self.ids)], order="id")
        )
        newest = {(d.commercial_partner_id, d.company_id): d for d in latest}
        return {key: d for key, d in newest.items() if d.state == "stopped"}

    def action_open_developments(self):
        """Open the developments of this customer that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_development.customer_development_action"
        )
        customer = self.commercial_partner_id
        action["domain"] = [("commercial_partner_id", "=", customer.id)]
        action["context"] = {"default_partner_id": customer.id}
        return action
