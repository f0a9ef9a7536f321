from datetime import timedelta

from odoo import fields, models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command
from odoo.tools import SQL

from ..tables.complaints import (
    ACTIONS,
    CAUSE_NOTES,
    COMPLAINTS,
    LATE_PACE,
    PACE,
    STRANGER,
    WHYS,
)

ORDER = ("registered", "contacted", "assigned", "solution", "agreed", "executed", "visited",
         "closed")  # fmt: skip
# what comes after the solution, and moves with it
AFTER = ("solution", "agreed", "executed", "visited", "closed")
AGAIN = 8  # working days that a second round begins after the first
DATES = {
    "contacted": "contacted_on",
    "assigned": "assigned_on",
    "solution": "solution_on",
    "agreed": "agreed_on",
    "executed": "executed_on",
    "visited": "visited_on",
    "closed": "closed_on",
}
# kind of clock: what begins it, what ends it
CLOCKS = {
    "contact": ("received", "contacted"),
    "solution": ("received", "solution"),
    "execution": ("agreed", "executed"),
    "return_visit": ("executed", "visited"),
}


class CustomerDemo(models.AbstractModel):
    """Half a year of complaints in every state (C-01 to C-12)."""

    _inherit = "customer.demo"

    def _make_complaints(self, users, customers):
        own = [c["partner"] for c in customers[:14] if c["partner"].user_id.active]
        made = self.env["customer.complaint"]
        spans = []
        for number, row in enumerate(COMPLAINTS):
            partner = own[0] if number in (0, len(COMPLAINTS) - 1) else own[number % len(own)]
            if row[7] == "joined":
                partner = made[-1].partner_id
            complaint, moments = self._make_complaint(users, partner, row, made[-1:])
            made |= complaint
            # sudo: the whole chatter is dated, whoever wrote it
            spans.append((complaint.sudo(), moments["received"], max(moments.values())))
        self._make_appeal(users, made)
        self._make_solution(users, made)
        self._make_intake()
        self.env.cr.flush()
        self._date_documents(spans)

    def _make_complaint(self, users, partner, row, before):
        """Make one as the people would; return it and when which step was."""
        subject, category, severity, channel, text, solution, back, end, more = row
        day = self._workdays_back([self._days_ago(back)])[0]
        moments = self._complaint_moments(day, end, more)
        line = self._complaint_line(partner, delivered="returned" in more)
        service = self._as(users["maxiaodong"], "customer.complaint")
        complaint = service.with_context(ir_sequence_date=day).create(
            {
                "subject": subject,
                "partner_id": partner.id,
                "contact_id": partner.child_ids[:1].id,
                "description": f"<p>{text}</p>",
                "severity": severity,
                "channel": channel,
                "category_id": self.env.ref(f"customer_complaints.category_{category}").id,
                "received_on": moments["received"],
                "date": day,
                "order_id": line.order_id.id,
                "line_ids": [
                    Command.create({"order_line_id": line.id, "name": subject, "quantity": 1})
                ]
                if line
                else [],
            }
        )
        complaint = complaint.with_context(ir_sequence_date=False)
        if end == "joined":
            complaint.action_join(before.id)
        elif end == "withdrawn":
            complaint.action_withdraw("客户核对合同后确认已过保修期，撤回投诉。")
        else:
            self._take_complaint(users, complaint, solution, end, more)
        self._date_complaint(complaint, moments, more)
        return complaint, moments

    def _complaint_line(self, partner, delivered=False):
        """Return a line of the customer's orders that is complained about: invoiced goods.

        :param delivered: only goods that have arrived
        """
        lines = self.env["sale.order.line"].search(
            [
                ("order_id.partner_id", "=", partner.id),
                ("order_id.state", "=", "sale"),
                ("display_type", "=", False),
                ("qty_invoiced", ">=", 1),
                *([("move_ids.state", "=", "done")] if delivered else []),
            ],
            order="order_id, id",
        )
        lines = lines.filtered(lambda line: "posted" in line.invoice_lines.mapped("parent_state"))
        # the lines take turns, so that not one product has all the faults
        used = self.env["customer.complaint.line"].search_count([])
        return lines[used % len(lines)] if lines else lines

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------
    def _complaint_moments(self, day, end, more):
        """Return {step: moment}, only of what has happened."""
        pace = dict(PACE)
        for kind in more.get("late", ()):
            pace |= LATE_PACE[kind]
        _reason, _begin, stop = more.get("pause", ("", 0, 0))
        shift = max(pace["solution"] - PACE["solution"], (stop or 0) - 1, 0)
        pace |= {step: PACE[step] + shift for step in AFTER}
        if more.get("again"):
            pace |= {f"{step} again": pace[step] + AGAIN for step in AFTER}
            pace["closed"] = pace["closed again"]
        if end in ("joined", "withdrawn"):
            pace = {"closed": 1}
        else:
            reached = ORDER[1 : ORDER.index(end) + 1]
            pace = {step: days for step, days in pace.items() if step.split()[0] in reached}
        days = self.env.company._workday_add([day] * len(pace), list(pace.values()))
        now = fields.Datetime.now()
        moments = {
            step: min(self._moment(date, 90 + 25 * place), now)
            for place, (step, date) in enumerate(zip(pace, days, strict=True))
        }
        return {"received": min(self._moment(day, 60), now)} | moments

    def _date_complaint(self, complaint, moments, more):
        """Date the steps of what happened weeks ago, and its clocks."""
        values = {
            name: moments.get(f"{step} again", moments[step])
            for step, name in DATES.items()
            if step in moments and complaint[name]
        }
        # sudo: what the steps dated today happened earlier
        complaint = complaint.sudo().with_context(tracking_disable=True)
        complaint.write(values)
        self._date_complaint_pauses(complaint, moments["received"], more)
        company = self.env.company
        working = company._complaint_working_time()
        for clock in complaint.clock_ids:
            begin, end = CLOCKS[clock.kind]
            again = " again" if clock.round > 1 else ""
            start = moments["visited"] if again and begin == "received" else moments[begin + again]
            done = moments.get(end + again) or moments.get("closed")
            self._date_complaint_clock(working, clock, start, done if clock.date_done else None)
        complaint._clock_refresh()
        self._date_complaint_actions(complaint, moments)
        for judgement in complaint.judgement_ids:
            self._date_rows(judgement._table, {judgement.id: moments["closed"]}, "date")

    def _date_complaint_clock(self, working, clock, start, done):
        paused = bool(clock._open_pause()) and not done
        self.env.flush_all()
        # a closed clock never changes: the demo opens it again to let it end when it did
        self.env.cr.execute(
            SQL(
                "UPDATE customer_complaint_clock SET date_done = NULL, missed_on = NULL,"
                " state = %s WHERE id = %s",
                "paused" if paused else "running",
                clock.id,
            )
        )
        clock.invalidate_recordset()
        clock = unsealed(clock)
        clock.date_start = start
        if not done:
            clock._reckon()
            return
        limit = (clock.limit_number, clock.limit_unit)
        [due] = clock.company_id._complaint_due(working, [start], *limit)
        clock.date_due = clock._paused_due(working, due)
        if done > clock.date_due:
            clock.write({"state": "missed", "missed_on": clock.date_due})
        over = clock.complaint_id.state in ("joined", "withdrawn")
        clock.write(clock._end_values(working, done, stopped=over))

    def _date_complaint_pauses(self, complaint, received, more):
        """Move pauses to the working days in which they were."""
        if "pause" not in more:
            return
        _reason, begin, end = more["pause"]
        company = self.env.company
        working = company._complaint_working_time()
        [first, last] = company._workday_add([received.date()] * 2, [begin, end or begin])
        for pause in complaint.pause_ids:
            values = {"date_start": self._moment(first, 30)}
            if end:
                values["date_stop"] = self._moment(last, 30)
                values["minutes"] = working.seconds(*values.values()) / 60
            unsealed(pause).write(values)

    def _date_complaint_actions(self, complaint, moments):
        for action in complaint.action_ids.filtered("done_on"):
            done = moments.get("visited", moments["received"]).date()
            action.write({"done_on": done, "date_due": done + timedelta(days=3)})
            if action.effect:
                action.write({"effect_due": done, "effect_on": moments["closed"].date()})

    # ------------------------------------------------------------------
    # Steps, each as the person who takes it
    # ------------------------------------------------------------------
    def _take_complaint(self, users, complaint, solution, end, more):
        far = ORDER.index(end)
        if far >= 1:
            complaint.action_contact("已电话联系，约定处理时间。")
        if far >= 2:
            department = users["chenlixin"].employee_id.department_id
            complaint.action_assign(department.id, users["chenlixin"].id)
        if "pause" in more:
            reason, _begin, stop = more["pause"]
            notes = {"customer": "等客户补充照片和单据", "lab": "旧件送检，等检测报告"}
            complaint.action_pause(reason, notes[reason])
            if stop:
                complaint.action_resume()
        work = complaint.with_user(users["chenlixin"])
        if far >= 3:
            self._solve_complaint(users, work, solution, more)
        if far >= 4:
            complaint.action_agree("客户设备部电话确认同意。")
        if "credit" in more:
            self._credit_complaint(users, complaint, more["credit"])
        if "returned" in more:
            self._return_complaint(users, complaint)
        if far >= 5:
            complaint.action_execute()
        if far >= 6:
            self._visit_complaint(users, complaint, more)
        if far >= 7:
            self._close_complaint(users, complaint, more)

    def _solve_complaint(self, users, work, solution, more):
        work.solution = f"<p>{solution}</p>"
        if cause := more.get("cause"):
            work.cause_id = self.env.ref(f"customer_complaints.cause_{cause}")
            work.cause_note = CAUSE_NOTES[cause]
        if more.get("actions"):
            work.write({f"why_{place}": why for place, why in enumerate(WHYS, 1)})
            work.action_ids = [
                Command.create(
                    {
                        "kind": kind,
                        "name": name,
                        "user_id": users["chenlixin"].id,
                        "date_due": self._days_ago(-10),
                    }
                )
                for kind, name in ACTIONS
            ]
        if cost := more.get("cost"):
            work.cost = cost
        work.action_propose()

    def _visit_complaint(self, users, complaint, more):
        if more.get("again"):
            complaint.action_visit("no", "更换后仍有异响，客户不满意。")
            work = complaint.with_user(users["chenlixin"])
            work.solution = "<p>整套更换并派工程师驻场三天。</p>"
            work.action_propose()
            complaint.action_agree("客户设备部同意第二次方案。")
            complaint.action_execute()
        complaint.action_visit("yes", "电话回访，客户满意。")

    def _close_complaint(self, users, complaint, more):
        for action in complaint.action_ids:
            action.with_user(action.user_id).action_done("已完成并拍照存档。")
        complaint.action_close()
        complaint.with_user(users["chenlixin"]).action_judge(
            more["fault"],
            "根据调查记录认定。",
            users["sunqian"].employee_id.id if more["fault"] == "person" else None,
        )
        for action in complaint.action_ids.filtered(lambda row: row.kind == "prevention"):
            checked = action.with_user(users["maxiaodong"])
            checked.effect_note = "三个月内未再发生。"
            checked.action_effective()

    def _credit_complaint(self, users, complaint, percent):
        """A part of the invoice is credited: agreed, approved, posted by accounting."""
        line = complaint.line_ids[:1]
        solution = self._as(users["chenlixin"], "customer.complaint.solution").create(
            {
                "complaint_id": complaint.id,
                "description": "按批次退款，补发新批次。",
                "agreed_with": "客户供应部，电话",
                "line_ids": [Command.create({"remedy": "credit", "complaint_line_id": line.id})],
            }
        )
        remedy = solution.line_ids
        remedy.amount = remedy.amount * percent / 100
        solution.action_submit()
        self._approve_all(solution)
        # sudo: accounting posts what the approval has made
        solution.sudo().line_ids.credit_note_id.action_post()

    def _return_complaint(self, users, complaint):
        """What was delivered by mistake comes back: the warehouse waits for it."""
        solution = self._as(users["chenlixin"], "customer.complaint.solution").create(
            {
                "complaint_id": complaint.id,
                "description": "错发的货退回并退款，按订单重新发货。",
                "agreed_with": "客户物资部，电话",
                "line_ids": [
                    Command.create(
                        {"remedy": "return", "complaint_line_id": complaint.line_ids[:1].id}
                    )
                ],
            }
        )
        solution.action_submit()
        self._approve_all(solution)

    def _make_appeal(self, users, made):
        """The employee found to be at fault appeals; the director has to decide."""
        judged = made.filtered(lambda complaint: complaint.fault == "person")[:1]
        if judged:
            judged.with_user(users["sunqian"]).action_appeal("破损发生在运输途中，有签收照片。")

    def _make_solution(self, users, made):
        """What the manager offers the customer, in approval; and answers that are saved."""
        # sudo: saved answers are the administrator's to make; the author is the demo's manager
        self._as(users["maxiaodong"], "customer.complaint.answer").sudo().create(
            [
                {"name": "受理告知", "body": "<p>您的投诉已登记，我们将尽快与您联系。</p>"},
                {"name": "方案告知", "body": "<p>处理方案如下，请确认。</p>"},
            ]
        )
        complaint = made.filtered(lambda row: row.state == "agreed")[:1]
        if complaint:
            solution = self._as(users["chenlixin"], "customer.complaint.solution").create(
                {
                    "complaint_id": complaint.id,
                    "description": "更换挡风玻璃，费用由承运商承担。",
                    "line_ids": [
                        Command.create({"remedy": "repair", "note": "现场更换玻璃", "extra": 800})
                    ],
                }
            )
            solution.action_submit()

    def _make_intake(self):
        # sudo: as the mail gateway does for a sender that nobody knows
        self.env["customer.complaint.intake"].sudo().create(
            {**STRANGER, "company_id": self.env.company.id}
        )
