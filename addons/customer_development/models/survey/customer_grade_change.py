from odoo import fields, models


class CustomerGradeChange(models.Model):
    _inherit = "customer.grade.change"

    source = fields.Selection(
        selection_add=[("survey", "Background Survey")], ondelete={"survey": "set manual"}
    )
