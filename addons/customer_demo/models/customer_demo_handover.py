from odoo import models
from odoo.fields import Command

from ..tables.handover import (
    CUSTOMERS_LEAVING,
    CUSTOMERS_LEFT,
    DECLINED,
    ITEMS,
    LEAVING,
    LEFT,
    PROMISES,
)
from ..tables.people import ROLE_GROUPS


class CustomerDemo(models.AbstractModel):
    """Somebody who has left, and somebody who is leaving: handover sheets at both ends (H-01)."""

    _inherit = "customer.demo"

    def _make_departures(self, users):
        manager = users["wanghaitao"]
        self.env["customer.handover.rule"].create(
            {
                "name": "华东客户由本部门同事接管",
                "company_id": self.env.company.id,
                "department_ids": manager.employee_id.department_id.ids,
                "user_ids": (users["zhangmin"] | users["wuhao"]).ids,
            }
        )
        left = self._make_leaver(LEFT, manager, CUSTOMERS_LEFT)
        self._make_done_handover(users, manager, left)
        leaving = self._make_leaver(LEAVING, manager, CUSTOMERS_LEAVING)
        self._make_running_handover(users, manager, leaving)

    def _make_leaver(self, person, manager, customers):
        """Return a salesperson of the manager's department with customers and work."""
        login, name = person
        company = self.env.company
        user = self.env["res.users"].create(
            {
                "login": login,
                "password": login,
                "name": name,
                "email": f"{login}@yanchuan.example.com",
                "function": "营销员",
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                "notification_type": "inbox",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [
                    Command.set([self.env.ref(group).id for group in ROLE_GROUPS["salesperson"]])
                ],
            }
        )
        self.env["hr.employee"].create(
            {
                "name": name,
                "user_id": user.id,
                "company_id": company.id,
                "department_id": manager.employee_id.department_id.id,
                "parent_id": manager.employee_id.id,
                "job_title": "营销员",
                "tz": "Asia/Shanghai",
            }
        )
        self._make_leavers_customers(user, customers, person == LEAVING)
        return user

    def _make_leavers_customers(self, user, customers, with_important):
        for index, (customer_name, place, work) in enumerate(customers):
            partner = self.env["res.partner"].create(
                {
                    "name": customer_name,
                    "is_company": True,
                    "customer_category": "interested",
                    "city": place,
                    "country_id": self.env.ref("base.cn").id,
                    "email": f"{user.login}{index}@example.com",
                    "user_id": user.id,
                    "is_key_account": index == 2 and with_important,
                }
            )
            if work:
                summary, days = work
                partner.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=summary,
                    date_deadline=self._days_ago(-days),
                )

    def _open_handover(self, manager, leaver, **vals):
        sheet = self._as(manager, "customer.handover").create(
            {"leaver_id": leaver.id, "notify": False, **vals}
        )
        sheet.action_leave_undecided()
        return sheet

    def _make_done_handover(self, users, manager, leaver):
        receiver = users["wuhao"]
        sheet = self._open_handover(manager, leaver, main_receiver_id=receiver.id)
        sheet.action_give_all()
        sheet.action_ask()
        sheet.with_user(receiver).action_accept()
        sheet.action_submit()
        while sheet.state == "submitted":
            # sudo: whose turn it is stands on the approval, which is for its approvers to read
            approver = sheet.sudo().approval_id.current_step_id.approver_ids[:1]
            sheet.with_user(approver).action_approve("同意")
        # sudo: the nightly job moves what a sheet hands over; the demo does not wait for it
        sheet_sudo = sheet.sudo()
        sheet_sudo._approval_set_state("moving")
        while sheet_sudo._move_customers(100):
            pass
        for line in sheet_sudo.line_ids.filtered(lambda line: line.decision == "move"):
            while sheet_sudo._move_line(line, 100):
                pass
        sheet_sudo._end_move()
        sheet.with_user(leaver).action_sign()
        sheet.with_user(receiver).action_sign()

    def _make_running_handover(self, users, manager, leaver):
        sheet = self._open_handover(
            manager,
            leaver,
            last_day=self._days_ago(-12),
            move_on=self._days_ago(-8),
            notify=True,
            promises=PROMISES,
            item_ids=[
                Command.create(
                    {"name": name, "quantity": quantity, "returned": returned, "note": note}
                )
                for name, quantity, returned, note in ITEMS
            ],
        )
        rows = sheet.customer_ids
        rows[:3].receiver_id = users["zhangmin"]
        rows[3:].receiver_id = users["wuhao"]
        sheet.line_ids.filtered(lambda line: line.decision == "move").receiver_id = users["wuhao"]
        sheet.action_ask()
        sheet.with_user(users["wuhao"]).action_accept()
        sheet.with_user(users["zhangmin"]).action_decline(DECLINED)
