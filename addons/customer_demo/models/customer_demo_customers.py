from odoo import models
from odoo.fields import Command

from ..tables.customers import (
    CONTACTS,
    CUSTOMERS,
    GIVEN_NAMES,
    LARGE,
    MEDIUM,
    PLACES,
    SURNAMES,
)
from ..tables.products import CATEGORIES, PRODUCTS
from .customer_demo_people import make_code

KEY_SALESPEOPLE = ("yangming", "sunqian")
EAST_SALESPEOPLE = ("liqiang", "zhangmin", "wuhao")


class CustomerDemo(models.AbstractModel):
    """Products and customers with their contact persons."""

    _inherit = "customer.demo"

    def _make_products(self):
        """Return the products as {kind: records}."""
        categories = {
            kind: self.env["product.category"].create({"name": name})
            for kind, name in CATEGORIES.items()
        }
        products = self.env["product.product"].create(
            [
                {
                    "default_code": code,
                    "name": name,
                    "categ_id": categories[kind].id,
                    "type": "service" if kind == "service" else "consu",
                    "list_price": price,
                    "standard_price": cost,
                    "invoice_policy": "order",
                    "purchase_ok": kind == "spare",
                }
                for code, name, kind, price, cost in PRODUCTS
            ]
        )
        return {
            kind: products.filtered(lambda p, c=c: p.categ_id == c)
            for kind, c in categories.items()
        }

    def _make_customers(self, chance, users):
        """Return customers as dicts: partner, size (large, medium, small), lost, payer."""
        terms = [
            self.env.ref(f"account.account_payment_term_{name}")
            for name in ("immediate", "30days", "45days", "end_following_month")
        ]
        # Most pay on time, some late, a few very late.
        payers = ("good",) * 7 + ("slow",) * 2 + ("bad",)
        customers, vals_list = [], []
        for index, (name, place, *lost) in enumerate(CUSTOMERS):
            size = "large" if index < LARGE else "medium" if index < MEDIUM else "small"
            salespeople = KEY_SALESPEOPLE if size == "large" else EAST_SALESPEOPLE
            term = (
                terms[0] if size == "small" and chance.random() < 0.5 else chance.choice(terms[1:])
            )
            vals_list.append(
                self._company_values(chance, index, name, place)
                | {
                    "user_id": users[salespeople[index % len(salespeople)]].id,
                    "is_key_account": size == "large",
                    "property_payment_term_id": term.id,
                    "child_ids": self._contact_values(chance, 4 if size == "large" else 2),
                }
            )
            customers.append({"size": size, "lost": bool(lost), "payer": chance.choice(payers)})
        partners = self.env["res.partner"].create(vals_list)
        for customer, partner in zip(customers, partners, strict=True):
            customer["partner"] = partner
        self._make_buying_roles(partners)
        return customers

    def _company_values(self, chance, number, name, place):
        state, street, zip_code, area_code, region = PLACES[place]
        return {
            "name": name,
            "is_company": True,
            "customer_category": "potential",
            "vat": make_code(region, 30000017 + 104729 * number),
            "street": f"{street}{chance.randint(1, 300)}号",
            "city": place,
            "zip": zip_code,
            "state_id": self._provinces()[state],
            "country_id": self.env.ref("base.cn").id,
            "phone": f"{area_code}-{55501000 + number}",
            "email": f"office{number + 1}@customer.example.com",
            "company_id": False,
        }

    def _provinces(self):
        states = self.env["res.country.state"].search(
            [("country_id", "=", self.env.ref("base.cn").id)]
        )
        return {state.code: state.id for state in states}

    def _contact_values(self, chance, most):
        people = CONTACTS[: chance.randint(max(1, most - 1), most)]
        return [
            Command.create(
                {
                    "name": chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES),
                    "function": job,
                    "type": "contact",
                    "phone": f"1390000{chance.randint(0, 9999):04d}",
                }
            )
            for job, *_rest in people
        ]

    def _make_buying_roles(self, partners):
        """Say of the contact persons what part they play when their company buys."""
        roles = {job: rest for job, *rest in CONTACTS}
        self.env["customer.contact"].create(
            [
                {
                    "partner_id": contact.id,
                    "buying_role": role,
                    "influence": influence,
                    "is_decision_maker": decides,
                    "focus": focus,
                }
                for contact in partners.child_ids
                for role, influence, decides, focus in [roles[contact.function]]
            ]
        )
