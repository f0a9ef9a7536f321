from odoo import fields, models


class ResCompany(models.Model):
    # When a customer counts as being lost (REQ G-08).

    _inherit = "res.company"

    customer_loss_warning = fields.Boolean(
        string="Loss Warnings",
        help="Every night each customer is compared with its own buying rhythm.",
        groups="base.group_user",
    )
    customer_loss_purchases = fields.Integer(
        string="Purchases to Know a Rhythm",
        default=3,
        help="Customers with fewer days of purchase in 24 months have no rhythm and no warning.",
        groups="base.group_user",
    )
    customer_loss_shortest_days = fields.Integer(
        string="Shortest Rhythm",
        default=20,
        help="Who buys more often is treated as buying every so many days.",
        groups="base.group_user",
    )
    customer_loss_attention = fields.Float(
        string="Attention after Times the Rhythm",
        digits=(6, 2),
        default=1.5,
        groups="base.group_user",
    )
    customer_loss_serious = fields.Float(
        string="Serious after Times the Rhythm",
        digits=(6, 2),
        default=2.5,
        groups="base.group_user",
    )
    customer_loss_lost = fields.Float(
        string="Lost after Times the Rhythm",
        digits=(6, 2),
        default=4.0,
        groups="base.group_user",
    )
    customer_loss_fall_attention = fields.Integer(
        string="Attention from a Fall of (%)",
        default=50,
        help="Net purchases of three months, or of three usual gaps of a slower rhythm, against "
        "what was usual in as many days before.",
        groups="base.group_user",
    )
    customer_loss_fall_serious = fields.Integer(
        string="Serious from a Fall of (%)",
        default=70,
        help="Who still buys is never lost, however little it is.",
        groups="base.group_user",
    )

    _customer_loss_numbers = models.Constraint(
        "CHECK(customer_loss_purchases >= 2 AND customer_loss_shortest_days >= 1)",
        "A buying rhythm needs two purchases and one day at least.",
    )
    _customer_loss_levels = models.Constraint(
        "CHECK(customer_loss_attention >= 1 AND customer_loss_serious > customer_loss_attention"
        " AND customer_loss_lost > customer_loss_serious)",
        "The levels of loss warnings must increase: attention, serious, lost, the first one at "
        "least once the rhythm.",
    )
    _customer_loss_falls = models.Constraint(
        "CHECK(customer_loss_fall_attention BETWEEN 1 AND 100"
        " AND customer_loss_fall_serious > customer_loss_fall_attention"
        " AND customer_loss_fall_serious <= 100)",
        "The falls of loss warnings must increase and lie between 1 and 100 per cent.",
    )
