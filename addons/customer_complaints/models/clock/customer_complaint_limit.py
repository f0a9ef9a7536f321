from odoo import fields, models

from ..complaint.terms import CLOCK_KINDS, SEVERITIES

UNITS = [("workday", "Working Days"), ("workhour", "Working Hours")]


class CustomerComplaintLimit(models.Model):
    """How long a step may take, by severity, grade and category (REQ C-02, seed S1 四(二)3).

    Empty means all; of several that fit, the most specific one holds.
    """

    _name = "customer.complaint.limit"
    _description = "Limit for Complaints"
    _order = "kind, severity, grade_id, category_id, id"

    kind = fields.Selection(CLOCK_KINDS, string="Clock", required=True, index=True)
    severity = fields.Selection(SEVERITIES, help="Empty: any.")
    grade_id = fields.Many2one(
        "customer.grade",
        string="Customer Grade",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: any.",
    )
    category_id = fields.Many2one(
        "customer.complaint.category",
        string="Category",
        index="btree_not_null",
        ondelete="cascade",
        help="With all below it. Empty: any.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    number = fields.Float(string="Limit", required=True, default=1, digits=(8, 2))
    unit = fields.Selection(UNITS, required=True, default="workday")
    active = fields.Boolean(default=True)

    _number_range = models.Constraint(
        "CHECK(number >= 0 AND number <= 2000)", "A limit lies between 0 and 2000."
    )
    _whole_days = models.Constraint(
        "CHECK(unit != 'workday' OR number = trunc(number))",
        "Working days are whole; use working hours for less than a day.",
    )
    _case_uniq = models.UniqueIndex(
        "(kind, COALESCE(severity, ''), COALESCE(grade_id, 0), COALESCE(category_id, 0),"
        " COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is a limit for this clock, severity, grade and category already. Change that one.",
    )
