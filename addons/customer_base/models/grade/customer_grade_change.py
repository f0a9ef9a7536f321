from odoo import fields, models


class CustomerGradeChange(models.Model):
    """Who gave a customer which grade, when and why (REQ G-01, G-05).

    Written by ``res.partner._customer_set_grade`` alone: nobody has the right to create, change
    or delete one.
    """

    _name = "customer.grade.change"
    _inherit = ["customer.access.mixin"]
    _description = "Change of Grade"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        index="btree_not_null",
        help="Of the customer when its grade was changed; it stays when the customer moves.",
    )
    old_grade_id = fields.Many2one("customer.grade", string="Old Grade", ondelete="restrict")
    new_grade_id = fields.Many2one("customer.grade", string="New Grade", ondelete="restrict")
    reason = fields.Text(required=True)
    source = fields.Selection([("manual", "By Hand")], required=True, default="manual")
    user_id = fields.Many2one("res.users", string="Changed by", required=True, ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
