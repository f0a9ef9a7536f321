from odoo import fields, models

from ..complaint.terms import CLOCK_KINDS, WAITING

CLOCK_FIELDS = frozenset({"next_kind", "next_due", "waiting_for"})


class CustomerComplaint(models.Model):
    # Clocks: when the next one is due, and who waits for whom.

    _inherit = "customer.complaint"

    clock_ids = fields.One2many(
        "customer.complaint.clock", "complaint_id", string="Clocks", readonly=True
    )
    pause_ids = fields.One2many(
        "customer.complaint.pause", "complaint_id", string="Pauses", readonly=True
    )
    next_kind = fields.Selection(CLOCK_KINDS, string="Next Clock", readonly=True, copy=False)
    next_due = fields.Datetime(
        string="Next Due", readonly=True, copy=False, index="btree_not_null"
    )
    waiting_for = fields.Selection(
        WAITING, string="Waiting for", readonly=True, copy=False, index="btree_not_null"
    )
