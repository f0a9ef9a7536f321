from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    handover_exception = fields.Boolean(
        string="May Leave without Receivers",
        help="Handover sheets of the department may let somebody leave before everything has a "
        "receiver, with a reason and approved.",
    )
