from odoo import fields, models
from odoo.exceptions import UserError


class CustomerDevelopmentClose(models.TransientModel):
    """Ask why: a development is lost, dropped or opened again (002 4.5; REQ D-16)."""

    _name = "customer.development.close"
    _description = "Reason of Closing a Development"

    development_ids = fields.Many2many("customer.development", required=True)
    kind = fields.Selection(
        [("lose", "Lost"), ("drop", "Drop"), ("reopen", "Reopen")], required=True
    )
    cause_ids = fields.Many2many("customer.development.cause", string="Causes")
    reason = fields.Text(required=True)
    correction = fields.Text("What We Correct", help="Shown when a similar customer is surveyed.")
    prevention = fields.Text("What Prevents It", help="Shown when a similar customer is surveyed.")

    def action_confirm(self):
        """Close or reopen the developments with the reason given.

        :raises UserError: a loss without a cause, or without a reason
        """
        self.ensure_one()
        developments = self.development_ids
        developments._check_transition(self.kind)
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write the reason."))
        if self.kind == "reopen":
            developments._development_reopen(self.reason)
        elif self.kind == "drop":
            developments._development_close("dropped", self.reason)
        else:
            if not self.cause_ids:
                raise UserError(self.env._("Choose at least one cause, so that we can learn."))
            developments._development_close(
                "lost",
                self.reason,
                self.cause_ids,
                {"summary_correction": self.correction, "summary_prevention": self.prevention},
            )
        return {"type": "ir.actions.act_window_close"}
