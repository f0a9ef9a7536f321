from odoo import fields, models
from odoo.exceptions import UserError


class CustomerMarketDecide(models.TransientModel):
    """What is said on returning or answering feedback forms, on accepting or returning reports.

    The forms and reports themselves check who may (REQ V-10, V-11).
    """

    _name = "customer.market.decide"
    _description = "Answer to Forms and Reports"

    action = fields.Selection(
        [("answer", "Answer"), ("return", "Return"), ("accept", "Accept")],
        required=True,
        readonly=True,
    )
    feedback_ids = fields.Many2many(
        "customer.feedback",
        "customer_market_decide_feedback_rel",
        string="Feedback Forms",
        readonly=True,
    )
    report_ids = fields.Many2many(
        "customer.market.report",
        "customer_market_decide_report_rel",
        string="Market Reports",
        readonly=True,
    )
    text = fields.Text()

    def action_confirm(self):
        """Carry out what was decided."""
        self.ensure_one()
        if (self.feedback_ids and self.action == "accept") or (
            self.report_ids and self.action == "answer"
        ):
            raise UserError(
                self.env._("Forms are answered or returned, reports are accepted or returned.")
            )
        if self.feedback_ids:
            self.feedback_ids._decide(self.action, self.text)
        if self.report_ids:
            self.report_ids._decide(self.action, self.text)
        return {"type": "ir.actions.act_window_close"}
