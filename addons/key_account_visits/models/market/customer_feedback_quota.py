from odoo import fields, models


class CustomerFeedbackQuota(models.Model):
    """How many feedback forms a month are of customers of a grade, at least (REQ V-11).

    Seed S3 六.2(3): of A, B and C customers not fewer than 2, 2 and 1. A company's own row goes
    before the one for all companies.
    """

    _name = "customer.feedback.quota"
    _description = "Quota of Feedback Forms"
    _order = "company_id, grade_id, id"
    _rec_name = "grade_id"

    grade_id = fields.Many2one(
        "customer.grade", string="Grade", required=True, index=True, ondelete="cascade"
    )
    minimum = fields.Integer(
        string="Forms a Month", required=True, default=1, help="At least, for each salesperson."
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="cascade", help="Empty: for all companies."
    )

    _once = models.UniqueIndex(
        "(grade_id, COALESCE(company_id, 0))", "This grade has a quota already."
    )
    _minimum_not_negative = models.Constraint(
        "CHECK(minimum >= 0)", "The number of feedback forms must not be negative."
    )
