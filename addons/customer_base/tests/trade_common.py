from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .file_common import FileCase


class TradeCase(FileCase, AccountTestInvoicingCommon):
    """The customer of the file department buys in a company with a chart of accounts."""

    @classmethod
    def setUpClass(cls):
        # the chart of accounts needs rights of its own; customers are made with ours
        super().setUpClass()
        cls.journal_company = cls.company_data["company"]
        users = cls.salesperson | cls.colleague | cls.manager | cls.other_manager | cls.director
        users.write({"company_ids": [(4, cls.journal_company.id)]})
        companies = [cls.company.id, cls.journal_company.id]
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": companies})
        cls.delivery = cls.Partner.create(
            {
                "name": "Warehouse",
                "type": "delivery",
                "parent_id": cls.customer.id,
                "city": "苏州",
            }
        )

    @classmethod
    def get_default_groups(cls):
        groups = cls.env.ref("customer_base.group_customer_admin")
        groups |= cls.env.ref("sales_team.group_sale_manager")
        groups |= cls.env.ref("hr.group_hr_manager")
        return super().get_default_groups() | groups

    def _invoice(self, price, due, move_type="out_invoice", post=True):
        move = (
            self.env["account.move"]
            .with_company(self.journal_company)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": self.customer.id,
                    "partner_shipping_id": self.delivery.id,
                    "invoice_date": "2026-03-02",
                    "invoice_date_due": due,
                    "invoice_user_id": self.salesperson.id,
                    "invoice_line_ids": [
                        (0, 0, {"name": "Loader", "price_unit": price, "tax_ids": []})
                    ],
                }
            )
        )
        if post:
            move.action_post()
        return move

    def _order(self, price, confirm=True):
        product = self.env["product.product"].create({"name": "Loader", "taxes_id": False})
        order = (
            self.env["sale.order"]
            .with_company(self.journal_company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.journal_company.id,
                    "partner_shipping_id": self.delivery.id,
                    "user_id": self.salesperson.id,
                    "client_order_ref": "PO 17",
                    "order_line": [
                        (0, 0, {"product_id": product.id, "price_unit": price, "tax_ids": []})
                    ],
                }
            )
        )
        if confirm:
            order.action_confirm()
        return order

    def _trades(self, user=None):
        self.env.flush_all()
        Trade = self.env["customer.file.trade"].with_user(user or self.salesperson)
        return Trade.search([("commercial_partner_id", "=", self.customer.id)])
