from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .terms import OPEN_STATES

AFTER_CONTACT = tuple(state for state in OPEN_STATES if state != "registered")


class CustomerComplaint(models.Model):
    # The steps of a complaint; each has one place, whatever asks for it.

    _inherit = "customer.complaint"

    @property
    def _entry_transitions(self):
        """{action: (states, who)}; who with "!" is never the one found to be at fault."""
        return {
            "contact": (("registered",), "handler"),
            "assign": (AFTER_CONTACT, "part!"),
            "propose": (("assigned",), "part"),
            "refuse": (("solution",), "handler"),
            "agree": (("solution",), "handler"),
            "execute": (("agreed",), "part"),
            "visit": (("executed",), "handler"),
            "close": (("visited",), "handler!"),
            "reopen": (("closed", "withdrawn"), "handler"),
            "withdraw": (OPEN_STATES, "handler!"),
            "join": (OPEN_STATES, "handler!"),
        }

    can_contact = fields.Boolean(compute="_compute_complaint_buttons")
    can_assign = fields.Boolean(compute="_compute_complaint_buttons")
    can_propose = fields.Boolean(compute="_compute_complaint_buttons")
    can_refuse = fields.Boolean(compute="_compute_complaint_buttons")
    can_agree = fields.Boolean(compute="_compute_complaint_buttons")
    can_execute = fields.Boolean(compute="_compute_complaint_buttons")
    can_visit = fields.Boolean(compute="_compute_complaint_buttons")
    can_close = fields.Boolean(compute="_compute_complaint_buttons")
    can_reopen = fields.Boolean(compute="_compute_complaint_buttons")
    can_withdraw = fields.Boolean(compute="_compute_complaint_buttons")
    can_join = fields.Boolean(compute="_compute_complaint_buttons")
    can_pause = fields.Boolean(compute="_compute_complaint_buttons")
    can_resume = fields.Boolean(compute="_compute_complaint_buttons")
    can_judge = fields.Boolean(compute="_compute_complaint_buttons")
    can_appeal = fields.Boolean(compute="_compute_complaint_buttons")
    can_decide = fields.Boolean(compute="_compute_complaint_buttons")

    @api.depends("state", "user_id", "assignee_id", "appeal_state", "fault", "is_paused")
    @api.depends_context("uid")
    def _compute_complaint_buttons(self):
        for complaint in self:
            for action in self._entry_transitions:
                complaint[f"can_{action}"] = bool(complaint._origin) and not complaint._why_not(
                    action
                )
            complaint.can_pause = complaint.can_pause and any(
                clock.state != "paused" for clock in complaint._clock_open()
            )
            complaint.can_resume = complaint.can_resume and complaint.is_paused

    def _why_not(self, action):
        if why := super()._why_not(action):
            return why
        if action == "reopen" and (why := self._why_not_reopen()):
            return why
        return False

    def _why_not_reopen(self):
        # sudo: a setting, also for the customer on the portal
        months = self.company_id.sudo().customer_complaint_reopen_months
        if self.closed_on and self.closed_on + relativedelta(months=months) < fields.Datetime.now():
            return self.env._(
                "%(complaint)s was closed more than %(months)s months ago. Register a new "
                "complaint; this one will be shown as similar.",
                complaint=self.display_name,
                months=months,
            )
        return False

    def _step(self, **vals):
        """Write what a step says; rights were checked by it."""
        # sudo: the system's to write
        self.sudo().write(vals)

    def _need(self, text, message):
        """:raises UserError: nothing can be read in a text that the step needs"""
        self.ensure_one()
        empty = is_html_empty(text) if text and "<" in str(text) else not read_comment(text)
        if empty:
            raise UserError(
                self.env._(
                    "%(complaint)s: %(missing)s",
                    complaint=self.display_name,
                    missing=message,
                )
            )

    # ------------------------------------------------------------------
    # Contact, assign, solve
    # ------------------------------------------------------------------
    def action_contact(self, note=None):
        """The customer was contacted; says what came of it (REQ C-02).

        :raises UserError: wrong state, not the user's, no result written
        """
        self._check_action("contact")
        for complaint in self:
            text = read_comment(note) or complaint.contact_note
            if not read_comment(text):
                return complaint._ask("contact")
            complaint._step(
                contact_note=text, state="contacted", contacted_on=fields.Datetime.now()
            )
            complaint._clock_finish("contact")
        return True

    def action_assign(self, department_id=None, user_id=None):
        """Give it to the department that finds the solution, and to one of its people.

        :param department_id: a department of the company; without one a dialog asks
        :param user_id: who solves it; the manager of the department without
        :raises UserError: wrong state, not the user's, department of another company
        """
        self._check_action("assign")
        if not department_id:
            return self._ask("assign")
        # sudo: names of departments and who leads them are no secret
        department = self.env["hr.department"].sudo().browse(int(department_id)).exists()
        person = self.env["res.users"].sudo().browse(int(user_id or 0)).exists()
        person = person or department.manager_id.user_id
        for complaint in self:
            complaint._check_assignee(department, person)
            started = complaint.state == "contacted"
            complaint._step(
                responsible_department_id=department.id,
                assignee_id=person.id,
                assigned_on=fields.Datetime.now(),
                **({"state": "assigned"} if started else {}),
            )
            complaint._tell_assignee()
        self._clock_refresh()
        return True

    def _check_assignee(self, department, person):
        if not department or department.company_id not in (
            self.company_id,
            self.env["res.company"],
        ):
            raise UserError(
                self.env._("Choose a department of %(company)s.", company=self.company_id.name)
            )
        if person and (person.share or self.company_id not in person.company_ids):
            raise UserError(
                self.env._(
                    "%(person)s does not work for %(company)s.",
                    person=person.name,
                    company=self.company_id.name,
                )
            )
        # sudo: the accused never handles it, whoever may see the employee
        accused = self.sudo().fault_employee_id.user_id
        if person and person in accused:
            raise UserError(
                self.env._(
                    "%(person)s was found to be at fault. Choose somebody else.",
                    person=person.name,
                )
            )

    def _tell_assignee(self):
        """Give who solves it an activity, until the solution is due."""
        person = self.assignee_id
        if not person or person == self.env.user:
            return
        clock = self._clock_open().filtered(lambda clock: clock.kind == "solution")
        due = clock.date_due or fields.Datetime.now()
        # sudo: an activity for a colleague
        self.sudo().activity_schedule(
            "customer_complaints.mail_activity_assigned",
            date_deadline=self.company_id._customer_local_date(due),
            user_id=person.id,
            summary=for_reader(self, person).env._("Find a solution"),
        )

    def action_propose(self):
        """The solution stands: it can be offered to the customer.

        :raises UserError: wrong state, not the user's, no text
        """
        self._check_action("propose")
        for complaint in self:
            complaint._need(complaint.solution, self.env._("write the solution first."))
            complaint._step(state="solution", solution_on=fields.Datetime.now())
            complaint._clock_finish("solution")
            # sudo: whoever has solved it has done what asked for it
            complaint.sudo().activity_unlink(["customer_complaints.mail_activity_assigned"])
        return True

    def action_refuse(self, reason=None):
        """The customer does not agree: another solution is looked for, with a new clock."""
        self._check_action("refuse")
        for complaint in self:
            if not (text := read_comment(reason)):
                return complaint._ask("refuse")
            complaint._step(state="assigned", closing_reason=text)
            complaint._clock_start("solution")
            complaint._log_reason(self.env._("The customer did not agree"), text)
        return True

    def action_agree(self, note=None):
        """The customer agrees; now it is carried out (REQ C-04).

        :raises UserError: wrong state, not the user's, not said who agreed to what
        """
        self._check_action("agree")
        for complaint in self:
            text = read_comment(note) or complaint.agreement
            if not read_comment(text):
                return complaint._ask("agree")
            complaint._step(agreement=text, state="agreed", agreed_on=fields.Datetime.now())
            complaint._clock_start("execution")
        return True

    def action_execute(self):
        """It was carried out; the return visit follows (REQ C-04, C-05).

        :raises UserError: wrong state, not the user's, documents of it are still open
        """
        self._check_action("execute")
        for complaint in self:
            if why := complaint._why_not_executed():
                raise UserError(why)
            complaint._step(state="executed", executed_on=fields.Datetime.now())
            complaint._clock_finish("execution")
            complaint._clock_start("return_visit")
        return True

    def _why_not_executed(self):
        """Return why it is not carried out yet, or False: what was agreed has documents."""
        self.ensure_one()
        return False

    # ------------------------------------------------------------------
    # Return visit, end, and again
    # ------------------------------------------------------------------
    def action_visit(self, satisfied=None, note=None):
        """The customer was asked again; not satisfied means it is reopened (REQ C-05).

        :param satisfied: ``yes`` or ``no``; without, a dialog asks
        :raises UserError: wrong state, not the user's, no result written
        """
        self._check_action("visit")
        if satisfied not in ("yes", "no"):
            return self._ask("visit")
        for complaint in self:
            text = read_comment(note) or complaint.return_visit_note
            complaint._need(text, self.env._("write the result of the return visit."))
            complaint._step(
                return_visit_note=text,
                satisfied=satisfied,
                state="visited",
                visited_on=fields.Datetime.now(),
            )
            complaint._clock_finish("return_visit")
            if satisfied == "no":
                complaint._reopen(text)
        return True

    def action_close(self):
        """Close it: satisfied, and no action open (REQ C-05, C-06).

        :raises UserError: wrong state, not the user's, what is still open
        """
        self._check_action("close")
        for complaint in self:
            if why := complaint._why_not_closed():
                raise UserError(why)
            complaint._clock_stop()
            complaint._step(state="closed", closed_on=fields.Datetime.now())
            complaint._clock_refresh()
            complaint._tell_joined_closed()
        return True

    def _why_not_closed(self):
        """Return what keeps it from being closed, or False; rooms add theirs."""
        self.ensure_one()
        return False

    def action_reopen(self, reason=None):
        """Take it up again, with a reason and new clocks.

        :raises UserError: too long ago, not the user's
        """
        self._check_action("reopen")
        for complaint in self:
            if not (text := read_comment(reason)):
                return complaint._ask("reopen")
            complaint._reopen(text)
        return True

    def _reopen(self, reason):
        state = "registered"
        if self.contacted_on:
            state = "assigned" if self.responsible_department_id else "contacted"
        self._step(
            state=state,
            round=self.round + 1,
            reopened_on=fields.Datetime.now(),
            closed_on=False,
            closing_reason=reason,
        )
        kinds = ("contact", "solution") if state == "registered" else ("solution",)
        self._clock_start(*kinds)
        self._log_reason(self.env._("Reopened"), reason)

    def action_withdraw(self, reason=None):
        """The customer withdraws it, or it was none; says why."""
        self._check_action("withdraw")
        for complaint in self:
            if not (text := read_comment(reason)):
                return complaint._ask("withdraw")
            complaint._clock_stop()
            complaint._step(state="withdrawn", closed_on=fields.Datetime.now(), closing_reason=text)
            complaint._clock_refresh()
            complaint._log_reason(self.env._("Withdrawn"), text)
        return True

    def action_join(self, complaint_id=None):
        """Join it with another one, which goes on with its own clocks.

        :param complaint_id: the one that goes on; without, a dialog asks
        :raises UserError: the same, over, joined itself, of another company
        """
        self._check_action("join")
        if not complaint_id:
            return self._ask("join")
        target = self.browse(int(complaint_id)).exists()
        target.check_access("write")
        for complaint in self:
            complaint._check_join(target)
            complaint._clock_stop()
            complaint._step(
                state="joined", joined_into_id=target.id, closed_on=fields.Datetime.now()
            )
            # sudo: what was joined with it goes along, seen or not
            complaint.sudo().joined_ids.write({"joined_into_id": target.id})
            complaint._clock_refresh()
            complaint._log_reason(self.env._("Joined with another complaint"), target.name)
            target._log_reason(self.env._("Another complaint was joined"), complaint.name)
            complaint._tell_joined(target)
        return True

    def _check_join(self, target):
        if (
            not target
            or target == self
            or target.state not in OPEN_STATES
            or target.company_id != self.company_id
        ):
            raise UserError(
                self.env._(
                    "%(complaint)s can be joined with another open complaint of the same "
                    "company only.",
                    complaint=self.display_name,
                )
            )

    # ------------------------------------------------------------------
    # Small things
    # ------------------------------------------------------------------
    def _ask(self, kind):
        """Open the dialog that asks for what a step needs."""
        return self.env["customer.complaint.step"]._dialog(self, kind)

    def _log_reason(self, what, reason):
        # sudo: a line of the system
        self.sudo()._message_log(body=f"{what}: {reason}")
