import pytz
from odoo import api, fields, models


class CustomerApprovalStep(models.Model):
    """How long a step took, kept when it is decided (REQ A-08).

    Counted once, by the working days known that day: a calendar corrected later changes no
    figure of the past. A decision taken back takes its figures back with it.
    """

    _inherit = "customer.approval.step"

    decided_date = fields.Date(
        string="Day of Decision",
        compute="_compute_duration",
        store=True,
        help="The day in the company's time zone.",
    )
    duration_days = fields.Integer(
        string="Working Days Taken",
        compute="_compute_duration",
        store=True,
        help="Working days after the day it was asked, up to the day it was decided."
        " 0: on the same day.",
    )
    is_late = fields.Boolean(
        string="Decided Late",
        compute="_compute_duration",
        store=True,
        help="Decided after its limit, or after a superior had to be asked as well.",
    )

    # not on start and limit: what is decided stays as it was counted
    @api.depends("decided_on")
    def _compute_duration(self):
        self.update({"decided_date": False, "duration_days": 0, "is_late": False})
        decided = self.filtered(lambda step: step.decided_on and step.started_on)
        for company, steps in decided.grouped(lambda step: step.approval_id.company_id).items():
            zone = company._workday_tz()
            spans = [(_day(step.started_on, zone), _day(step.decided_on, zone)) for step in steps]
            counts = company._workday_count(spans)
            for step, (_start, end), count in zip(steps, spans, counts, strict=True):
                step.decided_date = end
                step.duration_days = count
                step.is_late = bool(
                    step.escalation_level or (step.due_date and end > step.due_date)
                )


def _day(moment, zone):
    """Return the day of a moment as stored, where the company works."""
    return pytz.utc.localize(moment).astimezone(zone).date()
