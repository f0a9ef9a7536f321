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
        Development = self.env["customer.development"]
        counts = {}
        if Development.has_access("read"):
            customers = self.commercial_partner_id
            counts = dict(
                Development._read_group(
                    [("commercial_partner_id", "in", customers._origin.ids)],
                    ["commercial_partner_id"],
                    ["__count"],
                )
            )
        for partner in self:
            partner.development_count = counts.get(partner.commercial_partner_id._origin, 0)

    def _customer_overview_tiles(self, company, quarters):
        tiles = super()._customer_overview_tiles(company, quarters)
        if count := self.development_count:
            newest = self.env["customer.development"].search(
                [("commercial_partner_id", "=", self.id)], order="id desc", limit=1
            )
            labels = dict(newest._fields["state"]._description_selection(self.env))
            tiles.append(
                {
                    "name": "developments",
                    "label": self.env._("Developments"),
                    "value": str(count),
                    "hint": newest.stage_id.name or labels[newest.state],
                    "action": "action_open_developments",
                }
            )
        return tiles

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
