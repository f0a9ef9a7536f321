from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_strategy_tasks = fields.Boolean(
        string="Tasks of Strategies",
        help="Every night the tasks of each customer's strategy are given out.",
        groups="base.group_user",
    )
