from odoo import fields, models

# What the days of the stages are read from.
DEPENDS = {
    "customer.development": [
        "name", "company_id", "commercial_partner_id", "user_id", "department_id",
        "source_id", "level", "state", "date", "signed_on",
    ],
    "customer.development.survey": ["state", "conclusion", "concluded_on", "development_id"],
    "customer.approval": ["res_model", "res_id", "state", "submitted_on", "ended_on"],
    "res.partner": ["state_id", "industry_id"],
}  # fmt: skip


class CustomerDevelopmentFunnelMixin(models.AbstractModel):
    """What every figure about the way of a prospect says: whose, from where, since when."""

    _name = "customer.development.funnel.mixin"
    _inherit = ["customer.access.mixin"]
    _description = "Figure of the Development Funnel"
    _access_partner_field = "partner_id"
    _access_user_field = "user_id"

    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    source_id = fields.Many2one("customer.development.source", "Source", readonly=True)
    level = fields.Selection(
        [("ordinary", "Ordinary Customer"), ("key", "Key Account")], readonly=True
    )
    region_id = fields.Many2one("res.country.state", "Region", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", "Industry", readonly=True)
    registered_on = fields.Date(readonly=True)
