from odoo import fields, models


class CustomerGuestLevel(models.Model):
    """What guests of a level are entitled to: meals, lodging, who of us sits at the table.

    Seed S4 3.3.3 五.1: who is out for a meal is accompanied by a leader of the company or who is
    named for it; meals and lodging follow the company's rules (REQ V-08).
    """

    _name = "customer.guest.level"
    _description = "Level of Guests"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    meal_limit = fields.Monetary(
        string="Meal a Head", help="In company currency, for guests and hosts; 0: no limit."
    )
    lodging_limit = fields.Monetary(
        string="Lodging a Night", help="In company currency and room; 0: no limit."
    )
    host_group_id = fields.Many2one(
        "res.groups",
        string="Accompanied at Meals by",
        index="btree_not_null",
        help="At a meal somebody with this role, or who stands in for them, is a host.",
    )

    _limits_not_negative = models.Constraint(
        "CHECK(meal_limit >= 0 AND lodging_limit >= 0)", "Limits must not be negative."
    )
