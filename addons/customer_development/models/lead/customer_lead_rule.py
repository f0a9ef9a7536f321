from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.lead_allocation import ROLE


class CustomerLeadRule(models.Model):
    """Who is asked about which prospects: by region, industry and source (REQ B-16).

    Rules are looked at in their order. Whoever has least to do is asked, never beyond the most
    that a rule lets one person have.
    """

    _name = "customer.lead.rule"
    _description = "Rule for Passing Prospects On"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state_ids = fields.Many2many(
        "res.country.state",
        string="Regions",
        domain="[('country_id.code', '=', 'CN')]",
        help="Empty: all regions.",
    )
    industry_ids = fields.Many2many(
        "res.partner.industry", string="Industries", help="Empty: all industries."
    )
    source_ids = fields.Many2many(
        "customer.development.source", string="Sources", help="Empty: all sources."
    )
    user_ids = fields.Many2many(
        "res.users",
        "customer_lead_rule_user_rel",
        string="Salespeople",
        required=True,
        domain="[('share', '=', False)]",
    )
    max_load = fields.Integer(
        string="At Most",
        help="Who has so many developments and unanswered prospects open is not asked. "
        "0: no limit.",
    )

    _max_load_positive = models.Constraint(
        "CHECK(max_load >= 0)", "The number of open prospects must not be negative."
    )

    @api.constrains("user_ids")
    def _check_user_ids(self):
        for rule in self:
            users_sudo = rule.user_ids.sudo()  # roles of colleagues
            if not users_sudo:
                raise ValidationError(
                    self.env._("%(rule)s: choose the salespeople who are asked.", rule=rule.name)
                )
            wrong = users_sudo.filtered(lambda user: not user.has_group(ROLE))
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: %(user)s is no salesperson and cannot work on prospects. "
                        "Choose somebody else, or have an administrator give the role.",
                        rule=rule.name,
                        user=wrong[0].name,
                    )
                )

    def _fits(self, customer, source):
        """Return whether one rule is for prospects of this region, industry and source."""
        self.ensure_one()
        return (
            (not self.state_ids or customer.state_id in self.state_ids)
            and (not self.industry_ids or customer.industry_id in self.industry_ids)
            and (not self.source_ids or source in self.source_ids)
        )
