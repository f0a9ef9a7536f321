from odoo import fields, models


class CustomerLeadOffer(models.Model):
    """That somebody was asked about a prospect, until when, and the answer (REQ B-16).

    Kept for good: nobody is asked twice by the system, and who passed it on sees all answers.
    """

    _name = "customer.lead.offer"
    _inherit = ["customer.sealed"]
    _description = "Asked about a Prospect"
    _order = "assignment_id, id"

    assignment_id = fields.Many2one(
        "customer.lead.assignment",
        string="Prospect Passed On",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", required=True, index=True, ondelete="restrict"
    )
    rule_id = fields.Many2one(
        "customer.lead.rule",
        string="By Rule",
        index="btree_not_null",
        ondelete="set null",
        help="Empty: chosen by a person.",
    )
    chosen_by_id = fields.Many2one("res.users", string="Chosen by", ondelete="restrict")
    asked_on = fields.Datetime(required=True, default=fields.Datetime.now)
    due = fields.Date(string="Answer by")
    result = fields.Selection(
        [
            ("open", "Waiting"),
            ("accepted", "Accepted"),
            ("given_back", "Returned"),
            ("late", "Not Answered in Time"),
            ("left", "No Longer Available"),
            ("taken", "Passed to Somebody Else"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="open",
        index=True,
    )
    reason = fields.Char()
    answered_on = fields.Datetime()
