from odoo import fields, models
from odoo.tools import SQL

from ..complaint.terms import CLOCK_KINDS, SEVERITIES
from .figure_terms import COUNTED, IN_TIME, JUDGED, zones


class CustomerComplaintClockFigure(models.Model):
    """One row a clock that ran out or was met: in time or not, days, pauses (C-08, C-11)."""

    _name = "customer.complaint.clock.figure"
    _inherit = ["customer.complaint.part", "customer.export.mixin"]
    _description = "Clock Figures"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "name"

    name = fields.Char(string="Number", readonly=True)
    complaint_id = fields.Many2one(readonly=True)
    company_id = fields.Many2one("res.company", related=None, store=True, readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer", related=None, store=True, readonly=True
    )
    kind = fields.Selection(CLOCK_KINDS, string="Clock", readonly=True)
    user_id = fields.Many2one("res.users", string="Handled by", readonly=True)
    department_id = fields.Many2one("hr.department", string="Responsible Department", readonly=True)
    category_id = fields.Many2one("customer.complaint.category", string="Category", readonly=True)
    severity = fields.Selection(SEVERITIES, readonly=True)
    day = fields.Date(string="Start", readonly=True)
    is_done = fields.Boolean(string="Done", readonly=True)
    clock_count = fields.Integer(string="Clocks", readonly=True)
    in_time = fields.Float(string="In Time (%)", readonly=True, aggregator="avg")
    running_days = fields.Float(
        string="Working Days without Pauses", readonly=True, aggregator="avg"
    )
    total_days = fields.Float(string="Working Days with Pauses", readonly=True, aggregator="avg")
    paused_days = fields.Float(string="Working Days Paused", readonly=True, aggregator="sum")

    @property
    def _table_query(self):
        return SQL(
            """
            WITH zone AS (%(zones)s)
            SELECT clock.id, clock.complaint_id, complaint.name, complaint.company_id,
                   complaint.commercial_partner_id, clock.kind, complaint.user_id,
                   complaint.responsible_department_id AS department_id,
                   complaint.category_id, complaint.severity,
                   (clock.date_start AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS day,
                   clock.date_done IS NOT NULL AS is_done, 1 AS clock_count,
                   CASE WHEN %(in_time)s THEN 100.0 ELSE 0.0 END AS in_time,
                   done.running / zone.day_minutes AS running_days,
                   (done.running + done.paused) / zone.day_minutes AS total_days,
                   done.paused / zone.day_minutes AS paused_days
              FROM customer_complaint_clock clock
              JOIN customer_complaint complaint ON complaint.id = clock.complaint_id
              JOIN zone ON zone.company_id = complaint.company_id
         LEFT JOIN LATERAL (
                   SELECT COALESCE(clock.running_minutes, 0) AS running,
                          COALESCE(clock.paused_minutes, 0) AS paused
                    WHERE clock.date_done IS NOT NULL
                   ) done ON TRUE
             WHERE %(judged)s AND %(counted)s
            """,
            zones=zones(self.env),
            in_time=IN_TIME,
            judged=JUDGED,
            counted=COUNTED,
        )

    def action_open_complaint(self):
        """Open the complaint that the row is about."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.complaint",
            "res_id": self.complaint_id.id,
            "view_mode": "form",
        }
