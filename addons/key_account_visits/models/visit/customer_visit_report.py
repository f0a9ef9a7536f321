from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Fields of the report and the kinds of market information they are (S4 2.2 第11条).
MARKET_FIELDS = {
    "market_quality": "quality",
    "market_satisfaction": "usage",
    "market_competitor": "competitor",
    "market_industry": "industry",
}
INTERACTION_WAYS = {"phone": "phone", "video": "meeting", "office": "reception"}


class CustomerVisit(models.Model):
    """What came of it: 拜访登记表 and 拜访记录表 in one (S3 annexes 6, 7; S4 四.4, 六; V-04).

    A record is owed whether it worked or not, with causes if it did not. Market information
    after S4 2.2 第11条.
    """

    _inherit = "customer.visit"

    result = fields.Selection(
        [
            ("reached", "Aim Reached"),
            ("partly", "Partly Reached"),
            ("failed", "Aim Not Reached"),
        ],
        tracking=True,
        copy=False,
    )
    key_points = fields.Text(string="Main Points of the Talk", copy=False)
    customer_view = fields.Text(string="What the Customer Thinks", copy=False)
    promises = fields.Text(
        string="What We Promised", copy=False, help="Shown in the briefing of the next visit."
    )
    advice = fields.Text(string="Advice for Development", copy=False)
    next_step = fields.Char(copy=False)
    next_date = fields.Date(
        string="Next Step on", copy=False, help="You get an activity on the customer."
    )
    satisfaction = fields.Selection(
        selection="_selection_satisfaction",
        string="Satisfaction",
        copy=False,
    )
    market_quality = fields.Text(string="On Our Quality", copy=False)
    market_satisfaction = fields.Text(string="Use and Satisfaction", copy=False)
    market_competitor = fields.Text(string="Competitors' Products", copy=False)
    market_industry = fields.Text(string="News of the Industry", copy=False)
    cause_ids = fields.Many2many("customer.visit.cause", string="Causes", copy=False)
    failure_note = fields.Text(string="Why It Failed", copy=False)

    @api.model
    def _outing_required_labels(self):
        return ("result", "key_points", "customer_view")

    def _outing_report_missing(self):
        self.ensure_one()
        needed = list(self._outing_required_labels())
        if self.result == "failed" and not self.cause_ids:
            needed.append("cause_ids")
        if self.result != "failed":
            needed.append("next_step")
        missing = [name for name in needed if not self[name]]
        return [self._fields[name]._description_string(self.env) for name in missing]

    @api.constrains("next_date")
    def _check_next_date(self):
        for visit in self:
            begin, _end = visit._outing_span()
            if visit.next_date and begin and visit.next_date < begin:
                raise ValidationError(
                    self.env._(
                        "%(visit)s: the next step comes after the visit.",
                        visit=visit.display_name,
                    )
                )

    def _outing_reported(self):
        super()._outing_reported()
        self._record_contact()
        self._record_market()
        self._start_follow_up()

    def _prepare_interaction_vals(self):
        self.ensure_one()
        hours = (self.date_stop - self.date_start).total_seconds() / 3600
        return {
            "partner_id": self.partner_id.id,
            "contact_ids": [fields.Command.set(self.contact_ids.ids)],
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "date": self.date_start,
            "duration": hours,
            "way": INTERACTION_WAYS.get(self.way, "visit"),
            "direction": "out",
            "summary": self.key_points,
            "needs": self.customer_view,
            "satisfaction": self.satisfaction,
            "suggestion": self.advice,
            "next_step": self.next_step,
            "next_date": self.next_date,
            "res_model": self._name,
            "res_id": self.id,
        }

    def _record_market(self):
        """Put what was heard of the market into the library, each kind once (REQ V-16)."""
        # sudo: who goes along may report of a customer that is not theirs
        self.env["customer.market.info"].sudo()._record_source(
            [
                {
                    "res_model": self._name,
                    "res_id": visit.id,
                    "kind": kind,
                    "text": visit[name] or "",
                    "partner_id": visit.partner_id.id,
                    "user_id": visit.user_id.id,
                    "company_id": visit.company_id.id,
                    "date": visit._outing_span()[0],
                }
                for visit in self
                for name, kind in MARKET_FIELDS.items()
            ]
        )

    def action_write_report(self):
        """Open the report alone, without the plan around it: for a phone."""
        self.ensure_one()
        self._check_action("report")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("key_account_visits.customer_visit_view_form_report").id, "form")
            ],
        }

    def action_plan_next(self):
        """Open a new visit to the same customer, on the day of the next step."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Next Visit"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_contact_ids": self.contact_ids.ids,
                "default_purpose": self.next_step,
            },
        }
