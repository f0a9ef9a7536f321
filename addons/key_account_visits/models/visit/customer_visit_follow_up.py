from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerVisit(models.Model):
    """Within a week of the visit the customer is heard again (S4 四.5, REQ V-05)."""

    _inherit = "customer.visit"

    follow_up_due = fields.Date(
        string="Follow-Up Due", readonly=True, copy=False, index="btree_not_null"
    )
    follow_up_on = fields.Date(string="Followed Up on", readonly=True, copy=False, tracking=True)
    follow_up_by_id = fields.Many2one(
        "res.users", string="Followed Up by", readonly=True, copy=False, index="btree_not_null"
    )
    follow_up_note = fields.Text(string="What the Customer Said", copy=False)
    follow_up_state = fields.Selection(
        [("none", "Not Yet"), ("open", "To Do"), ("missed", "Missed"), ("done", "Done")],
        string="Follow-Up",
        compute="_compute_follow_up_state",
        search="_search_follow_up_state",
    )

    @api.depends("follow_up_due", "follow_up_on")
    def _compute_follow_up_state(self):
        for visit in self:
            today = (visit.company_id or self.env.company)._workday_today()
            if visit.follow_up_on:
                visit.follow_up_state = "done"
            elif not visit.follow_up_due:
                visit.follow_up_state = "none"
            else:
                visit.follow_up_state = "missed" if visit.follow_up_due < today else "open"

    @api.model
    def _search_follow_up_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._workday_today()
        waiting = Domain("follow_up_on", "=", False)
        domains = {
            "done": Domain("follow_up_on", "!=", False),
            "none": waiting & Domain("follow_up_due", "=", False),
            "open": waiting & Domain("follow_up_due", ">=", today),
            "missed": waiting & Domain("follow_up_due", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _start_follow_up(self):
        """Count the days to the follow-up and give the responsible person the task."""
        fresh = self.filtered(lambda visit: not visit.follow_up_due)
        for company, visits in fresh.grouped("company_id").items():
            ends = [visit._outing_span()[1] for visit in visits]
            days = company._workday_add(ends, company.customer_follow_up_days)
            for visit_sudo, day in zip(visits.sudo(), days, strict=True):  # the system's to write
                visit_sudo.follow_up_due = day
                visit_sudo.activity_schedule(
                    "key_account_visits.mail_activity_follow_up",
                    date_deadline=day,
                    user_id=visit_sudo.user_id.id,
                    summary=for_reader(visit_sudo, visit_sudo.user_id).env._(
                        "Hear the customer after the visit"
                    ),
                )

    @api.model
    @api.private
    def _workday_redate(self, companies, years):
        """Count the days to open follow-ups anew as well; what was done or missed stays."""
        super()._workday_redate(companies, years)
        for company in companies:
            waiting = self.search(
                [
                    ("company_id", "=", company.id),
                    ("follow_up_due", ">=", company._workday_today()),
                    ("follow_up_on", "=", False),
                ]
            )
            ends = [visit._outing_span()[1] for visit in waiting]
            days = company._workday_add(ends, company.customer_follow_up_days)
            for visit, day in zip(waiting, days, strict=True):
                if visit.follow_up_due != day:
                    visit.follow_up_due = day

    def action_follow_up(self):
        """Say that the customer was heard again; what they said is written down first.

        :raises UserError: nothing to follow up, already done, or nothing written down
        """
        self.check_access("read")
        for visit in self:
            if why := visit._why_not_who("people"):
                raise UserError(why)
            if not visit.follow_up_due or visit.follow_up_on:
                raise UserError(
                    self.env._(
                        "%(visit)s: there is nothing to follow up now.", visit=visit.display_name
                    )
                )
            if not (visit.follow_up_note or "").strip():
                raise UserError(
                    self.env._(
                        "%(visit)s: write down what the customer said.", visit=visit.display_name
                    )
                )
            # the system's to write; rights were checked
            visit.sudo().write(
                {
                    "follow_up_on": visit.company_id._workday_today(),
                    "follow_up_by_id": self.env.uid,
                }
            )
        # the activity of whoever is responsible is done with it
        self.sudo().activity_feedback(["key_account_visits.mail_activity_follow_up"])
        return True

    def _check_outing_locked(self, vals):
        """The follow-up is written down after the report is handed in."""
        vals = {name: value for name, value in vals.items() if name != "follow_up_note"}
        super()._check_outing_locked(vals)
