from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerEquipmentHandover(models.TransientModel):
    """Ask when, and in which condition, equipment was taken or came back."""

    _name = "customer.equipment.handover"
    _description = "Hand Out or Take Back Equipment"

    issue_id = fields.Many2one("customer.equipment.issue", required=True, ondelete="cascade")
    action = fields.Selection(
        [("take", "Hand Out"), ("return", "Take Back")], required=True, default="take"
    )
    day = fields.Date(
        required=True, compute="_compute_day", store=True, precompute=True, readonly=False
    )
    condition = fields.Selection(
        selection=lambda self: self.env["customer.equipment.issue"]._selection_condition(),
        required=True,
        default="good",
    )
    note = fields.Text(string="Notes")

    @api.depends("issue_id")
    def _compute_day(self):
        for wizard in self:
            company = wizard.issue_id.company_id or self.env.company
            wizard.day = company._workday_today()

    def action_confirm(self):
        """Hand the item out, or take it back.

        :raises UserError: not opened from a hand-out, or what ``_take`` and ``_return`` say
        """
        self.ensure_one()
        if not self.issue_id:
            raise UserError(self.env._("Open this dialog from a hand-out."))
        if self.action == "take":
            self.issue_id._take(self.day, self.condition)
        else:
            self.issue_id._return(self.day, self.condition, self.note)
        return {"type": "ir.actions.act_window_close"}
