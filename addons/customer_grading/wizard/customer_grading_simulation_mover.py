from odoo import fields, models


class CustomerGradingSimulationMover(models.TransientModel):
    """A customer that the moved thresholds grade otherwise."""

    _name = "customer.grading.simulation.mover"
    _description = "Customer that Would Move"
    _order = "value desc, id"

    simulation_id = fields.Many2one(
        "customer.grading.simulation", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", string="Customer")
    value = fields.Float(string="Leading Figure", digits=(16, 2))
    old_grade_id = fields.Many2one("customer.grade", string="By the Scheme")
    new_grade_id = fields.Many2one("customer.grade", string="With These Thresholds")
