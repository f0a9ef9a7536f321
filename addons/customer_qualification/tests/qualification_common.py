import base64
from datetime import timedelta

from odoo.addons.customer_base.tests.invoice_common import InvoiceCommon
from odoo.fields import Command

FILE = base64.b64encode(b"scan of a paper")


class QualificationCommon(InvoiceCommon):
    """A company that checks everything, with people for each signature and a product to sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"customer_release_required": True, "customer_credit_control": True})
        cls.company.customer_control_since = False
        cls.today = cls.company._workday_today()
        cls.manager = cls.users_by_role["manager"]
        cls.clerk = cls.users_by_role["clerk"]
        cls.finance = cls.users_by_role["finance"]
        cls.director = cls.users_by_role["director"]
        cls.general_manager = cls.users_by_role["general_manager"]
        cls.department = cls._make_role_department("manager", "salesperson")
        cls.kind = cls.env.ref("customer_qualification.kind_city")
        cls.Types = cls.env["customer.qualification.type"]
        cls.product = cls.env["product.product"].create(
            {
                "name": "Pump",
                "list_price": 1000.0,
                "taxes_id": False,
                "invoice_policy": "order",
            }
        )
        income, receivable, _journal = cls.accounts[cls.company]
        cls.product.with_company(cls.company).property_account_income_id = income
        cls.receivable = receivable
        cls.customer.with_company(cls.company).property_account_receivable_id = receivable

    # ------------------------------------------------------------------ papers
    @classmethod
    def _type(cls, name):
        return cls.env.ref(f"customer_qualification.type_{name}")

    @classmethod
    def _paper_values(cls, name, **values):
        """Return values of a paper that proves what it has to."""
        kind = cls._type(name)
        number = cls.customer.vat if kind.is_licence else f"NO-{name}" if kind.has_number else False
        return {
            "type_id": kind.id,
            "number": number,
            "valid_until": cls.today + timedelta(days=400) if kind.has_end else False,
            "presented": "stamped",
            "file": FILE,
            "file_name": f"{name}.pdf",
            **values,
        }

    @classmethod
    def _qualification(cls, user=None, papers=None, customer=None, **values):
        """Return a draft with all papers required of a city agent."""
        names = ("licence", "account", "general", "invoicing", "identity")
        given = papers if papers is not None else [cls._paper_values(name) for name in names]
        return (
            cls.env["customer.qualification"]
            .with_user(user or cls.salesperson)
            .create(
                {
                    "partner_id": (customer or cls.customer).id,
                    "kind_id": cls.kind.id,
                    "sales_channel": "Mines in Hebei",
                    "document_ids": [Command.create(paper) for paper in given],
                    **values,
                }
            )
        )

    @classmethod
    def _approve(cls, document, *people):
        """Submit a document as its author, and sign it as these people."""
        document.with_user(document.user_id).action_submit()
        for person in people:
            document.with_user(person).action_approve()

    @classmethod
    def _sign(cls, review, **values):
        """Enter the signed agreement, and release the customer as the manager."""
        review.with_user(cls.manager).write(
            {
                "agreement_number": "XY-1",
                "agreement_on": cls.today,
                "agreement_file": FILE,
                **values,
            }
        )
        review.with_user(cls.manager).action_release()

    @classmethod
    def _release(cls, customer=None, **values):
        """Return the review by which a customer was released, through all its signatures."""
        review = cls._qualification(customer=customer, **values)
        cls._approve(review, cls.manager, cls.finance, cls.director, cls.general_manager)
        cls._sign(review)
        return review

    # ------------------------------------------------------------------ credit
    @classmethod
    def _credit(cls, limit, customer=None, **values):
        """Return an approved credit review with this limit, signed by manager and finance."""
        term = cls.env.ref("account.account_payment_term_30days")
        review = (
            cls.env["customer.credit.review"]
            .with_user(cls.salesperson)
            .create(
                {
                    "partner_id": (customer or cls.customer).id,
                    "mode": "credit",
                    "requested_limit": limit * 2,
                    "requested_term_id": term.id,
                }
            )
        )
        cls._approve(review, cls.manager)
        cls._write_terms(review, limit, term, **values)
        review.with_user(cls.finance).action_approve()
        return review

    @classmethod
    def _write_terms(cls, review, limit, term, **values):
        """Finance writes what it grants, in its step."""
        review.with_user(cls.finance).write(
            {"credit_limit": limit, "payment_term_id": term.id, **values}
        )

    @classmethod
    def _exception(cls, amount, days=10, **values):
        """Return an approved exception."""
        leave = (
            cls.env["customer.credit.exception"]
            .with_user(cls.salesperson)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "amount": amount,
                    "valid_until": cls.today + timedelta(days=days),
                    "reason": "The money comes on Friday.",
                    **values,
                }
            )
        )
        cls._approve(leave, cls.manager, cls.finance, cls.general_manager)
        return leave

    # ------------------------------------------------------------------ trade
    @classmethod
    def _order(cls, amount, customer=None, user=None, quantity=1, **values):
        return (
            cls.env["sale.order"]
            .with_user(user or cls.salesperson)
            .create(
                {
                    "partner_id": (customer or cls.customer).id,
                    "company_id": cls.company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "product_uom_qty": quantity,
                                "price_unit": amount,
                                "tax_ids": [],
                            }
                        )
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _bank(cls, bill=False):
        """Return (journal, method) that money comes in by; its account is cleared later."""
        account = cls.env["account.account"].create(
            {
                "name": "Notes Receivable" if bill else "Bank in Transit",
                "code": "112100" if bill else "100201",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        journal = cls.env["account.journal"].create(
            {
                "name": "Bills" if bill else "Bank",
                "code": "BIL" if bill else "BNK",
                "type": "bank",
                "company_id": cls.company.id,
            }
        )
        method = journal.inbound_payment_method_line_ids[:1]
        method.write({"payment_account_id": account.id, "customer_bill": bill})
        return journal, method

    @classmethod
    def _pay_online(cls, order, amount, bank):
        """Return the payment that came with the customer's payment of an order online."""
        payment = cls._pay(amount, bank)
        method = cls.env["payment.method"].with_context(active_test=False).search([], limit=1)
        provider = cls.env["payment.provider"].create(
            {"name": "Test", "company_id": cls.company.id}
        )
        payment.payment_transaction_id = cls.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"TX-{order.name}",
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [(6, 0, order.ids)],
                "state": "done",
            }
        )
        return payment

    @classmethod
    def _pay(cls, amount, bank, customer=None, day=None):
        """Return a payment as finance books it."""
        journal, method = bank
        payment = cls.env["account.payment"].create(
            {
                "partner_id": (customer or cls.customer).id,
                "amount": amount,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": journal.id,
                "payment_method_line_id": method.id,
                "date": day or cls.today,
                "company_id": cls.company.id,
            }
        )
        payment.action_post()
        return payment
