from odoo import api, models


class ResPartner(models.Model):
    # The account plan on the customer's overview.

    _inherit = "res.partner"

    def _customer_overview_tiles(self, company, quarters):
        tiles = super()._customer_overview_tiles(company, quarters)
        if not self.is_key_account and not self.customer_key_account_type_ids:
            return tiles
        # with the reader's own rights: what one may not see is not counted
        plan = self.env["customer.account.plan"].search(
            [
                ("commercial_partner_id", "=", self.id),
                ("state", "=", "running"),
                ("company_id", "=", company.id),
            ],
            limit=1,
        )
        if plan:
            tone = {"red": "danger", "amber": "warning", "green": "success"}.get(plan.light)
            lights = dict(plan._fields["light"]._description_selection(self.env))
            tiles.append(
                {
                    "name": "account_plan",
                    "label": self.env._("Account Plan"),
                    "value": lights[plan.light],
                    "hint": plan.name,
                    "action": "action_open_account_plans",
                    **({"tone": tone} if tone else {}),
                }
            )
        return tiles

    def action_open_account_plans(self):
        """Open the customer's account plans."""
        return self._customer_overview_open(
            "customer_key_account.customer_account_plan_action",
            [("commercial_partner_id", "=", self.commercial_partner_id.id)],
        )

    @api.model
    def _customer_changed_hands_hooks(self):
        return [
            *super()._customer_changed_hands_hooks(),
            ("customer.account.plan", "_follow_owner"),
        ]
