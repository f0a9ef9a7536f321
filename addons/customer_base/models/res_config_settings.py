from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_code_prefix = fields.Char(related="company_id.customer_code_prefix", readonly=False)
    customer_partner_rule = fields.Boolean(
        related="company_id.customer_partner_rule", readonly=False
    )
    customer_access_max_days = fields.Integer(
        related="company_id.customer_access_max_days", readonly=False
    )
    customer_uncategorised_count = fields.Integer(
        string="Customers without Category", compute="_compute_customer_uncategorised_count"
    )

    @api.depends("company_id")
    def _compute_customer_uncategorised_count(self):
        count = self.env["res.partner"].search_count(
            [
                ("customer_category", "=", False),
                ("customer_rank", ">", 0),
                *self.env["res.partner"]._customer_domain(),
            ]
        )
        for settings in self:
            settings.customer_uncategorised_count = count

    def action_customer_initialise_categories(self):
        """Set the category of customers the ERP already has orders or invoices of."""
        if not self.env.user.has_group("customer_base.group_customer_admin"):
            raise AccessError(
                self.env._(
                    "Only an administrator of customer management can initialise categories."
                )
            )
        count = self.env["res.partner"]._customer_initialise_categories()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s customers have a new category.", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
