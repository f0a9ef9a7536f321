from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# What a target is for: each one given limits what counts.
DIMENSIONS = ("user_id", "state_id", "industry_id", "level")


class CustomerDevelopmentPlanLine(models.Model):
    """One target of a year plan: for a person, a region, a kind of customers (REQ D-01)."""

    _name = "customer.development.plan.line"
    _inherit = [
        "customer.development.plan.figures",
        "customer.entry.mixin",
        "customer.approval.line.mixin",
    ]
    _description = "Target of a Year Plan"
    _order = "plan_id, sequence, id"
    _approval_parent_field = "plan_id"
    _check_company_auto = True
    _entry_system_fields = frozenset(
        {"approved_customers", "approved_sales", "previous_customers", "previous_sales"}
    )

    plan_id = fields.Many2one(
        "customer.development.plan",
        string="Year Plan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    year = fields.Integer(related="plan_id.year", store=True, aggregator=None)
    state = fields.Selection(related="plan_id.state", string="Status")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        index=True,
        check_company=True,
        domain="[('share', '=', False)]",
    )
    state_id = fields.Many2one(
        "res.country.state",
        string="Region",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('country_id.code', '=', 'CN')]",
    )
    industry_id = fields.Many2one(
        "res.partner.industry", string="Industry", index="btree_not_null", ondelete="restrict"
    )
    level = fields.Selection(
        [("ordinary", "Ordinary Customer"), ("key", "Key Account")], string="Kind of Customer"
    )
    direction = fields.Char(string="Focus", help="What this target aims at first.")

    _something_planned = models.Constraint(
        "CHECK(target_customers >= 0 AND target_sales >= 0"
        " AND (target_customers > 0 OR target_sales > 0))",
        "A target needs a number of new customers or sales, and neither is negative.",
    )

    @api.depends("user_id", "state_id", "industry_id", "level")
    @api.depends_context("lang")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for line in self:
            # sudo: names of colleagues are no secret
            names = [
                line.user_id.sudo().name,
                line.state_id.name,
                line.industry_id.name,
                levels.get(line.level),
            ]
            line.display_name = " · ".join(name for name in names if name)

    @api.constrains("plan_id", *DIMENSIONS)
    def _check_dimensions(self):
        for line in self:
            if not any(line[name] for name in DIMENSIONS):
                raise ValidationError(
                    self.env._(
                        "%(plan)s: a target of %(customers)s new customers says not for whom. "
                        "Choose a salesperson, a region, an industry or a kind of customer.",
                        plan=line.plan_id.display_name,
                        customers=line.target_customers,
                    )
                )

    @api.constrains("plan_id", *DIMENSIONS)
    def _check_twice(self):
        """The same target twice in a plan would count its customers twice."""
        for plan in self.plan_id:
            seen = set()
            for line in plan.line_ids:
                key = tuple(line[name] for name in DIMENSIONS)
                if key in seen:
                    raise ValidationError(
                        self.env._(
                            "%(plan)s has the target for %(target)s twice. Keep one of them.",
                            plan=plan.display_name,
                            target=line.display_name,
                        )
                    )
                seen.add(key)

    # ------------------------------------------------------------------ results
    def _figures_depends(self):
        return (*super()._figures_depends(), "plan_id.year", "plan_id.scope_department_id",
                *DIMENSIONS)  # fmt: skip

    def _figures_plan(self):
        return self.plan_id

    def _figures_targets(self):
        return SQL(
            """
            SELECT line.id, plan.company_id, make_date(plan.year, 1, 1) AS first,
                   make_date(plan.year, 12, 31) AS last, scope.parent_path AS path,
                   line.user_id, line.level, line.state_id, line.industry_id
              FROM customer_development_plan_line line
              JOIN customer_development_plan plan ON plan.id = line.plan_id
         LEFT JOIN hr_department scope ON scope.id = plan.scope_department_id
             WHERE line.id IN %s
            """,
            tuple(self._origin.ids),
        )

    def _figures_domain(self):
        domain = super()._figures_domain()
        paths = {
            "user_id": "user_id",
            "state_id": "commercial_partner_id.state_id",
            "industry_id": "commercial_partner_id.industry_id",
        }
        domain += [(path, "=", self[name].id) for name, path in paths.items() if self[name]]
        if self.level:
            domain.append(("level", "=", self.level))
        return domain
