from odoo import fields, models


class CustomerGradingSimulationGrade(models.TransientModel):
    """How many customers a grade has before and after."""

    _name = "customer.grading.simulation.grade"
    _description = "Customers of a Grade, before and after"
    _order = "id"

    simulation_id = fields.Many2one(
        "customer.grading.simulation", required=True, ondelete="cascade"
    )
    grade_id = fields.Many2one("customer.grade")
    count_before = fields.Integer(string="By the Scheme")
    count_after = fields.Integer(string="With These Thresholds")
