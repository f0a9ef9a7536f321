from odoo import api, fields, models


class CustomerGradingConfirm(models.TransientModel):
    """Shows in numbers what a run changes before it goes on (U-06, REQ G-04)."""

    _name = "customer.grading.confirm"
    _description = "What a Run Changes"

    run_id = fields.Many2one("customer.grading.run", required=True)
    decision = fields.Selection(
        [("submit", "Submit"), ("approve", "Approve"), ("apply", "Apply Now")], required=True
    )
    message = fields.Text(compute="_compute_message")
    distribution = fields.Json(related="run_id.distribution")
    comment = fields.Text()

    @api.depends("run_id")
    @api.depends_context("lang", "uid")
    def _compute_message(self):
        """Read with the user's own rights: who may not see the run learns nothing here."""
        for wizard in self:
            run = wizard.run_id
            wizard.message = self.env._(
                "%(run)s gives %(count)s of %(total)s customers a new grade: %(up)s up, %(down)s "
                "down, %(new)s first grades. %(same)s stay as they are: %(kept)s kept by the "
                "reviewer, %(none)s whom no grade fits, and those whose figures say so.",
                run=run.display_name,
                count=run.change_count,
                total=run.customer_count,
                up=run.up_count,
                down=run.down_count,
                new=run.new_count,
                same=run.unchanged_count,
                kept=run.kept_count,
                none=run.none_count,
            )

    def action_decide(self):
        """Do what was asked back; the rights are checked by the run itself."""
        self.ensure_one()
        if self.decision == "submit":
            self.run_id.action_submit()
        elif self.decision == "approve":
            self.run_id.action_approve(self.comment)
        else:
            self.run_id.action_apply()
        return {"type": "ir.actions.act_window_close"}
