from odoo import Command
from odoo.addons.customer_base.tests.common import CustomerCommon
from odoo.tests import freeze_time


class KeyCommon(CustomerCommon):
    """A department with a customer, a second company, and invoices on given days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls._make_role_department("salesperson", "manager", "clerk")
        cls.manager = cls.users_by_role["manager"]
        cls.marketing = cls.users_by_role["marketing"]
        cls.colleague = cls._make_user("key_colleague", "salesperson", name="Test colleague")
        cls.other_manager = cls._make_user("key_manager", "manager", name="Other manager")
        cls.other_department = cls._make_department("West", cls.other_manager, cls.colleague)
        cls.other_customer = cls._customer("苏州长风泵业有限公司", cls.colleague)
        cls.second = cls.env["res.company"].create(
            {"name": "Second", "country_id": cls.env.ref("base.cn").id}
        )
        cls.env.user.company_ids += cls.second
        cls.accounts = {}
        for company in cls.company | cls.second:
            env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
            income, receivable = env["account.account"].create(
                [
                    {"name": "Income", "code": "600100", "account_type": "income"},
                    {
                        "name": "Receivable",
                        "code": "112200",
                        "account_type": "asset_receivable",
                        "reconcile": True,
                    },
                ]
            )
            journal = env["account.journal"].create(
                {
                    "name": "Sales",
                    "code": "SAL",
                    "type": "sale",
                    "company_id": company.id,
                    "default_account_id": income.id,
                }
            )
            cls.accounts[company] = (income, receivable, journal)

    @classmethod
    def _customer(cls, name, user=None, **values):
        return cls.Partner.create(
            {
                "name": name,
                "is_company": True,
                "customer_category": "potential",
                "user_id": user and user.id,
                **values,
            }
        )

    @classmethod
    def _invoice(cls, day, amount, partner=None, company=None, refund=False, state="posted"):
        """Return an invoice or credit note of ``amount`` without tax on ``day``."""
        partner, company = partner or cls.customer, company or cls.company
        income, receivable, journal = cls.accounts[company]
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        partner.with_company(company).property_account_receivable_id = receivable
        line = {
            "name": "Pump",
            "quantity": 1,
            "price_unit": amount,
            "account_id": income.id,
            "tax_ids": [],
        }
        move = env["account.move"].create(
            {
                "move_type": "out_refund" if refund else "out_invoice",
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "journal_id": journal.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        if state != "draft":
            move.action_post()
        if state == "cancel":
            move.button_draft()
            move.button_cancel()
        return move

    def _as(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _day(self, day):
        """Noon of ``day`` in China."""
        return freeze_time(f"{day} 04:00:00")
