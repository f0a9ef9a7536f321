from odoo import api, fields, models


class CustomerDevelopmentSourceCost(models.Model):
    """What was spent on a source of prospects: an exhibition, a platform (REQ B-16)."""

    _name = "customer.development.source.cost"
    _description = "Cost of a Prospect Source"
    _order = "date desc, id desc"
    _check_company_auto = True

    source_id = fields.Many2one(
        "customer.development.source", "Source", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char("What It Was Spent on", required=True)
    date = fields.Date(required=True, default=lambda self: self.env.company._workday_today())
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Cost", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Entered by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "Enter a cost above 0.")

    @api.depends("name", "source_id")
    def _compute_display_name(self):
        for cost in self:
            cost.display_name = " · ".join(filter(None, (cost.source_id.name, cost.name)))
