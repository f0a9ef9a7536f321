from odoo import fields, models


class CustomerApprovalTrialLine(models.TransientModel):
    """What a rule would do with one document."""

    _name = "customer.approval.trial.line"
    _description = "Document a Rule Was Tried On"
    _order = "id"

    trial_id = fields.Many2one(
        "customer.approval.trial", required=True, index=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(string="Document", readonly=True)
    res_model = fields.Char(string="Model Name", readonly=True)
    res_id = fields.Many2oneReference(string="Document ID", model_field="res_model", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    fits = fields.Boolean(readonly=True)
    why = fields.Char(string="Result", readonly=True)
    path = fields.Text(string="Would Be Asked", readonly=True)

    def action_open(self):
        """Open the document, which decides itself who may read it."""
        self.ensure_one()
        self.check_access("read")
        self.env[self.res_model].browse(self.res_id).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
