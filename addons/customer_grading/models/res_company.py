from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_grading_yearly = fields.Boolean(
        string="Grade Every Year",
        help="Every January a run is made and computed for each scheme in use; people review, "
        "approve and apply it.",
        groups="base.group_user",
    )
    customer_grade_at_once = fields.Boolean(
        string="Set Grades at Once",
        help="Managers, directors, marketing and administrators set a grade by hand without "
        "approval and without an end. Otherwise the button asks for it by a document.",
        groups="base.group_user",
    )
    customer_grade_hand_months = fields.Integer(
        string="Grades by Hand Hold at Most (months)",
        default=12,
        required=True,
        help="Then they are asked for again.",
        groups="base.group_user",
    )

    _customer_grade_hand_months_positive = models.Constraint(
        "CHECK(customer_grade_hand_months > 0)",
        "Grades by hand hold for one month at least.",
    )
