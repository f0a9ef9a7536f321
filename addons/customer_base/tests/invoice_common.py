from .common import CustomerCommon


class InvoiceCommon(CustomerCommon):
    """Accounts, and invoices posted by one call, in as many companies as are set up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = {}
        cls.posted = []  # (company, commercial entity, day, signed amount)
        cls._set_up_accounts(cls.company)

    @classmethod
    def _set_up_accounts(cls, company):
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
    def _invoice(
        cls, day, amount, partner=None, company=None, kind="out_invoice", state="posted", **values
    ):
        """Return an invoice without tax; what is posted is noted in ``posted``."""
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
                **values,
            }
        )
        if state != "draft":
            move.action_post()
        if state == "cancel":
            move.button_draft()
            move.button_cancel()
        if state == "posted":
            signed = amount if kind == "out_invoice" else -amount
            cls.posted.append((company, partner.commercial_partner_id, day, signed))
        return move
