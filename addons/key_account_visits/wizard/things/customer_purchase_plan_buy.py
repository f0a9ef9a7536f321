from odoo import api, fields, models


class CustomerPurchasePlanBuy(models.TransientModel):
    """Ask when the items of a plan were bought and what they cost."""

    _name = "customer.purchase.plan.buy"
    _description = "Note a Purchase"

    plan_id = fields.Many2one("customer.purchase.plan", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    day = fields.Date(
        string="Bought on",
        required=True,
        compute="_compute_day",
        store=True,
        precompute=True,
        readonly=False,
    )
    cost = fields.Monetary(string="Actual Cost", required=True)

    @api.depends("plan_id")
    def _compute_day(self):
        for wizard in self:
            wizard.day = (wizard.plan_id.company_id or self.env.company)._workday_today()

    def action_confirm(self):
        """Note the purchase.

        :raises UserError: see ``_buy`` of the plan
        """
        self.ensure_one()
        self.plan_id._buy(self.day, self.cost)
        return {"type": "ir.actions.act_window_close"}
