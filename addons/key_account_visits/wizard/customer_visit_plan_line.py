from odoo import fields, models


class CustomerVisitPlanLine(models.TransientModel):
    """One visit of the preview."""

    _name = "customer.visit.plan.line"
    _description = "Planned Visit in the Preview"
    _order = "date_start, id"

    plan_id = fields.Many2one("customer.visit.plan", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    user_id = fields.Many2one("res.users", string="Responsible", required=True)
    date_start = fields.Datetime(string="From", required=True)
    date_stop = fields.Datetime(string="To", required=True)
    last_visit = fields.Datetime(readonly=True)
