from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    handover_gate = fields.Boolean(
        string="Leave after Handing Over",
        default=True,
        help="Nobody leaves the ERP while customers, or work about them, have no receiver.",
        groups="base.group_user",
    )
    handover_first_days = fields.Integer(
        string="First Contact within",
        default=5,
        help="Working days in which the new person contacts a customer taken over. 0: no reminder.",
        groups="base.group_user",
    )
    handover_cap_times = fields.Integer(
        string="Moves of One Customer",
        default=2,
        help="More are warned of. 0: no warning.",
        groups="base.group_user",
    )
    handover_cap_days = fields.Integer(string="within Days", default=90, groups="base.group_user")
    customer_handover_template_id = fields.Many2one(
        "mail.template",
        string="Letter about the New Person",
        domain="[('model', '=', 'customer.handover.customer')]",
        index="btree_not_null",
        groups="base.group_user",
    )
