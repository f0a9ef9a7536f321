from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user
from stdnum.cn import uscc

ROLES = (
    "salesperson",
    "clerk",
    "manager",
    "director",
    "marketing",
    "finance",
    "legal",
    "general_manager",
    "service",
    "admin",
)


def make_code(number):
    """Return a valid unified social credit code with ``number`` in its organisation part."""
    body = f"91310115{number:09d}"
    return body + uscc.calc_check_digit(body)


def make_users(env, people, **values):
    """Return {login: user} as `new_test_user` makes them, all at once: a tenth of the queries.

    :param people: {login: (external id of the group, name)}
    """
    users = env["res.users"].create(
        [
            {
                "name": name,
                "login": login,
                "password": login.ljust(8, "x"),
                "email": f"{login[0]}.{login[0]}@example.com",
                "group_ids": [Command.set(env.ref(group).ids)],
                **values,
            }
            for login, (group, name) in people.items()
        ]
    )
    return dict(zip(people, users, strict=True))


class CustomerCommon(TransactionCase):
    """A company with one user for every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "en_US"})
        cls.company = cls.env["res.company"].create(
            {"name": "Test Machinery", "country_id": cls.env.ref("base.cn").id}
        )
        cls.env.user.company_ids += cls.company
        people = {
            f"customer_{role}": (f"customer_base.group_customer_{role}", f"Test {role}")
            for role in ROLES
        }
        people["customer_outsider"] = ("base.group_user", "Test outsider")
        users = make_users(
            cls.env,
            people,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.users_by_role = {role: users[f"customer_{role}"] for role in ROLES}
        cls.outsider = users["customer_outsider"]
        cls.salesperson = cls.users_by_role["salesperson"]
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.Partner = cls.env["res.partner"].with_company(cls.company)
        cls.customer = cls.Partner.create(
            {
                "name": "上海宏远机械有限公司",
                "is_company": True,
                "vat": make_code(1),
                "phone": "021-55501234",
                "country_id": cls.env.ref("base.cn").id,
                "customer_category": "potential",
                "user_id": cls.salesperson.id,
            }
        )

    @classmethod
    def _make_user(cls, login, role, **values):
        """Return a user of the company with the role."""
        return new_test_user(
            cls.env,
            login,
            groups=f"customer_base.group_customer_{role}",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            **{"name": login, **values},
        )

    @classmethod
    def _employ(cls, users, department):
        """Make the users employees of the department, and return them as such."""
        return cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": department.company_id.id,
                    "department_id": department.id,
                }
                for user in users
            ]
        )

    @classmethod
    def _make_department(cls, name, manager=None, members=()):
        """Return a department with its manager and members."""
        department = cls.env["hr.department"].create({"name": name, "company_id": cls.company.id})
        if manager:
            department.manager_id = cls._employ(manager, department)
        cls._employ(members, department)
        return department

    @classmethod
    def _make_role_department(cls, *roles, name="Sales"):
        """Return a department with the users of these roles; a manager among them leads it."""
        users = cls.env["res.users"].union(*(cls.users_by_role[role] for role in roles))
        manager = users & cls.users_by_role["manager"]
        return cls._make_department(name, manager, users - manager)

    @classmethod
    def _leave(cls, user):
        """Archive a user who holds customers still, in a company that asks for no hand-over."""
        companies = cls.env["res.company"].search([])
        if "handover_gate" in companies._fields:
            companies.handover_gate = False
        user.active = False

    @classmethod
    def _set_dollar_rate(cls, rate, day="2020-01-01"):
        """Return the dollar, with this rate in the company from the day on."""
        dollar = cls.env.ref("base.USD")
        dollar.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "company_id": cls.company.id, "name": day, "rate": rate}
        )
        return dollar
