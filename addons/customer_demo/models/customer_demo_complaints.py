from datetime import timedelta

from odoo import fields, models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Command

from ..tables.complaints import COMPLAINTS, STRANGER, WHYS

ORDER = ("registered", "contacted", "assigned", "solution", "agreed", "executed", "closed")


class CustomerDemo(models.AbstractModel):
    """Half a year of complaints in every state (C-01 to C-12)."""

    _inherit = "customer.demo"

    def _make_complaints(self, users, customers):
        own = [c["partner"] for c in customers[:11] if c["partner"].user_id.active]
        service = users["maxiaodong"]
        made = self.env["customer.complaint"]
        for number, row in enumerate(COMPLAINTS):
            partner = own[0] if number in (0, len(COMPLAINTS) - 1) else own[number % len(own)]
            made |= self._make_complaint(users, service, partner, number, row)
        self._make_appeal(users, made)
        self._make_solution(users, made)
        self._make_intake()

    def _make_complaint(self, users, service, partner, number, row):
        subject, category, severity, channel, text, solution, back, end = row
        day = self._workdays_back([self._days_ago(back)])[0]
        order = self.env["sale.order"].search(
            [("partner_id", "=", partner.id), ("state", "=", "sale")], limit=1
        )
        complaint = self._as(service, "customer.complaint").create(
            {
                "subject": subject,
                "partner_id": partner.id,
                "contact_id": partner.child_ids[:1].id,
                "description": f"<p>{text}</p>",
                "severity": severity,
                "channel": channel,
                "category_id": self.env.ref(f"customer_complaints.category_{category}").id,
                "received_on": min(self._moment(day, 60), fields.Datetime.now()),
                "date": day,
                "order_id": order.id,
                "line_ids": [
                    Command.create({"order_line_id": line.id, "name": subject, "quantity": 1})
                    for line in order.order_line[:1]
                ],
            }
        )
        self._take_complaint(users, complaint, number, solution, end)
        self._date_complaint(complaint, day)
        return complaint

    def _take_complaint(self, users, complaint, number, solution, end):
        """Each step as the person who takes it."""
        far = ORDER.index(end)
        if far >= 1:
            complaint.action_contact("已电话联系，约定处理时间。")
        if far >= 2:
            department = users["chenlixin"].employee_id.department_id
            complaint.action_assign(department.id, users["chenlixin"].id)
        if number in (6, 8):
            complaint.action_pause("customer", "等客户确认破损照片和单据")
        if number == 6:
            complaint.action_resume()
        if far < 3:
            return
        work = complaint.with_user(users["chenlixin"])
        work.solution = solution
        if number in (0, 5):
            self._find_cause(users, work)
        work.action_propose()
        if far >= 4:
            complaint.action_agree("客户设备部电话确认同意。")
        if far >= 5:
            complaint.action_execute()
        if far >= 6:
            complaint.action_visit("yes", "电话回访，客户满意。")
            for action in complaint.action_ids:
                action.with_user(action.user_id).action_done("已完成并拍照存档。")
            complaint.action_close()
            if number < 5:
                complaint.with_user(users["chenlixin"]).action_judge(
                    ("company", "carrier", "person", "customer", "company")[number],
                    "根据调查记录认定。",
                    users["sunqian"].employee_id.id if number == 2 else None,
                )

    def _find_cause(self, users, work):
        cause = self.env["customer.complaint.cause"].search([("parent_id", "!=", False)], limit=1)
        work.write(
            {
                "cause_id": cause.id,
                "cause_note": "滚道润滑不足导致早期磨损。",
                **{f"why_{place}": why for place, why in enumerate(WHYS, 1)},
                "action_ids": [
                    Command.create(
                        {
                            "kind": kind,
                            "name": name,
                            "user_id": users["chenlixin"].id,
                            "date_due": self._days_ago(-10),
                        }
                    )
                    for kind, name in (
                        ("containment", "在库同批产品全部复检"),
                        ("correction", "更换并重新注油"),
                        ("prevention", "注油工序增设检验点"),
                    )
                ],
            }
        )

    def _date_complaint(self, complaint, day):
        """Date the steps of what happened weeks ago, and its clocks: most of them in time."""
        company = self.env.company
        names = ("contacted_on", "assigned_on", "solution_on", "agreed_on", "executed_on",
                 "visited_on", "closed_on")  # fmt: skip
        days = company._workday_add([day] * len(names), [0, 0, 2, 3, 5, 8, 9])
        now = fields.Datetime.now()
        values = {
            name: min(self._moment(date, 90), now)
            for name, date in zip(names, days, strict=True)
            if complaint[name]
        }
        # sudo: what the steps dated today happened earlier
        unsealed(complaint).with_context(tracking_disable=True).write(values)
        for place, clock in enumerate(complaint.sudo().clock_ids.filtered("date_done")):
            late = complaint.id % 4 == 0 and place == 1
            done = clock.date_due + timedelta(hours=20) if late else clock.date_due
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE customer_complaint_clock SET date_done = %s, state = %s, missed_on = %s"
                " WHERE id = %s",
                [
                    min(done, now),
                    "missed" if late else "met",
                    clock.date_due if late else None,
                    clock.id,
                ],
            )
        self.env.invalidate_all()

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
