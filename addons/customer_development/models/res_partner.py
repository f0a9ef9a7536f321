from odoo import fields, models


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
