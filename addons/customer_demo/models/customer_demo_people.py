from odoo import models
from odoo.fields import Command
from stdnum.cn import uscc

from ..tables.people import (
    COMPANY,
    DEPARTMENT_MANAGERS,
    DEPARTMENTS,
    NOTIFIED,
    PEOPLE,
    ROLE_GROUPS,
    TEAMS,
)

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def make_code(region, number):
    """Return a valid 统一社会信用代码: region, running number, both check characters."""
    body = f"{number:08d}"
    total = sum(
        int(digit) * weight for digit, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)
    )
    organisation_check = "0123456789X0"[11 - total % 11]
    code = f"91{region}{body}{organisation_check}"
    return code + uscc.calc_check_digit(code)


class CustomerDemo(models.AbstractModel):
    """The company, its departments, employees, users and sales teams."""

    _inherit = "customer.demo"

    def _make_company(self):
        company = self.env.company
        china = self.env.ref("base.cn")
        if not company.chart_template:
            company.country_id = china
            self.env["account.chart.template"].try_loading("cn", company, install_demo=False)
        hebei = self.env["res.country.state"].search(
            [("country_id", "=", china.id), ("code", "=", "冀")], limit=1
        )
        company.write(
            COMPANY
            | {
                "country_id": china.id,
                "state_id": hebei.id,
                "vat": make_code("130202", 55501000),
                "customer_partner_rule": True,  # salespeople see their own customers
            }
        )
        company.resource_calendar_id.tz = "Asia/Shanghai"
        admin = self.env.ref("base.user_admin")
        admin.write({"name": "系统管理员", "lang": "zh_CN", "tz": "Asia/Shanghai"})
        # the history of documents and customers is kept in the language of the company
        self.env.company.partner_id.lang = "zh_CN"

    def _make_people(self):
        """Return the users of the demo company by login; the password is the login."""
        company = self.env.company
        departments = {}
        for key, name, above in DEPARTMENTS:
            departments[key] = self.env["hr.department"].create(
                {
                    "name": name,
                    "company_id": company.id,
                    "parent_id": departments[above].id if above else False,
                }
            )
        users = self._make_users()
        employees = self._make_employees(users, departments)
        for key, login in DEPARTMENT_MANAGERS.items():
            departments[key].manager_id = employees[login]
        for name, logins in TEAMS:
            self.env["crm.team"].create(
                {
                    "name": name,
                    "company_id": company.id,
                    "user_id": users[logins[-1]].id,
                    "member_ids": [Command.set([users[login].id for login in logins])],
                }
            )
        company.development_notify_user_ids = [users[login].id for login in NOTIFIED]
        return users

    def _make_employees(self, users, departments):
        """Return the employees by login, each below the own superior."""
        employees = self.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "user_id": users[login].id,
                    "company_id": self.env.company.id,
                    "department_id": departments[department].id,
                    "job_title": job,
                    "work_email": users[login].email,
                    "tz": "Asia/Shanghai",
                }
                for login, name, _role, department, job, _superior in PEOPLE
            ]
        )
        employees = {employee.user_id.login: employee for employee in employees}
        for login, *_rest, superior in PEOPLE:
            if superior:
                employees[login].parent_id = employees[superior]
        return employees

    def _make_users(self):
        company = self.env.company
        users = self.env["res.users"].create(
            [
                {
                    "login": login,
                    "password": login,
                    "name": name,
                    "email": f"{login}@yanchuan.example.com",
                    "function": job,
                    "lang": "zh_CN",
                    "tz": "Asia/Shanghai",
                    "notification_type": "inbox",  # nothing is mailed from a demo
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [
                        Command.set([self.env.ref(group).id for group in ROLE_GROUPS[role]])
                    ],
                }
                for login, name, role, _department, job, _superior in PEOPLE
            ]
        )
        if "odoobot_state" in users._fields:
            # else the bot's greeting covers the first screen of everybody, on a phone all of it
            users.odoobot_state = "disabled"
        return {user.login: user for user in users}
