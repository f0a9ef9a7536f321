from odoo import fields, models

from ..complaint.terms import CLOCK_KINDS


class CustomerComplaintLevel(models.Model):
    """Who is told when, before and after a limit (REQ C-03, seed S1 四(二)3, 六(一)2)."""

    _name = "customer.complaint.level"
    _description = "Level of Escalation"
    _order = "kind, hours, id"

    kind = fields.Selection(CLOCK_KINDS, string="Clock", help="Empty: every clock.")
    hours = fields.Float(
        string="Working Hours after the Limit",
        required=True,
        digits=(8, 2),
        help="Negative: before the limit.",
    )
    target = fields.Selection(
        [
            ("owner", "Who Is to Act"),
            ("manager", "Department Manager"),
            ("director", "Marketing Director"),
        ],
        string="Told",
        required=True,
        default="owner",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    active = fields.Boolean(default=True)

    _hours_range = models.Constraint(
        "CHECK(hours BETWEEN -1000 AND 1000)", "At most 1000 working hours away from the limit."
    )
    _level_uniq = models.UniqueIndex(
        "(COALESCE(kind, ''), hours, target, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "This level is there already.",
    )
