import copy

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..models.grading_distribution import distribution
from ..models.grading_query import grading_query

MOVERS = 200


class CustomerGradingSimulation(models.TransientModel):
    """Move a threshold and see who moves, before anything is saved (REQ G-04)."""

    _name = "customer.grading.simulation"
    _description = "Grading Simulator"

    scheme_id = fields.Many2one("customer.grading.scheme", required=True, readonly=True)
    company_id = fields.Many2one(related="scheme_id.company_id")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    date = fields.Date(string="As of", required=True)
    condition_ids = fields.One2many("customer.grading.simulation.condition", "simulation_id")
    grade_ids = fields.One2many("customer.grading.simulation.grade", "simulation_id", readonly=True)
    mover_ids = fields.One2many("customer.grading.simulation.mover", "simulation_id", readonly=True)
    mover_count = fields.Integer(string="Customers that Move", readonly=True)
    tried_count = fields.Integer(string="Customers Tried", readonly=True)
    tried_total = fields.Integer(string="All Customers", readonly=True)
    sample_hint = fields.Char(compute="_compute_sample_hint")
    distribution = fields.Json(string="Customers of Each Grade", compute="_compute_distribution")
    is_done = fields.Boolean(readonly=True)

    @api.depends("scheme_id.name")
    def _compute_display_name(self):
        for simulation in self:
            simulation.display_name = self.env._("Simulator: %s", simulation.scheme_id.name)

    @api.depends("grade_ids.count_before", "grade_ids.count_after")
    @api.depends_context("lang")
    def _compute_distribution(self):
        for simulation in self:
            simulation.distribution = distribution(
                self.env,
                self.env._("By the Scheme"),
                self.env._("With These Thresholds"),
                {row.grade_id: (row.count_before, row.count_after) for row in simulation.grade_ids},
            )

    @api.depends("tried_count", "tried_total")
    @api.depends_context("lang")
    def _compute_sample_hint(self):
        for simulation in self:
            simulation.sample_hint = simulation.scheme_id._describe_sample(
                simulation.tried_count, simulation.tried_total
            )

    @api.model
    @api.private
    def _open(self, scheme):
        """Return the action that opens the simulator with the thresholds of a scheme."""
        simulation = self.create(
            {
                "scheme_id": scheme.id,
                "date": scheme.company_id._workday_today(),
                "condition_ids": [
                    Command.create(
                        {
                            "condition_id": condition.id,
                            "minimum": condition.minimum,
                            "maximum": condition.maximum,
                        }
                    )
                    for condition in scheme.condition_ids
                    if condition.measure and condition.unit != "text"
                ],
            }
        )
        return simulation._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_simulate(self):
        """Compare the changed thresholds with the scheme as it is; nothing is saved.

        :raises UserError: thresholds that hold for nobody or overlap, a date in the future
        """
        self.ensure_one()
        scheme = self.scheme_id
        scheme._check_grading_rights()
        scheme._check_definition()
        if self.date > self.company_id._workday_today():
            raise UserError(self.env._("Choose today or a day before."))
        before = scheme._get_definition(self.date)
        after = self._get_changed(before)
        problems = scheme._level_problems(after["levels"])
        if problems:
            raise UserError("\n".join(problems))
        scope, tried, total = scheme._get_sample(before, self.date)
        rows = self.env.execute_query_dict(self._comparison(before, after, scope))
        self._show(rows)
        self.write({"tried_count": tried, "tried_total": total})
        return self._reopen()

    def _get_changed(self, definition):
        """Return the definition with the thresholds typed here."""
        changed = copy.deepcopy(definition)
        factor = self.scheme_id._get_factor(self.date)
        typed = {row.condition_id: row for row in self.condition_ids}
        for level in changed["levels"]:
            rows = self.scheme_id.condition_ids.sorted().filtered(
                lambda condition, level=level: condition.grade_id.id == level["grade_id"]
            )
            for group, alternative in zip(
                rows.grouped("alternative").values(), level["alternatives"], strict=True
            ):
                measured = group.filtered("measure")
                for condition, data in zip(measured, alternative, strict=True):
                    if condition not in typed:
                        continue
                    money = factor if condition.unit == "money" else 1
                    if data["minimum"] is not None:
                        data["minimum"] = typed[condition].minimum * money
                    if data["maximum"] is not None:
                        data["maximum"] = typed[condition].maximum * money
                    if None not in (data["minimum"], data["maximum"]) and (
                        data["minimum"] >= data["maximum"]
                    ):
                        raise UserError(
                            self.env._(
                                "Grade %(grade)s: from %(minimum)s to below %(maximum)s holds for "
                                "nobody.",
                                grade=condition.grade_id.code,
                                minimum=typed[condition].minimum,
                                maximum=typed[condition].maximum,
                            )
                        )
        return changed

    def _comparison(self, before, after, scope):
        """One row for each pair of grades with its customers, the largest first."""
        return SQL(
            """
            SELECT was.grade_id AS old_id, now.grade_id AS new_id, COUNT(*) AS customers,
                   (array_agg(now.partner_id ORDER BY now.value DESC NULLS LAST, now.partner_id)
                   )[1:%(movers)s] AS partner_ids,
                   (array_agg(now.value ORDER BY now.value DESC NULLS LAST, now.partner_id)
                   )[1:%(movers)s] AS amounts
              FROM (%(before)s) was
              JOIN (%(after)s) now USING (partner_id)
          GROUP BY was.grade_id, now.grade_id
            """,
            movers=MOVERS,
            before=grading_query(self.env, before, scope),
            after=grading_query(self.env, after, scope),
        )

    def _show(self, rows):
        grades = self.env["customer.grade"].browse(
            [level["grade_id"] for level in self.scheme_id._get_definition()["levels"]]
        )
        counts = []
        for grade_id in [*grades.ids, None]:
            counts.append(
                {
                    "grade_id": grade_id,
                    "count_before": sum(
                        row["customers"] for row in rows if row["old_id"] == grade_id
                    ),
                    "count_after": sum(
                        row["customers"] for row in rows if row["new_id"] == grade_id
                    ),
                }
            )
        moved = [row for row in rows if row["old_id"] != row["new_id"]]
        movers = [
            {"partner_id": partner_id, "value": value or 0, "old_grade_id": row["old_id"],
             "new_grade_id": row["new_id"]}
            for row in moved
            for partner_id, value in zip(row["partner_ids"], row["amounts"], strict=True)
        ]  # fmt: skip
        self.write(
            {
                "grade_ids": [Command.clear(), *map(Command.create, counts)],
                "mover_ids": [Command.clear(), *map(Command.create, movers[:MOVERS])],
                "mover_count": sum(row["customers"] for row in moved),
                "is_done": True,
            }
        )

    def action_take_over(self):
        """Write the thresholds into the scheme, which must be in draft."""
        self.ensure_one()
        self.scheme_id._check_grading_rights()
        for row in self.condition_ids:
            if row.minimum != row.condition_id.minimum or row.maximum != row.condition_id.maximum:
                row.condition_id.write({"minimum": row.minimum, "maximum": row.maximum})
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.grading.scheme",
            "res_id": self.scheme_id.id,
            "view_mode": "form",
        }
