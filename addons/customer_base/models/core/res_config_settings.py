from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_code_prefix = fields.Char(related="company_id.customer_code_prefix", readonly=False)
    customer_bulk_read_limit = fields.Integer(
        related="company_id.customer_bulk_read_limit", readonly=False
    )
    customer_export_alert = fields.Integer(
        related="company_id.customer_export_alert", readonly=False
    )
    customer_referral_days = fields.Integer(
        related="company_id.customer_referral_days", readonly=False
    )
    customer_protection = fields.Boolean(related="company_id.customer_protection", readonly=False)
    customer_protection_days = fields.Integer(
        related="company_id.customer_protection_days", readonly=False
    )
    customer_protection_remind_days = fields.Integer(
        related="company_id.customer_protection_remind_days", readonly=False
    )
    customer_pool = fields.Boolean(related="company_id.customer_pool", readonly=False)
    customer_pool_claims = fields.Integer(related="company_id.customer_pool_claims", readonly=False)
    customer_pool_holding = fields.Integer(
        related="company_id.customer_pool_holding", readonly=False
    )
    customer_pool_former_days = fields.Integer(
        related="company_id.customer_pool_former_days", readonly=False
    )
    customer_pool_keep_closed = fields.Boolean(
        related="company_id.customer_pool_keep_closed", readonly=False
    )
    customer_change_days = fields.Integer(related="company_id.customer_change_days", readonly=False)
    customer_change_reminder = fields.Boolean(
        related="company_id.customer_change_reminder", readonly=False
    )
    customer_file_least = fields.Float(related="company_id.customer_file_least", readonly=False)
    customer_birthday_policy = fields.Selection(
        related="company_id.customer_birthday_policy", readonly=False
    )
    customer_serving_see_all = fields.Boolean(
        related="company_id.customer_serving_see_all", readonly=False
    )
    customer_partner_rule = fields.Boolean(
        related="company_id.customer_partner_rule", readonly=False
    )
    customer_access_max_days = fields.Integer(
        related="company_id.customer_access_max_days", readonly=False
    )
    customer_contact_days = fields.Integer(
        related="company_id.customer_contact_days", readonly=False
    )
    customer_contact_reminder = fields.Boolean(
        related="company_id.customer_contact_reminder", readonly=False
    )
    customer_review_active = fields.Boolean(
        related="company_id.customer_review_active", readonly=False
    )
    customer_review_categories = fields.Selection(
        related="company_id.customer_review_categories", readonly=False
    )
    customer_review_day = fields.Integer(related="company_id.customer_review_day", readonly=False)
    customer_verification_active = fields.Boolean(
        related="company_id.customer_verification_active", readonly=False
    )
    customer_verification_categories = fields.Selection(
        related="company_id.customer_verification_categories", readonly=False
    )
    customer_verifier_id = fields.Many2one(
        related="company_id.customer_verifier_id", readonly=False
    )
    customer_verification_notice_days = fields.Integer(
        related="company_id.customer_verification_notice_days", readonly=False
    )
    customer_uncategorised_count = fields.Integer(
        string="Customers without Category", compute="_compute_customer_uncategorised_count"
    )

    @api.depends("company_id")
    def _compute_customer_uncategorised_count(self):
        self.customer_uncategorised_count = self.env["res.partner"]._customer_uncategorised_count()

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
