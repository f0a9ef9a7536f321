from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_report_days = fields.Integer(
        string="Report within",
        default=2,
        help="Working days after a visit, reception or trip in which its report is handed in.",
        groups="base.group_user",
    )
    customer_report_reminder = fields.Boolean(
        string="Remind of Reports",
        help="Everybody gets one reminder with the number of reports they owe, a working day "
        "before they are due.",
        groups="base.group_user",
    )
    customer_unplanned_approval = fields.Boolean(
        string="Approve Afterwards",
        default=True,
        help="Visits that took place without a plan may be applied for afterwards; they are "
        "marked.",
        groups="base.group_user",
    )

    _customer_report_days_range = models.Constraint(
        "CHECK(customer_report_days BETWEEN 0 AND 60)",
        "Reports are due within 0 to 60 working days.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "customer_report_days" in vals:
            # sudo: days of everybody's open reports, counted by the system
            for model_name in ("customer.visit", "customer.reception", "customer.trip"):
                self.env[model_name].sudo()._workday_redate(self, [])
        return result

    def _workday_redate_hooks(self):
        return [
            *super()._workday_redate_hooks(),
            ("customer.visit", "_workday_redate"),
            ("customer.reception", "_workday_redate"),
            ("customer.trip", "_workday_redate"),
        ]
