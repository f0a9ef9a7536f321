from odoo import api, fields, models

APPROVED_STATES = ("approved", "posted", "in_payment", "paid")


class CustomerOutingMixin(models.AbstractModel):
    """What a visit, reception or trip has cost, by its expenses (REQ V-06)."""

    _inherit = "customer.outing.mixin"

    expense_total = fields.Monetary(
        string="Expenses",
        compute="_compute_expenses",
        currency_field="company_currency_id",
        help="All expenses that name it, without those refused; in company currency.",
    )
    expense_approved = fields.Monetary(
        string="Approved Expenses",
        compute="_compute_expenses",
        currency_field="company_currency_id",
    )

    budget_company = fields.Monetary(
        string="Budget (Company Currency)",
        compute="_compute_budget_company",
        store=True,
        currency_field="company_currency_id",
    )

    @api.depends(
        lambda self: ("budget", "currency_id", "company_id") if "budget" in self._fields else ()
    )
    def _compute_budget_company(self):
        for record in self:
            company = record.company_id or self.env.company
            day = record._outing_span()[0] or company._workday_today()
            record.budget_company = (record.currency_id or company.currency_id)._convert(
                record.budget, company.currency_id, company, day
            )

    @api.model
    def _expense_link(self):
        """Return the name of the field by which expenses name this model."""
        return {
            "customer.visit": "visit_id",
            "customer.reception": "reception_id",
            "customer.trip": "trip_id",
        }[self._name]

    def _compute_expenses(self):
        name = self._expense_link()
        # sudo: sums of the record's own expenses, for whoever may read the record
        rows_sudo = (
            self.env["hr.expense"]
            .sudo()
            ._read_group(
                [(name, "in", self.ids), ("state", "!=", "refused")],
                [name, "state"],
                ["total_amount:sum"],
            )
        )
        self.expense_total = self.expense_approved = 0.0
        by_id = {record._origin.id: record for record in self}
        for outing, state, amount in rows_sudo:
            record = by_id[outing.id]
            record.expense_total += amount
            if state in APPROVED_STATES:
                record.expense_approved += amount

    def action_open_expenses(self):
        """Open the expenses of this record."""
        self.ensure_one()
        self.check_access("read")
        name = self._expense_link()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Expenses"),
            "res_model": "hr.expense",
            "view_mode": "list,form",
            "domain": [(name, "=", self.id)],
            "context": {f"default_{name}": self.id},
        }
