"""What a reviewer sees of a run at a glance, and is asked before it goes on."""

from odoo import api, fields, models
from odoo.tools import format_date

from .grading_distribution import distribution


class CustomerGradingRun(models.Model):
    """Lists, numbers and the picture of a run (U-06)."""

    _inherit = "customer.grading.run"

    distribution = fields.Json(string="Customers of Each Grade", compute="_compute_distribution")

    @api.depends("line_ids.old_grade_id", "line_ids.final_grade_id")
    @api.depends_context("lang", "uid")
    def _compute_distribution(self):
        """Count with the reader's own rights: a salesperson sees what happens to their own."""
        counts = {run.id: {} for run in self}
        groups = self.env["customer.grading.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "old_grade_id", "final_grade_id"],
            ["__count"],
        )
        for run, old, new, count in groups:
            counts[run.id].setdefault(old, [0, 0])[0] += count
            counts[run.id].setdefault(new, [0, 0])[1] += count
        for run in self:
            run.distribution = distribution(
                self.env, self.env._("Before"), self.env._("After"), counts.get(run.id, {})
            )

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------
    def action_open_lines(self):
        """Open all customers of the run, those without a change too."""
        return self._open_lines({})

    def action_open_changes(self):
        """Open the customers whose grade changes."""
        return self._open_lines({"search_default_changes": 1})

    def _open_lines(self, context):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_grading.customer_grading_line_action"
        )
        return {
            **action,
            "domain": [("run_id", "=", self.id)],
            # run and date stand in the title, not in every line
            "context": {**context, "one_run": True},
            "display_name": self.env._(
                "%(run)s, as of %(date)s",
                run=self.display_name,
                date=format_date(self.env, self.date),
            ),
        }

    # ------------------------------------------------------------------
    # Asking back, with numbers
    # ------------------------------------------------------------------
    def action_ask_submit(self):
        """Show what the run changes, before it is submitted."""
        return self._ask("submit", self.env._("Submit"))

    def action_ask_approve(self):
        """Show what approving changes, before it is done."""
        return self._ask("approve", self.env._("Approve"))

    def action_ask_apply(self):
        """Show what applying changes, before it is done."""
        return self._ask("apply", self.env._("Apply Now"))

    def _ask(self, decision, name):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "customer.grading.confirm",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id, "default_decision": decision},
        }
