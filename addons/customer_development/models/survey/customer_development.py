from odoo import api, fields, models


class CustomerDevelopment(models.Model):
    """Kind of customer, several years of figures, lessons learned (REQ D-03, D-04, D-16)."""

    _inherit = "customer.development"

    kind_id = fields.Many2one(
        "customer.qualification.kind",
        "Kind of Customer",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The background survey has criteria of its own for each kind.",
    )
    year_ids = fields.One2many("customer.development.year", "development_id", "Years")
    years_sales = fields.Monetary("Sales of All Years", compute="_compute_years", store=True)
    years_profit = fields.Monetary("Profit of All Years", compute="_compute_years", store=True)
    years_cost = fields.Monetary("Cost of All Years", compute="_compute_years", store=True)
    years_result = fields.Monetary(
        "What Remains", compute="_compute_years", store=True, help="Profit less cost, all years."
    )

    @api.depends("year_ids.sales", "year_ids.profit", "year_ids.cost")
    def _compute_years(self):
        for development in self:
            for name in ("sales", "profit", "cost"):
                development[f"years_{name}"] = sum(development.year_ids.mapped(name))
            development.years_result = development.years_profit - development.years_cost

    def write(self, vals):
        result = super().write(vals)
        if "kind_id" in vals:
            # sudo: criteria follow the kind of customer, whoever may see the survey
            self.sudo().survey_ids.filtered(
                lambda survey: survey.state == "draft" and survey.kind == "background"
            )._renew_criteria()
        return result

    # ------------------------------------------------------------------ what approvers saw
    def _approval_key_fields(self):
        return super()._approval_key_fields() | {"year_ids"}

    def _approval_snapshot(self):
        """What approvers see of plan and survey is kept with the figures, and compared (A-05).

        Not locked after the approval: the plan goes on with the work.
        """
        seen = ("plan", "development_method", "date_start", "date_end", "date_expected",
                "survey_score", "survey_conclusion", "kind_id")  # fmt: skip
        return super()._approval_snapshot() | self._approval_snapshot_of(sorted(seen))

    # ------------------------------------------------------------------ lessons
    def action_summarize(self):
        """Close with the summing-up; what was learned is found again (REQ D-16)."""
        result = super().action_summarize()
        self.env["customer.development.lesson"]._learn(self)
        return result

    def _development_close(self, state, reason, causes=None, learned=None):
        """:param learned: {summary field: text}, what is to be done better next time"""
        if learned:
            # sudo: written with the end of the development, whose rights the caller has checked
            self.sudo().write({name: text for name, text in learned.items() if text})
        super()._development_close(state, reason, causes)
        self.env["customer.development.lesson"]._learn(self, reason)

    def _development_reopen(self, reason):
        """Opened again, nothing has been learned yet."""
        # sudo: lessons are the system's
        self.env["customer.development.lesson"].sudo().search(
            [("development_id", "in", self.ids)]
        ).unlink()
        super()._development_reopen(reason)
