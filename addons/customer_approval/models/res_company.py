from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _workday_redate_hooks(self):
        return [
            *super()._workday_redate_hooks(),
            ("customer.approval.step", "_workday_redate"),
        ]
