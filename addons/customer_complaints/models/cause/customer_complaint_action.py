from odoo import fields, models


class CustomerComplaintAction(models.Model):
    """What is done about a cause: containment, correction, prevention (REQ C-06)."""

    _name = "customer.complaint.action"
    _inherit = ["customer.complaint.part", "mail.thread", "mail.activity.mixin"]
    _description = "Action of a Complaint"
    _order = "complaint_id, date_due, id"

    _entry_system_fields = frozenset(
        {"state", "done_on", "done_by_id", "effect_on", "effect_by_id", "effect"}
    )

    name = fields.Char(string="What Is Done", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("containment", "Containment"),
            ("correction", "Correction"),
            ("prevention", "Prevention"),
        ],
        required=True,
        default="correction",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date_due = fields.Date(string="Until", required=True, tracking=True)
    evidence = fields.Text(help="What shows that it was done.")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        tracking=True,
        index=True,
    )
    done_on = fields.Date(readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Done by", readonly=True, copy=False, index="btree_not_null"
    )
    effect_due = fields.Date(
        string="Check of Effect", copy=False, help="When it is checked whether it helped."
    )
    effect = fields.Selection(
        [("effective", "Effective"), ("not_effective", "Not Effective")],
        readonly=True,
        copy=False,
        tracking=True,
    )
    effect_note = fields.Text(string="Result of the Check", copy=False)
    effect_on = fields.Date(string="Effect Checked on", readonly=True, copy=False)
    effect_by_id = fields.Many2one(
        "res.users",
        string="Effect Checked by",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
