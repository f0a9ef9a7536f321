from odoo import fields, models


class CustomerLossHandle(models.TransientModel):
    """What was done about loss warnings, or why the customers are lost (REQ G-08)."""

    _name = "customer.loss.handle"
    _description = "Handle a Loss Warning"

    warning_ids = fields.Many2many("customer.loss.warning", string="Loss Warnings", required=True)
    outcome = fields.Selection(
        [("handled", "Handled"), ("lost", "Loss Confirmed")], required=True, default="handled"
    )
    cause_id = fields.Many2one("customer.loss.cause", string="Cause")
    text = fields.Text(string="What Was Done", required=True)
    way = fields.Selection(
        selection=lambda self: (
            self.env["customer.interaction"]._fields["way"]._description_selection(self.env)
        ),
        string="Contact by",
        help="How you were in contact with the customer: the contact is put on record as well. "
        "Empty where there was no contact.",
    )
    contacted_on = fields.Datetime(string="Contacted at", default=fields.Datetime.now)
    next_step = fields.Char()
    next_date = fields.Date(string="Next Step on")

    def action_apply(self):
        """Handle the warnings; the rights are checked by the warnings themselves."""
        self.ensure_one()
        if self.outcome == "lost":
            self.warning_ids._confirm_loss(self.cause_id, self.text, self.way, self.contacted_on)
        else:
            self.warning_ids._handle(
                self.text, self.next_step, self.next_date, self.way, self.contacted_on
            )
        return {"type": "ir.actions.act_window_close"}
