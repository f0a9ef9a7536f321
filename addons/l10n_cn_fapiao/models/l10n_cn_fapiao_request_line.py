from odoo import api, fields, models


class L10nCnFapiaoRequestLine(models.Model):
    """One line of goods or services of a request."""

    _name = "l10n_cn.fapiao.request.line"
    _inherit = ["customer.approval.line.mixin"]
    _description = "Line of an Invoice Request"
    _order = "request_id, sequence, id"

    _approval_parent_field = "request_id"

    request_id = fields.Many2one(
        "l10n_cn.fapiao.request", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Goods or Service", required=True)
    specification = fields.Char(string="Specification")
    uom = fields.Char(string="Unit")
    quantity = fields.Float(digits="Product Unit", default=1)
    price = fields.Float(string="Unit Price", digits=(16, 6), help="Without tax.")
    tax_rate = fields.Float(string="Tax Rate (%)", digits=(5, 2), default=13, help="In percent.")
    currency_id = fields.Many2one(related="request_id.currency_id")
    net = fields.Monetary(string="Amount", compute="_compute_amounts", store=True)
    tax = fields.Monetary(compute="_compute_amounts", store=True)

    _rate_fits = models.Constraint(
        "CHECK(tax_rate >= 0 AND tax_rate < 100)", "The tax rate is between 0 and 100 %."
    )

    @api.depends("quantity", "price", "tax_rate")
    def _compute_amounts(self):
        for line in self:
            currency = line.currency_id or self.env.company.currency_id
            line.net = currency.round(line.quantity * line.price)
            line.tax = currency.round(line.net * line.tax_rate / 100)
