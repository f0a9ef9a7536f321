from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class ApprovalCase(TransactionCase):
    """The people of a small company, each the superior of the one before.

    sales -> manager -> director -> boss; colleague -> manager; admin administers approvals.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "no_reset_password": True}
        )
        cls.company = cls.env["res.company"].create(
            {
                "name": "Approval Test Company",
                "country_id": cls.env.ref("base.cn").id,
                "currency_id": cls.env.ref("base.CNY").id,
            }
        )
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.role = cls.env["res.groups"].create({"name": "Director's role"})
        cls.admin = cls.user("ap_admin", "customer_approval.group_approval_admin")
        cls.boss = cls.user("ap_boss")
        cls.director = cls.user("ap_director")
        cls.manager = cls.user("ap_manager")
        cls.sales = cls.user("ap_sales")
        cls.colleague = cls.user("ap_colleague")
        cls.portal = cls.user("ap_portal", "base.group_portal")
        cls.director.group_ids += cls.role
        cls.make_employees()
        cls.env["customer.approval.rule"].search(
            [("model", "=", "test.approval.document")]
        ).unlink()
        cls.rule = cls.make_rule(
            "Ordinary",
            [
                cls.stage("Manager", approver_type="department_manager"),
                cls.stage("Director", approver_type="group", group_id=cls.role.id),
                cls.stage("Boss", approver_type="users", users=cls.boss, amount_from=500_000),
            ],
        )

    @classmethod
    def make_employees(cls):
        cls.department = cls.env["hr.department"].create(
            {"name": "Sales", "company_id": cls.company.id}
        )
        boss = cls.employee(cls.boss)
        director = cls.employee(cls.director, boss)
        manager = cls.employee(cls.manager, director)
        cls.department.manager_id = manager
        cls.employee(cls.sales, manager)
        cls.employee(cls.colleague, manager)

    @classmethod
    def user(cls, login, groups="base.group_user", company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            name=login.removeprefix("ap_").capitalize(),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def employee(cls, user, parent=None):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": user.company_id.id,
                "parent_id": parent.id if parent else False,
                "department_id": cls.department.id,
            }
        )

    @classmethod
    def stage(cls, name, users=None, **values):
        if users is not None:
            values = {"approver_type": "users", "user_ids": [Command.set(users.ids)], **values}
        return Command.create({"name": name, "limit_days": 3, **values})

    @classmethod
    def make_rule(cls, name, stages, **values):
        return cls.env["customer.approval.rule"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id("test.approval.document"),
                "stage_ids": stages,
                **values,
            }
        )

    def as_user(self, user, records):
        """Return records as this user sees them: fresh cache, own rights."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_env(self.env(user=user, context={})).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def sent(self, user, records, **context):
        """Return records as this user calls them with a context of his own."""
        return self.as_user(user, records).with_context(**context)

    def make_document(self, user=None, **values):
        user = user or self.sales
        return self.as_user(user, self.env["test.approval.document"]).create(
            {"name": "Document", "amount": 1000, "company_id": self.company.id, **values}
        )

    def submit(self, user=None, **values):
        document = self.make_document(user, **values)
        document.action_submit()
        return document.sudo()

    def decide(self, user, document, decision="approve", comment="because"):
        getattr(self.as_user(user, document), f"action_{decision}")(comment)

    def pending(self, document):
        document.invalidate_recordset()
        return document.approval_id.current_step_id

    def approved(self, **values):
        document = self.submit(**values)
        self.decide(self.manager, document)
        self.decide(self.director, document)
        self.assertEqual(document.state, "approved")
        return document
