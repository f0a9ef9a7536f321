from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    development_pass_score = fields.Float(
        "Passing Score",
        default=60.0,
        digits=(5, 1),
        help="A survey below this score can be concluded with 'develop' only with a reason.",
        groups="base.group_user",
    )
    development_notify_user_ids = fields.Many2many(
        "res.users",
        "res_company_development_notify_rel",
        string="Told of New Customers",
        help="These colleagues, for example in finance and in customer service, get an activity "
        "on the customer when it enters the customer management.",
        groups="base.group_user",
    )

    _development_pass_score_range = models.Constraint(
        "CHECK(development_pass_score >= 0 AND development_pass_score <= 100)",
        "The passing score must be between 0 and 100.",
    )
