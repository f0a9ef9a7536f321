from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.addons.customer_base.models.trade.purchase_terms import purchases
from odoo.tools import SQL

# Developments that have won their customer; one that was stopped after signing has not.
WON_STATES = ("signed", "admitted", "done")

# The customers won for each target, once each: (target_id, partner_id, company_id, first, last).
WON = """
    SELECT DISTINCT target.id AS target_id, development.commercial_partner_id AS partner_id,
           target.company_id, target.first, target.last
      FROM (%(targets)s) target
      JOIN customer_development development
        ON development.company_id = target.company_id
       AND development.signed_on BETWEEN target.first AND target.last
       AND development.state = ANY(%(states)s)
       AND (target.user_id IS NULL OR development.user_id = target.user_id)
       AND (target.level IS NULL OR development.level = target.level)
      JOIN res_partner partner
        ON partner.id = development.commercial_partner_id
       AND (target.state_id IS NULL OR partner.state_id = target.state_id)
       AND (target.industry_id IS NULL OR partner.industry_id = target.industry_id)
 LEFT JOIN hr_department department ON department.id = development.department_id
     WHERE target.path IS NULL OR department.parent_path LIKE target.path || '%%'
"""
# Both figures of all targets at once; invoices of a customer count from the plan's year alone.
ACTUALS = """
      WITH won AS (%(won)s),
    period AS (SELECT DISTINCT company_id, partner_id, first, last FROM won),
      sold AS (
        SELECT period.company_id, period.partner_id, period.first,
               SUM(move.amount_untaxed_signed) AS amount
          FROM period
          JOIN account_move move
            ON move.commercial_partner_id = period.partner_id
           AND move.company_id = period.company_id
           AND move.invoice_date BETWEEN period.first AND period.last
           AND %(purchases)s
      GROUP BY period.company_id, period.partner_id, period.first
    )
    SELECT won.target_id, COUNT(*), COALESCE(SUM(sold.amount), 0)
      FROM won
 LEFT JOIN sold ON sold.company_id = won.company_id AND sold.partner_id = won.partner_id
               AND sold.first = won.first
  GROUP BY won.target_id
"""


class CustomerDevelopmentPlanFigures(models.AbstractModel):
    """A target of a year plan beside what came of it: of the whole plan, or of one line.

    REQ D-01, seeds S2 4.1.1, S4 2.1 指标 4. New customers are those whose development was
    signed in the year, each once; sales are what was invoiced to them in the year less credit
    notes, without tax, in company currency. Nobody types either.
    """

    _name = "customer.development.plan.figures"
    _description = "Targets and Results of a Year Plan"

    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    target_customers = fields.Integer(string="New Customers, Target", aggregator="sum")
    target_sales = fields.Monetary(string="Sales, Target")
    actual_customers = fields.Integer(
        string="New Customers, Result",
        compute="_compute_actuals",
        help="Customers whose development was signed in the year of the plan, each once. "
        "One that ended after signing does not count.",
    )
    actual_sales = fields.Monetary(
        string="Sales, Result",
        compute="_compute_actuals",
        help="Invoiced to these customers in the year of the plan less credit notes, without tax.",
    )
    customers_percent = fields.Float(
        string="New Customers (%)", compute="_compute_actuals", digits=(16, 1)
    )
    sales_percent = fields.Float(string="Sales (%)", compute="_compute_actuals", digits=(16, 1))
    approved_customers = fields.Integer(
        string="New Customers, Approved", readonly=True, copy=False, aggregator=None
    )
    approved_sales = fields.Monetary(
        string="Sales, Approved", readonly=True, copy=False, aggregator=None
    )
    previous_customers = fields.Integer(
        string="New Customers before the Change",
        readonly=True,
        copy=False,
        aggregator=None,
        help="What was approved before the plan was changed last.",
    )
    previous_sales = fields.Monetary(
        string="Sales before the Change", readonly=True, copy=False, aggregator=None
    )

    # ------------------------------------------------------------------ what came of it
    def _figures_targets(self):
        """Return the SQL of the targets: id, company_id, first, last, path and what limits it.

        Plans and their lines each say their own.
        """

    def _figures_plan(self):
        """Return the plan of one target: itself, or that of the line."""

    def _figures_depends(self):
        return ("target_customers", "target_sales")

    @api.depends(lambda self: self._figures_depends())
    def _compute_actuals(self):
        found = self._figures_actuals()
        for target in self:
            customers, sales = found.get(target._origin.id, (0, 0.0))
            target.actual_customers = customers
            target.actual_sales = sales
            target.customers_percent = (
                customers / target.target_customers * 100 if target.target_customers else 0.0
            )
            target.sales_percent = sales / target.target_sales * 100 if target.target_sales else 0.0

    def _figures_actuals(self):
        """Return {target id: (new customers, sales)}; targets without any are left out."""
        if not self._origin.ids:
            return {}
        query = SQL(ACTUALS, won=self._figures_won(), purchases=SQL(purchases("move")))
        self.env["account.move"].flush_model()
        return {
            target_id: (customers, float(sales))
            for target_id, customers, sales in self.env.execute_query(query)
        }

    def _figures_won(self):
        # the result is the plan's, whether or not each development is the reader's to see
        for name in ("customer.development", "res.partner", "hr.department"):
            self.env[name].flush_model()
        self.env["customer.development.plan"].flush_model()
        self.flush_model()
        return SQL(WON, targets=self._figures_targets(), states=list(WON_STATES))

    # ------------------------------------------------------------------ what stands behind it
    def _figures_domain(self):
        """Return the domain of the developments that the result is made of."""
        plan = self._figures_plan()
        domain = [
            ("company_id", "=", plan.company_id.id),
            ("state", "in", WON_STATES),
            ("signed_on", ">=", plan.date_from),
            ("signed_on", "<=", plan.date_to),
        ]
        if plan.scope_department_id:
            domain.append(("department_id", "child_of", plan.scope_department_id.id))
        return domain

    def action_open_developments(self):
        """Open the developments behind the number of new customers, those the reader may see."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_development.customer_development_action"
        )
        return {
            **action,
            "name": self.env._("New Customers: %(target)s", target=self.display_name),
            "domain": self._figures_domain(),
            "context": {"create": False},
        }

    def action_open_invoices(self):
        """Open the invoices and credit notes behind the sales, those the reader may see."""
        self.ensure_one()
        self.check_access("read")
        self.env["account.move"].check_access("read")
        plan = self._figures_plan()
        won = self.env.execute_query(SQL("SELECT partner_id FROM (%s) won", self._figures_won()))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sales: %(target)s", target=self.display_name),
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("account.view_out_invoice_tree").id, "list"),
                (False, "form"),
            ],
            "domain": [
                ("company_id", "=", plan.company_id.id),
                ("commercial_partner_id", "in", [partner_id for (partner_id,) in won]),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("invoice_date", ">=", plan.date_from),
                ("invoice_date", "<=", plan.date_to),
            ],
            "context": {"create": False},
        }

    # ------------------------------------------------------------------ what was approved
    def _keep_approved(self, changed):
        """Keep what is approved now, and what was before where the plan was changed."""
        for target in self:
            vals = {
                "approved_customers": target.target_customers,
                "approved_sales": target.target_sales,
            }
            if changed:
                vals["previous_customers"] = target.approved_customers
                vals["previous_sales"] = target.approved_sales
            unsealed(target).write(vals)
