from odoo import fields, models

from ..complaint.terms import CLOCK_KINDS
from .customer_complaint_limit import UNITS


class CustomerComplaintClock(models.Model):
    """The time one step of a complaint may take, and took (REQ C-02, C-03, C-11).

    Only the system writes it. Times are UTC; ``minutes`` are working time. A clock is open until
    ``date_done``; then it never changes again.
    """

    _name = "customer.complaint.clock"
    _inherit = ["customer.sealed", "customer.complaint.part"]
    _description = "Clock of a Complaint"
    _order = "complaint_id, date_start, id"
    _rec_name = "kind"

    kind = fields.Selection(CLOCK_KINDS, string="Clock", required=True, readonly=True, index=True)
    round = fields.Integer(readonly=True, default=1)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Paused"),
            ("met", "In Time"),
            ("missed", "Overdue"),
            ("stopped", "Stopped"),
        ],
        required=True,
        readonly=True,
        default="running",
        help="Stopped: the complaint was withdrawn or joined before the step was due.",
    )
    date_start = fields.Datetime(string="Start", required=True, readonly=True)
    date_due = fields.Datetime(string="Due", required=True, readonly=True)
    date_done = fields.Datetime(string="Done", readonly=True)
    missed_on = fields.Datetime(string="Overdue since", readonly=True)
    not_before = fields.Datetime(
        readonly=True, help="A limit made shorter on the way never falls due before this."
    )
    limit_id = fields.Many2one(
        "customer.complaint.limit",
        string="Limit",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    limit_number = fields.Float(string="Limit (Number)", readonly=True, digits=(8, 2))
    limit_unit = fields.Selection(UNITS, string="Unit", readonly=True, required=True)
    running_minutes = fields.Float(
        string="Working Minutes Running", readonly=True, help="Working time without pauses."
    )
    paused_minutes = fields.Float(
        string="Working Minutes Paused", readonly=True, help="Working time inside pauses."
    )
    level_count = fields.Integer(string="Levels Told", readonly=True)
    escalate_on = fields.Datetime(string="Next Level", readonly=True)
    pause_ids = fields.One2many("customer.complaint.pause", "clock_id", string="Pauses")

    _one_open = models.UniqueIndex(
        "(complaint_id, kind) WHERE date_done IS NULL",
        "A complaint has one open clock of a kind at most.",
    )
    _escalate_idx = models.Index("(escalate_on, id) WHERE date_done IS NULL")
    _open_idx = models.Index("(company_id, date_start) WHERE date_done IS NULL")
