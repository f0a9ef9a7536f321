from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    development_ids = fields.One2many(
        "customer.development",
        "commercial_partner_id",
        "Developments",
        groups="base.group_user",
    )
    development_count = fields.Integer(
        "Development Count",
        compute="_compute_development_count",
        groups="base.group_user",
    )

    @api.depends("commercial_partner_id.development_ids")
    def _compute_development_count(self):
        # the form lists them as well: what it reads anyway is counted
        allowed = self.env["customer.development"].has_access("read")
        for partner in self:
            customer = partner.commercial_partner_id
            partner.development_count = len(customer.development_ids) if allowed else 0

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
