from odoo import fields, models
from odoo.tools import SQL

from ..complaint.terms import CHANNELS, CLOCK_KINDS, FAULTS, SEVERITIES, STATES
from .figure_terms import COUNTED, IN_TIME, JUDGED, zones

ROWS = """
   WITH zone AS (%(zones)s), clocks AS (
       SELECT clock.complaint_id, %(kinds)s,
              COUNT(*) FILTER (WHERE %(judged)s AND NOT %(in_time)s)::int AS late_count,
              COUNT(*) FILTER (
                  WHERE clock.kind = 'solution' AND %(judged)s AND NOT %(in_time)s
              )::int AS solution_late,
              SUM(clock.paused_minutes) FILTER (WHERE clock.date_done IS NOT NULL)
                  AS paused_minutes
         FROM customer_complaint_clock clock
     GROUP BY clock.complaint_id
   )
   SELECT complaint.id, complaint.id AS complaint_id, complaint.name,
          complaint.company_id, zone.currency_id, complaint.commercial_partner_id,
          COALESCE(partner.is_key_account, FALSE) AS is_key_account,
          complaint.user_id, complaint.responsible_department_id AS department_id,
          complaint.fault, complaint.fault_employee_id, complaint.fault_department_id,
          complaint.category_id, complaint.cause_id,
          split_part(cause.parent_path, '/', 1)::int AS cause_type_id,
          complaint.severity, complaint.channel, complaint.state,
          (complaint.received_on AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS day,
          1 AS complaint_count, COALESCE(complaint.is_valid, FALSE)::int AS valid_count,
          COALESCE(complaint.is_repeat, FALSE)::int AS repeat_count,
          (complaint.round > 1)::int AS reopened_count, complaint.cost,
          CASE complaint.satisfied WHEN 'yes' THEN 100.0 WHEN 'no' THEN 0.0 END
              AS satisfaction,
          %(columns)s, COALESCE(clocks.late_count, 0) AS late_count,
          COALESCE(clocks.solution_late, 0) AS solution_late,
          clocks.paused_minutes / zone.day_minutes AS paused_days
     FROM customer_complaint complaint
     JOIN zone ON zone.company_id = complaint.company_id
     JOIN res_partner partner ON partner.id = complaint.commercial_partner_id
LEFT JOIN customer_complaint_cause cause ON cause.id = complaint.cause_id
LEFT JOIN clocks ON clocks.complaint_id = complaint.id
    WHERE %(counted)s
"""


class CustomerComplaintFigure(models.Model):
    """One row a complaint, with what pivots and graphs need (REQ C-08, seeds S1 六(二)2, S4 2.1.5).

    Read from the complaints each time; seen by those who may see the complaint.
    """

    _name = "customer.complaint.figure"
    _inherit = ["customer.complaint.part", "customer.export.mixin"]
    _description = "Complaint Figures"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "name"

    name = fields.Char(string="Number", readonly=True)
    complaint_id = fields.Many2one(readonly=True)
    company_id = fields.Many2one("res.company", related=None, store=True, readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer", related=None, store=True, readonly=True
    )
    is_key_account = fields.Boolean(string="Important Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Handled by", readonly=True)
    department_id = fields.Many2one("hr.department", string="Responsible Department", readonly=True)
    fault = fields.Selection(FAULTS, string="At Fault", readonly=True)
    fault_employee_id = fields.Many2one("hr.employee", string="Employee at Fault", readonly=True)
    fault_department_id = fields.Many2one(
        "hr.department", string="Department at Fault", readonly=True
    )
    category_id = fields.Many2one("customer.complaint.category", string="Category", readonly=True)
    cause_id = fields.Many2one("customer.complaint.cause", string="Cause", readonly=True)
    cause_type_id = fields.Many2one(
        "customer.complaint.cause", string="Kind of Cause", readonly=True
    )
    severity = fields.Selection(SEVERITIES, readonly=True)
    channel = fields.Selection(CHANNELS, string="Way In", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    day = fields.Date(string="Received", readonly=True)
    complaint_count = fields.Integer(string="Complaints", readonly=True)
    valid_count = fields.Integer(string="Valid Complaints", readonly=True)
    repeat_count = fields.Integer(string="Repeated", readonly=True)
    reopened_count = fields.Integer(string="Reopened", readonly=True)
    cost = fields.Monetary(string="Cost of the Solution", readonly=True)
    satisfaction = fields.Float(
        string="Satisfied (%)",
        readonly=True,
        aggregator="avg",
        help="Of those asked at the return visit.",
    )
    late_count = fields.Integer(string="Limits Missed", readonly=True)
    solution_late = fields.Integer(string="Solutions Late", readonly=True)
    contact_in_time = fields.Float(
        string="Contact in Time (%)", readonly=True, aggregator="avg", help="Of those decided."
    )
    solution_in_time = fields.Float(
        string="Solution in Time (%)", readonly=True, aggregator="avg", help="Of those decided."
    )
    execution_in_time = fields.Float(
        string="Carried Out in Time (%)", readonly=True, aggregator="avg", help="Of those decided."
    )
    return_visit_in_time = fields.Float(
        string="Return Visit in Time (%)", readonly=True, aggregator="avg", help="Of those decided."
    )
    paused_days = fields.Float(
        string="Working Days Paused",
        readonly=True,
        aggregator="avg",
        help="Inside the pauses of all its clocks that are done.",
    )

    @property
    def _table_query(self):
        return SQL(
            ROWS,
            zones=zones(self.env),
            kinds=SQL(", ").join(
                SQL(
                    "CASE WHEN bool_and(%(in_time)s) FILTER (WHERE %(of)s) THEN 100.0"
                    " WHEN COUNT(*) FILTER (WHERE %(of)s) > 0 THEN 0.0 END AS %(name)s",
                    in_time=IN_TIME,
                    of=SQL("clock.kind = %s AND %s", kind, JUDGED),
                    name=SQL.identifier(f"{kind}_in_time"),
                )
                for kind, _label in CLOCK_KINDS
            ),
            columns=SQL(", ").join(
                SQL.identifier("clocks", f"{kind}_in_time") for kind, _label in CLOCK_KINDS
            ),
            counted=COUNTED,
            judged=JUDGED,
            in_time=IN_TIME,
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
