from odoo import fields, models


class CustomerComplaintAnswer(models.Model):
    """A text that is used again and again in solutions and answers."""

    _name = "customer.complaint.answer"
    _description = "Saved Answer"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    category_id = fields.Many2one(
        "customer.complaint.category",
        string="Category",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all categories.",
    )
    body = fields.Html(string="Text", required=True, translate=True, sanitize=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    active = fields.Boolean(default=True)
