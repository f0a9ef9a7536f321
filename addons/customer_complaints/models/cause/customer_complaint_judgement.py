from odoo import fields, models

from ..complaint.terms import FAULTS


class CustomerComplaintJudgement(models.Model):
    """Who was at fault, judged with a reason; one appeal, then the director decides (C-07)."""

    _name = "customer.complaint.judgement"
    _inherit = ["customer.sealed", "customer.complaint.part"]
    _description = "Judgement of a Complaint"
    _order = "complaint_id, id"
    _rec_name = "kind"

    kind = fields.Selection(
        [("judgement", "Judgement"), ("appeal", "Appeal"), ("decision", "Decision on Appeal")],
        required=True,
        readonly=True,
    )
    fault = fields.Selection(FAULTS, string="At Fault", readonly=True)
    employee_id = fields.Many2one(
        "hr.employee", string="Employee at Fault", readonly=True, index="btree_not_null"
    )
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Judged by", readonly=True, required=True, index="btree_not_null"
    )
    date = fields.Datetime(string="Judged on", readonly=True, required=True)
