from contextlib import contextmanager

from odoo.addons.customer_base.tests.invoice_common import InvoiceCommon
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time

# Tuesday 2026-03-10, 10:00 in Shanghai; no holiday in the weeks around it.
NOW = "2026-03-10 02:00:00"


@freeze_time(NOW)
class MoneyCommon(InvoiceCommon):
    """A posted invoice over two products, and a complaint about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.CNY")
        cls.manager = cls.users_by_role["manager"]
        cls.director = cls.users_by_role["director"]
        cls.finance = cls.users_by_role["finance"]
        cls.service = cls.users_by_role["service"]
        cls.admin = cls.users_by_role["admin"]
        cls.stranger = cls._make_user("complaint_stranger", "salesperson", name="Stranger")
        cls.department = cls._make_department(
            "Sales", cls.manager, cls.salesperson | cls.service | cls.director | cls.finance
        )
        cls.customer.customer_category = "closed"
        cls.other_customer = cls.Partner.create(
            {"name": "Other Works", "is_company": True, "customer_category": "closed"}
        )
        cls.tax = cls._sales_tax()
        cls.pump, cls.valve = (
            cls.env["product.product"]
            .with_company(cls.company)
            .create(
                [
                    {"name": "Pump", "list_price": 1000, "standard_price": 600},
                    {"name": "Valve", "list_price": 100, "standard_price": 40},
                ]
            )
        )
        # 10 pumps at 1,000 and 20 valves at 100, with 13 % tax
        cls.invoice = cls._sold_invoice((cls.pump, 10, 1000), (cls.valve, 20, 100))
        cls.pumps, cls.valves = cls.invoice.invoice_line_ids
        cls.complaint = cls._complaint()
        cls.claim = cls._claim(invoice_line_id=cls.pumps.id, quantity=4)

    @classmethod
    def _sales_tax(cls, **values):
        """Return a tax of 13 %."""
        return cls.env["account.tax"].create(
            {
                "name": "VAT 13%",
                **values,
                "amount": 13,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "country_id": cls.company.country_id.id,
                "tax_group_id": cls.env["account.tax.group"]
                .create(
                    {
                        "name": "VAT",
                        "company_id": cls.company.id,
                        "country_id": cls.company.country_id.id,
                    }
                )
                .id,
            }
        )

    @classmethod
    def _sold_invoice(cls, *rows, partner=None, company=None, state="posted", **values):
        """Return an invoice of rows (product, quantity, price)."""
        company = company or cls.company
        income = cls.accounts[company][0]
        tax_ids = cls.tax.ids if company == cls.company else []
        lines = [
            Command.create(
                {
                    "product_id": product.id,
                    "quantity": quantity,
                    "price_unit": price,
                    "account_id": income.id,
                    "tax_ids": [Command.set(tax_ids)],
                }
            )
            for product, quantity, price in rows
        ]
        return cls._invoice(
            "2026-02-02",
            0,
            partner=partner,
            company=company,
            state=state,
            invoice_line_ids=lines,
            **values,
        )

    @classmethod
    def _complaint(cls, **values):
        return cls.env["customer.complaint"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "subject": "Pumps leak",
                "user_id": cls.salesperson.id,
                "received_on": NOW,
                **values,
            }
        )

    @classmethod
    def _claim(cls, complaint=None, **values):
        return cls.env["customer.complaint.line"].create(
            {"complaint_id": (complaint or cls.complaint).id, "quantity": 1, **values}
        )

    def _solution(self, *lines, user=None, complaint=None, **values):
        """Return a solution in draft, as its author sees it."""
        return (
            self.env["customer.complaint.solution"]
            .with_user(user or self.salesperson)
            .with_company(self.company)
            .create(
                {
                    "complaint_id": (complaint or self.complaint).id,
                    "description": "四台泵退款",
                    "line_ids": [Command.create(line) for line in lines],
                    **values,
                }
            )
        )

    def _credit(self, claim=None, **values):
        return {"remedy": "credit", "complaint_line_id": (claim or self.claim).id, **values}

    def _replace(self, claim=None, **values):
        return {"remedy": "replace", "complaint_line_id": (claim or self.claim).id, **values}

    @contextmanager
    def _refused(self, message):
        """Expect a refusal, and roll back what led to it as a request would."""
        with self.assertRaisesRegex(ValidationError, message), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()

    def _approve(self, solution, *people):
        """Submit a solution and let these people agree, each in turn."""
        solution.action_submit()
        for person in people or (self.manager,):
            solution.with_user(person).action_approve()
        return solution
