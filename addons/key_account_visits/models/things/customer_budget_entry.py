from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# One kind of document that spends money on customers.
#   model: name of the model
#   sql: SELECT with the columns res_id (id of the document, once each), company_id, partner_id
#        (commercial entity or NULL), department_id, product_id (expense category or NULL), date,
#        name, spent, committed (company currency)
BudgetSource = namedtuple("BudgetSource", "model sql")

# States of hr.expense in which the money is spent: decided on, and not refused.
EXPENSE_SPENT = ("approved", "posted", "in_payment", "paid")
# Ids of entries are id * SOURCES + number of the source: stable, and no two alike.
SOURCES = 100


class CustomerBudgetEntry(models.Model):
    """Each document that spends money on customers, or has it approved (REQ V-14).

    The only source of what budgets compare themselves with, and of what opens behind a figure.
    An addon, or another room of this one, adds its documents by :meth:`_budget_sources`.
    """

    _name = "customer.budget.entry"
    _inherit = ["customer.access.mixin"]
    _description = "Spending on Customers"
    _auto = False
    _order = "date desc, id desc"
    _access_partner_field = "partner_id"

    name = fields.Char(string="Document", readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(string="Document ID", model_field="res_model", readonly=True)
    kind = fields.Char(string="Kind of Document", compute="_compute_kind")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    customer_grade_id = fields.Many2one("customer.grade", string="Grade", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    product_id = fields.Many2one("product.product", string="Category", readonly=True)
    date = fields.Date(readonly=True)
    spent = fields.Monetary(readonly=True)
    committed = fields.Monetary(readonly=True, help="Approved or in approval, and not yet spent.")

    @api.model
    def _budget_sources(self):
        """Return the BudgetSource of each kind of document; extended by ``super()``.

        The grade is added from the customer. A document stands for one row: what is for several
        customers has none.
        """
        return [BudgetSource("customer.gift", self._gift_source())]

    @api.model
    def _gift_source(self):
        """Gifts from stock: spent when recorded, committed from being submitted on."""
        return SQL(
            """
            SELECT id AS res_id, company_id, commercial_partner_id AS partner_id, department_id,
                   NULL::int AS product_id, date, name,
                   CASE state WHEN 'recorded' THEN value ELSE 0 END AS spent,
                   CASE state WHEN 'recorded' THEN 0 ELSE value END AS committed
              FROM customer_gift
             WHERE state IN ('recorded', 'approved', 'submitted') AND paid_by = 'stock'
            """
        )

    @property
    def _table_query(self):
        parts = SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT source.res_id * %(sources)s::bigint + %(number)s AS id,
                       %(model)s::varchar AS res_model, source.res_id, source.name,
                       source.company_id, source.partner_id, source.department_id,
                       source.product_id, source.date, source.spent, source.committed
                  FROM (%(sql)s) AS source
                """,
                sources=SOURCES,
                number=number,
                model=source.model,
                sql=source.sql,
            )
            for number, source in enumerate(self._budget_sources())
        )
        return SQL(
            """
            SELECT entry.*, partner.customer_grade_id
              FROM (%s) AS entry
         LEFT JOIN res_partner partner ON partner.id = entry.partner_id
            """,
            parts,
        )

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_kind(self):
        for entry in self:
            # sudo: the name of a kind of document is no secret
            entry.kind = self.env["ir.model"].sudo()._get(entry.res_model).name

    @api.model
    @api.private
    def _flush_sources(self):
        """Write to the database what the query of all sources reads."""
        for source in self._budget_sources():
            self.env[source.model].flush_model()
        self.env["res.partner"].flush_model(["customer_grade_id"])

    def action_open_document(self):
        """Open the document behind the figure; its own rights decide who may."""
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document:
            raise UserError(self.env._("%s is not there any more.", self.name))
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
