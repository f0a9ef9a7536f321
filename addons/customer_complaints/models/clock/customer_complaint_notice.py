from odoo import fields, models


class CustomerComplaintNotice(models.Model):
    """Who was told by which level that a clock is due or overdue (REQ C-03); kept for good."""

    _name = "customer.complaint.notice"
    _inherit = ["customer.sealed", "customer.complaint.part"]
    _description = "Escalation of a Complaint"
    _order = "date desc, id desc"
    _rec_name = "level_id"

    # not stored: there may be hundreds of thousands, and the complaint knows both
    company_id = fields.Many2one(store=False, index=False)
    commercial_partner_id = fields.Many2one(store=False, index=False)
    clock_id = fields.Many2one(
        "customer.complaint.clock", required=True, readonly=True, index=True, ondelete="cascade"
    )
    level_id = fields.Many2one(
        "customer.complaint.level",
        string="Level",
        readonly=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one("res.users", string="Told", readonly=True, index=True)
    date = fields.Datetime(string="Told on", required=True, readonly=True)

    _once = models.UniqueIndex(
        "(clock_id, level_id, COALESCE(user_id, 0))", "Each level is told once."
    )
