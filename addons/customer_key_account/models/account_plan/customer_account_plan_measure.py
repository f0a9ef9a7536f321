from odoo import api, models
from odoo.addons.customer_base.models.trade.purchase_terms import purchases
from odoo.tools import SQL, LazyTranslate

from .plan_terms import PlanMeasure

_lt = LazyTranslate(__name__)


class CustomerAccountPlanMeasure(models.AbstractModel):
    """The figures that aims of account plans are about: the ERP's own, nobody types them.

    Another addon adds its own: it extends :meth:`_plan_measures` and writes the method named
    there. Each answers for any number of plans by one query. Documents count for the commercial
    entity, in the plan's company, from the first day of the plan until today or its last day.
    """

    _name = "customer.account.plan.measure"
    _description = "Measures of Account Plans"

    @api.model
    def _plan_measures(self):
        """Return the measures of all installed addons, in the order in which people choose."""
        return [
            PlanMeasure(
                "sales",
                _lt("Sales"),
                "money",
                _lt("Posted customer invoices less credit notes, without tax, by invoice date."),
                "_plan_sales",
            ),
            PlanMeasure(
                "share_of_need",
                _lt("Share of the Need (%)"),
                "percent",
                _lt("Sales of the period through what the customer needs in the whole period."),
                "_plan_share_of_need",
            ),
            PlanMeasure(
                "contacts",
                _lt("Contacts Made"),
                "count",
                _lt("Recorded contacts with the customer: calls, letters, visits, meetings."),
                "_plan_contacts",
            ),
            PlanMeasure(
                "coverage",
                _lt("Decision Makers in Touch (%)"),
                "percent",
                _lt(
                    "Of the people on the relationship map who decide or have high influence, "
                    "those who were contacted within the contact frequency."
                ),
                "_plan_coverage",
                adds_up=False,
            ),
        ]

    @api.model
    def _plan_measure(self, code):
        """Return one measure, None when no installed addon knows it."""
        return next((one for one in self._plan_measures() if one.code == code), None)

    @api.model
    def _plan_values(self, code, plans):
        """Return {plan id: present value}; plans for which it is unknown are left out."""
        measure = self._plan_measure(code)
        return getattr(self, measure.method)(plans) if measure and plans.ids else {}

    @api.model
    def _plan_scope(self, plans):
        """Return the SQL of the plans: id, partner_id, company_id, first and last day, zone."""
        plans.flush_model()
        return SQL(
            """(SELECT plan.id, plan.commercial_partner_id AS partner_id, plan.company_id,
                       plan.annual_need, zone.tz, plan.date_from AS first,
                       LEAST(plan.date_to, zone.today) AS last
                  FROM customer_account_plan plan
                  JOIN %s zone ON zone.company_id = plan.company_id
                 WHERE plan.id IN %s)""",
            self.env["res.company"]._customer_zones(),
            tuple(plans.ids),
        )

    @api.model
    def _plan_sales(self, plans):
        self.env["account.move"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT plan.id, COALESCE(SUM(move.amount_untaxed_signed), 0)
                     FROM %s plan
                LEFT JOIN account_move move
                       ON move.commercial_partner_id = plan.partner_id
                      AND move.company_id = plan.company_id
                      AND move.invoice_date BETWEEN plan.first AND plan.last AND %s
                 GROUP BY plan.id""",
                self._plan_scope(plans),
                SQL(purchases("move")),
            )
        )
        return {plan_id: float(amount) for plan_id, amount in rows}

    @api.model
    def _plan_share_of_need(self, plans):
        sales = self._plan_sales(plans)
        return {
            plan.id: sales.get(plan.id, 0.0) / plan.annual_need * 100
            for plan in plans
            if plan.annual_need
        }

    @api.model
    def _plan_contacts(self, plans):
        return self._plan_count(plans, "customer.interaction", "date")

    @api.model
    def _plan_count(self, plans, model_name, moment, condition=None):
        """Return {plan id: number of a model's records with the customer in the plan's days}.

        :param moment: the model's datetime field that says when it was
        :param condition: SQL of which records count; the table's alias is ``counted``
        """
        self.env[model_name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT plan.id, COUNT(counted.id)
                     FROM %s plan
                LEFT JOIN %s counted
                       ON counted.commercial_partner_id = plan.partner_id
                      AND counted.company_id = plan.company_id
                      AND (%s AT TIME ZONE 'UTC' AT TIME ZONE plan.tz)::date
                          BETWEEN plan.first AND plan.last
                      AND %s
                 GROUP BY plan.id""",
                self._plan_scope(plans),
                SQL.identifier(self.env[model_name]._table),
                SQL.identifier("counted", moment),
                condition or SQL("TRUE"),
            )
        )
        return dict(rows)

    @api.model
    def _plan_coverage(self, plans):
        values = {}
        for plan in plans:
            people = plan.person_ids.filtered("matters")
            if people:
                covered = people.filtered("in_touch")
                values[plan.id] = len(covered) / len(people) * 100
        return values
