from odoo import fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.exceptions import UserError

from ..complaint.terms import FAULTS, OPEN_STATES, SUPERIOR_GROUPS, VALID_FAULTS

JUDGED_STATES = (*OPEN_STATES, "closed")


class CustomerComplaint(models.Model):
    # 有效投诉: judged by the manager, one appeal, then the director decides (REQ C-07, S4 2.1.5).

    _inherit = "customer.complaint"

    @property
    def _entry_transitions(self):
        return super()._entry_transitions | {
            "judge": (JUDGED_STATES, "superior!"),
            "appeal": (JUDGED_STATES, "accused"),
            "decide": (JUDGED_STATES, "director!"),
        }

    def _why_not_who(self, who):
        if who == "accused" and not self._complaint_is_accused():
            return self.env._(
                "%(complaint)s: only the employee found to be at fault may appeal.",
                complaint=self.display_name,
            )
        if who.startswith("director") and not (
            self.env.su or self.env.user.has_groups(SUPERIOR_GROUPS)
        ):
            return self.env._(
                "%(complaint)s: the marketing director decides on the appeal.",
                complaint=self.display_name,
            )
        return super()._why_not_who(who)

    def _why_not(self, action):
        if why := super()._why_not(action):
            return why
        # sudo: that it is judged counts, whoever may read how
        if action == "judge" and self.sudo().judgement_ids:
            return self.env._(
                "%(complaint)s is judged already; the employee concerned may appeal.",
                complaint=self.display_name,
            )
        if action == "appeal" and self.appeal_state:
            return self.env._(
                "%(complaint)s: there is an appeal already; there is one only.",
                complaint=self.display_name,
            )
        if action == "decide":
            return self._why_not_decide()
        return False

    def _why_not_decide(self):
        if self.appeal_state != "open":
            return self.env._(
                "%(complaint)s: there is no appeal to decide on.", complaint=self.display_name
            )
        # sudo: who judged never decides on the appeal, whoever may read the judgement
        judge = self.sudo().judgement_ids.filtered(lambda row: row.kind == "judgement").user_id
        if self.env.user in judge:
            return self.env._(
                "%(complaint)s: you judged it yourself. Another director decides on the appeal.",
                complaint=self.display_name,
            )
        return False

    def action_judge(self, fault=None, reason=None, employee_id=None):
        """Judge who was at fault.

        :param fault: one of the faults; without, a dialog asks
        :param employee_id: the employee, when one is at fault
        :raises UserError: judged already, not the user's, no reason, no employee
        """
        self._check_action("judge")
        if fault is None:
            return self._ask("judge")
        for complaint in self:
            complaint._write_judgement("judgement", fault, reason, employee_id)
            complaint._tell_accused()
        return True

    def action_appeal(self, reason=None):
        """The employee found to be at fault appeals, once, with a reason."""
        self._check_action("appeal")
        for complaint in self:
            if not (text := read_comment(reason)):
                return complaint._ask("appeal")
            unsealed(self.env["customer.complaint.judgement"]).create(
                {
                    "complaint_id": complaint.id,
                    "kind": "appeal",
                    "reason": text,
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                }
            )
            complaint._step(appeal_state="open")
            complaint._ask_directors()
        return True

    def action_decide(self, fault=None, reason=None, employee_id=None):
        """Decide on the appeal; this is final.

        :param employee_id: another employee than the one who appeals
        """
        self._check_action("decide")
        if fault is None:
            return self._ask("decide")
        for complaint in self:
            # sudo: the employee of another department; rights were checked
            accused = complaint.sudo().fault_employee_id
            before = accused.user_id
            complaint._write_judgement("decision", fault, reason, employee_id or accused.id)
            complaint._step(appeal_state="decided")
            # sudo: whoever decides has done what asked for it
            complaint.sudo().activity_unlink(["customer_complaints.mail_activity_appeal"])
            complaint._tell_person(before, "decided")
        return True

    def _write_judgement(self, kind, fault, reason, employee_id):
        text = read_comment(reason)
        if fault not in dict(FAULTS):
            raise UserError(self.env._("Say who was at fault."))
        if not text:
            raise UserError(self.env._("A judgement needs a reason."))
        # sudo: who the employees of the company are is no secret
        employee = self.env["hr.employee"].sudo().browse(int(employee_id or 0)).exists()
        if fault != "person":
            employee = employee.browse()
        elif not employee or employee.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "Name the employee of %(company)s who was at fault.",
                    company=self.company_id.name,
                )
            )
        if employee.user_id == self.env.user and employee:
            raise UserError(self.env._("Nobody judges their own case."))
        now = fields.Datetime.now()
        unsealed(self.env["customer.complaint.judgement"]).create(
            {
                "complaint_id": self.id,
                "kind": kind,
                "fault": fault,
                "employee_id": employee.id,
                "reason": text,
                "user_id": self.env.uid,
                "date": now,
            }
        )
        # sudo: names of departments are no secret
        department = employee.department_id or self.sudo().responsible_department_id
        self._step(
            fault=fault,
            fault_employee_id=employee.id,
            fault_department_id=department.id if fault in VALID_FAULTS else False,
            is_valid=fault in VALID_FAULTS,
            judged_on=now,
        )

    # ------------------------------------------------------------------
    # Who is told
    # ------------------------------------------------------------------
    def _tell_accused(self):
        # sudo: the login of an employee, whom whoever judges need not see
        self._tell_person(self.sudo().fault_employee_id.user_id, "judged")

    def _tell_person(self, person, what):
        """Tell one person, in their language, by a message only they get."""
        if not person:
            return
        reader = for_reader(self, person)
        body = (
            reader.env._("You were found to be at fault. You may appeal once, with a reason.")
            if what == "judged"
            else reader.env._("Your appeal was decided.")
        )
        # sudo: a message of the system
        self.sudo().message_notify(
            partner_ids=person.partner_id.ids, body=body, subject=self.display_name
        )

    def _ask_directors(self):
        """Give the directors who may decide an activity."""
        # sudo: not who judged, whoever appeals
        directors_sudo = (
            self.company_id._complaint_directors()
            - self.sudo().judgement_ids.filtered(lambda row: row.kind == "judgement").user_id
        )
        today = self.company_id._workday_today()
        for director in directors_sudo:
            # sudo: an activity for a colleague
            self.sudo().activity_schedule(
                "customer_complaints.mail_activity_appeal",
                date_deadline=self.company_id._workday_add([today], 3)[0],
                user_id=director.id,
                summary=for_reader(self, director).env._("Decide on the appeal"),
            )
