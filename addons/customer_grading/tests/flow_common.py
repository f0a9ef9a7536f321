from odoo.addons.customer_base.tests.contact_common import ContactCommon


class FlowCommon(ContactCommon):
    """Two companies that invoice, and a manager who leads the department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create(
            {"name": "Second", "country_id": cls.env.ref("base.cn").id}
        )
        cls.env.user.company_ids += cls.second
        cls.east.manager_id = cls.env["hr.employee"].search(
            [("user_id", "=", cls.manager.id), ("department_id", "=", cls.east.id)]
        )
        cls.env.flush_all()
        cls.accounts = {company: cls._open_books(company) for company in cls.company | cls.second}

    @classmethod
    def _open_books(cls, company):
        """Return (income account, receivable account, sales journal) of a company."""
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
        return income, receivable, journal

    @classmethod
    def _invoice(cls, day, amount=100, partner=None, company=None, kind="out_invoice", post=True):
        """Return a customer invoice of one line without tax."""
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
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "journal_id": journal.id,
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        if post:
            move.action_post()
        return move
