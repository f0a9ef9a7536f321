from datetime import timedelta

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user
from stdnum.cn import uscc

from ..tools import fapiao_samples as samples

APPLICANT = "l10n_cn_fapiao.group_fapiao_applicant"


def tax_number(body):
    """Return a unified social credit code of 18 characters with the right check digit."""
    return body + uscc.calc_check_digit(body)


class FapiaoCommon(TransactionCase):
    """A company that sells to two customers, and the people who ask, agree, issue and collect."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "en_US"})
        cls.yuan = cls.env.ref("base.CNY")
        cls.yuan.active = True
        cls.company = cls._company("Pumps", "91310000MA1FL0001")
        cls.salesperson = cls._user("fapiao_sales", APPLICANT)
        cls.colleague = cls._user("fapiao_colleague", APPLICANT)
        cls.manager = cls._user("fapiao_manager")
        cls.finance = cls._user("fapiao_finance", "account.group_account_invoice")
        cls.cashier = cls._user("fapiao_cashier", "account.group_account_invoice")
        cls.head = cls._user("fapiao_head", "account.group_account_manager")
        cls.stranger = cls._user("fapiao_stranger")
        cls._department(cls.manager, cls.salesperson | cls.colleague)
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.today = cls.company._workday_today()
        cls._set_up_accounts()
        cls.customer = cls._customer("Precision Machines", "91320500MA1XY0002")
        cls.other = cls._customer("Other Machines", "91320500MA1XY0003", user=cls.colleague)

    @classmethod
    def _set_up_accounts(cls):
        cls.income, cls.receivable = cls.env["account.account"].create(
            [
                {"name": "Income", "code": "600199", "account_type": "income"},
                {
                    "name": "Receivable",
                    "code": "112299",
                    "account_type": "asset_receivable",
                    "reconcile": True,
                },
            ]
        )
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "SALF",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": cls.income.id,
            }
        )

    @classmethod
    def _company(cls, name, body):
        company = cls.env["res.company"].create(
            {"name": name, "currency_id": cls.yuan.id, "vat": tax_number(body)}
        )
        cls.env.user.company_ids |= company
        return company

    @classmethod
    def _user(cls, login, groups="", company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=",".join(filter(None, ["base.group_user", groups])),
            name=login,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _department(cls, manager, members):
        department = cls.env["hr.department"].create(
            {"name": "Marketing", "company_id": cls.company.id}
        )
        employees = cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "department_id": department.id,
                }
                for user in manager | members
            ]
        )
        department.manager_id = employees[0]
        return department

    @classmethod
    def _customer(cls, name, body, user=None):
        partner = cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "vat": tax_number(body),
                "user_id": (user or cls.salesperson).id,
                "company_id": cls.company.id,
            }
        )
        partner.property_account_receivable_id = cls.receivable
        return partner

    @classmethod
    def _moves(cls, *gross, partner=None, kind="out_invoice", days=5, post=True, **values):
        """Return invoices of these amounts, issued some days ago."""
        day = cls.today - timedelta(days)
        moves = cls.env["account.move"].create(
            [
                {
                    "move_type": kind,
                    "partner_id": (partner or cls.customer).id,
                    "invoice_date": day,
                    "date": day,
                    "journal_id": cls.journal.id,
                    "invoice_user_id": (partner or cls.customer).user_id.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Pump",
                                "quantity": 2,
                                "price_unit": amount / 2,
                                "account_id": cls.income.id,
                                "tax_ids": [],
                            }
                        )
                    ],
                    **values,
                }
                for amount in gross
            ]
        )
        if post:
            moves.action_post()
        return moves

    # ---------------------------------------------------------------- titles, requests

    @classmethod
    def _title(cls, partner=None, user=None, approved=True, **values):
        partner = partner or cls.customer
        title = (
            cls.env["l10n_cn.fapiao.title"]
            .with_user(user or cls.salesperson)
            .create(
                {
                    "partner_id": partner.id,
                    "name": partner.name,
                    "vat": partner.vat,
                    "taxpayer_kind": "general",
                    "address": "1 Sample Road",
                    "phone": "021-5555",
                    "bank_name": "Sample Bank",
                    "bank_account": "6222 0001",
                    "proof": b"UFJPT0Y=",
                    "proof_name": "proof.pdf",
                    **values,
                }
            )
        )
        if approved:
            title.action_submit()
            title.with_user(cls.finance).action_approve()
        return title

    @classmethod
    def _request(cls, title, gross=1130, user=None, approved=True, **values):
        request = (
            cls.env["l10n_cn.fapiao.request"]
            .with_user(user or cls.salesperson)
            .create(
                {
                    "partner_id": title.partner_id.id,
                    "title_id": title.id,
                    "line_ids": [
                        Command.create({"name": "Pump", "price": gross / 1.13, "tax_rate": 13})
                    ],
                    **values,
                }
            )
        )
        if approved:
            request.action_submit()
            request.with_user(cls.manager).action_approve()
            request.with_user(cls.finance).action_approve()
        return request

    # ---------------------------------------------------------------- invoices

    @classmethod
    def _number(cls, index):
        """Return a digital number."""
        return f"2631700000000000{index:04}"

    @classmethod
    def _fapiao(cls, index=1, gross=1130.0, user=None, confirm=False, move=None, **values):
        """Return an invoice typed in by finance; for an invoice of the ERP, if one is given."""
        net = round(gross / 1.13, 2)
        vals = {
            "number": cls._number(index),
            "date": cls.today - timedelta(3),
            "net": net,
            "tax": gross - net,
            "gross": gross,
            "partner_id": cls.customer.id,
            "buyer_name": cls.customer.name,
            "buyer_vat": cls.customer.vat,
            **values,
        }
        if move:
            vals["allocation_ids"] = [Command.create({"move_id": move.id, "amount": gross})]
        fapiao = cls.env["l10n_cn.fapiao"].with_user(user or cls.finance).create(vals)
        if confirm:
            fapiao.action_confirm()
        return fapiao

    @classmethod
    def _texts(cls, index=1, gross=1130.0, partner=None, days=3, **changes):
        """Return the texts of an invoice that the company issued to a customer."""
        partner = partner or cls.customer
        net = round(gross / 1.13, 2)
        texts = {
            "number": cls._number(index),
            "date": str(cls.today - timedelta(days)),
            "net": f"{net:.2f}",
            "tax": f"{gross - net:.2f}",
            "gross": f"{gross:.2f}",
            "seller_vat": cls.company.vat,
            "seller_name": cls.company.name,
            "buyer_vat": partner.vat,
            "buyer_name": partner.name,
            "remark": "",
        }
        return samples.invoice(**{**texts, **changes})

    @classmethod
    def _drop(cls, files, user=None, read=True):
        """Return a drop of {name: content}, read by finance."""
        env = cls.env(user=user or cls.finance)
        uploaded = env["ir.attachment"].create(
            [
                {"name": name, "raw": content, "res_model": "l10n_cn.fapiao.drop"}
                for name, content in files.items()
            ]
        )
        drop = env["l10n_cn.fapiao.drop"].create(
            {"attachment_ids": [Command.set(uploaded.ids)], "company_id": cls.company.id}
        )
        if read:
            drop.action_read()
        return drop

    def _kept(self):
        """Return how much there is in the register and of files, to compare after a refusal."""
        self.env.flush_all()
        return (
            self.env["l10n_cn.fapiao"].search_count([]),
            self.env["ir.attachment"].search_count([("res_model", "=like", "l10n_cn.fapiao%")]),
        )
