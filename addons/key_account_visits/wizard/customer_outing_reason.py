from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = ("cancel", "reopen", "review")


class CustomerOutingReason(models.TransientModel):
    """Asks for what a step needs: the reason to cancel or reopen, the marks for a report."""

    _name = "customer.outing.reason"
    _description = "Reason or Marks"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    kind = fields.Selection(
        [("cancel", "Cancel"), ("reopen", "Reopen"), ("review", "Review")], required=True
    )
    reason = fields.Text()
    score = fields.Integer(string="Score", default=80, help="Of 100 points.")

    @api.model
    @api.private
    def _dialog(self, records, kind):
        """Return the action that asks, for these records."""
        titles = {
            "cancel": self.env._("Cancel: Reason"),
            "reopen": self.env._("Reopen: Reason"),
            "review": self.env._("Review of the Report"),
        }
        wizard = self.create({"res_model": records._name, "res_ids": records.ids, "kind": kind})
        return {
            "type": "ir.actions.act_window",
            "name": titles[kind],
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _records(self):
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not isinstance(model, self.env.registry["customer.outing.mixin"]):
            raise UserError(self.env._("This dialog is for visits, receptions and trips."))
        ids = [res_id for res_id in self.res_ids or [] if isinstance(res_id, int)]
        return model.browse(ids).exists()

    def action_apply(self):
        """Do what the reason was asked for; the record checks who may."""
        records = self._records()
        if self.kind == "review":
            records.action_review_accept(self.score, self.reason)
        elif not (self.reason or "").strip():
            raise UserError(self.env._("Enter the reason."))
        elif self.kind == "cancel":
            records.action_cancel(self.reason)
        else:
            records.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_return(self):
        """Send the report back with the remark."""
        self._records().action_review_return(self.reason)
        return {"type": "ir.actions.act_window_close"}
