from odoo import api, fields, models


class CustomerGradingConfirm(models.TransientModel):
    """Shows in numbers what a run changes before it is approved or applied (U-06, REQ G-04)."""

    _name = "customer.grading.confirm"
    _description = "Approve or Apply a Run"

    run_id = fields.Many2one("customer.grading.run", required=True)
    decision = fields.Selection([("approve", "Approve"), ("apply", "Apply Now")], required=True)
    message = fields.Text(compute="_compute_message")
    distribution = fields.Text(string="Customers of Each Grade", compute="_compute_message")
    comment = fields.Text()

    @api.depends("run_id")
    @api.depends_context("lang", "uid")
    def _compute_message(self):
        """Read with the user's own rights: who may not see the run learns nothing here."""
        for wizard in self:
            run = wizard.run_id
            wizard.message = self.env._(
                "%(run)s gives %(count)s of %(total)s customers a new grade: %(up)s up, %(down)s "
                "down, %(new)s first grades; %(kept)s keep theirs.",
                run=run.display_name,
                count=run.change_count,
                total=run.customer_count,
                up=run.up_count,
                down=run.down_count,
                new=run.new_count,
                kept=run.kept_count,
            )
            wizard.distribution = "\n".join(
                self.env._(
                    "%(grade)s: %(before)s → %(after)s",
                    grade=grade.display_name or self.env._("Without Grade"),
                    before=before,
                    after=after,
                )
                for grade, before, after in run._get_distribution()
            )

    def action_decide(self):
        """Approve or apply; the rights are checked by the run itself."""
        self.ensure_one()
        if self.decision == "approve":
            self.run_id.action_approve(self.comment)
        else:
            self.run_id.action_apply()
        return {"type": "ir.actions.act_window_close"}
