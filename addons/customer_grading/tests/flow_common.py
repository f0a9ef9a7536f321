from odoo.addons.customer_base.tests.contact_common import ContactCommon
from odoo.addons.customer_base.tests.invoice_common import InvoiceCommon


class FlowCommon(ContactCommon, InvoiceCommon):
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
        cls._set_up_accounts(cls.second)

    @classmethod
    def _invoice(cls, day, amount=100, partner=None, company=None, kind="out_invoice", post=True):
        """Return a customer invoice of one line without tax."""
        state = "posted" if post else "draft"
        return super()._invoice(day, amount, partner, company, kind, state)
