from odoo import fields, models


class CustomerGradingSimulationCondition(models.TransientModel):
    """A threshold of the scheme, to move in the simulator."""

    _name = "customer.grading.simulation.condition"
    _description = "Threshold to Try"
    _order = "id"

    simulation_id = fields.Many2one(
        "customer.grading.simulation", required=True, ondelete="cascade"
    )
    condition_id = fields.Many2one("customer.grading.condition", required=True, ondelete="cascade")
    grade_id = fields.Many2one(related="condition_id.grade_id")
    measure = fields.Selection(related="condition_id.measure")
    has_minimum = fields.Boolean(related="condition_id.has_minimum")
    has_maximum = fields.Boolean(related="condition_id.has_maximum")
    minimum = fields.Float(string="At Least", digits=(16, 2))
    maximum = fields.Float(string="Below", digits=(16, 2))
