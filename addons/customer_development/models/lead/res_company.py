from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_lead_days = fields.Integer(
        "Answer to a Prospect Within",
        help="Working days within which whoever is passed a prospect accepts it or gives it back; "
        "then the next one is asked. 0: no limit.",
        groups="base.group_user",
    )

    _customer_lead_days_positive = models.Constraint(
        "CHECK(customer_lead_days >= 0)", "Working days to answer must not be negative."
    )

    @api.model
    def _workday_redate_hooks(self):
        return [
            *super()._workday_redate_hooks(),
            ("customer.lead.assignment", "_workday_redate"),
        ]
