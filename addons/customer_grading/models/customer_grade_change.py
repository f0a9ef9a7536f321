from odoo import fields, models


class CustomerGradeChange(models.Model):
    _inherit = "customer.grade.change"

    source = fields.Selection(
        selection_add=[("run", "Grading Run"), ("override", "Grade by Hand, for a Time")],
        ondelete={"run": "set manual", "override": "set manual"},
    )
