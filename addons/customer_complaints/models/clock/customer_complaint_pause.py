from odoo import fields, models

from ..complaint.terms import PAUSE_REASONS


class CustomerComplaintPause(models.Model):
    """A time in which a clock stood still, with its reason (REQ C-03, C-11)."""

    _name = "customer.complaint.pause"
    _inherit = ["customer.sealed", "customer.complaint.part"]
    _description = "Pause of a Clock"
    _order = "date_start, id"
    _rec_name = "reason"

    clock_id = fields.Many2one(
        "customer.complaint.clock", required=True, readonly=True, index=True, ondelete="cascade"
    )
    reason = fields.Selection(PAUSE_REASONS, required=True, readonly=True)
    note = fields.Text(string="What Is Awaited", readonly=True)
    date_start = fields.Datetime(string="From", required=True, readonly=True)
    date_stop = fields.Datetime(string="To", readonly=True)
    minutes = fields.Float(
        string="Working Minutes", readonly=True, help="Working time inside the pause."
    )
    user_id = fields.Many2one(
        "res.users", string="Paused by", readonly=True, index="btree_not_null"
    )

    _one_open = models.UniqueIndex(
        "(clock_id) WHERE date_stop IS NULL", "A clock is paused once at a time."
    )
    _order_of_dates = models.Constraint(
        "CHECK(date_stop IS NULL OR date_stop >= date_start)", "A pause ends after it began."
    )
