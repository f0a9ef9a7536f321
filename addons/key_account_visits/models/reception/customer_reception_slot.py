from odoo import fields, models


class CustomerReceptionSlot(models.Model):
    """One point of a reception's schedule: when, where, what, which of us."""

    _name = "customer.reception.slot"
    _inherit = ["customer.entry.mixin"]
    _description = "Point of the Schedule"
    _order = "reception_id, date_start, id"
    _entry_links = ("reception_id",)

    reception_id = fields.Many2one(
        "customer.reception", required=True, index=True, ondelete="cascade"
    )
    date_start = fields.Datetime(string="From", required=True)
    date_stop = fields.Datetime(string="To")
    kind = fields.Selection(
        [
            ("pickup", "Pick-Up"),
            ("meeting", "Talk"),
            ("tour", "Tour of the Works"),
            ("meal", "Meal"),
            ("lodging", "Lodging"),
            ("seeoff", "Seeing Off"),
            ("other", "Other"),
        ],
        required=True,
        default="meeting",
    )
    name = fields.Char(string="What", required=True)
    place = fields.Char()
    host_ids = fields.Many2many(
        "res.users",
        "customer_reception_slot_host_rel",
        string="Our People",
        domain="[('share', '=', False)]",
    )
    deputy_reason = fields.Char(
        string="Stands In", help="Who of the leaders named this person for the meal, and why."
    )
    car = fields.Char(help="Which car and driver.")
    currency_id = fields.Many2one(related="reception_id.company_currency_id")
    heads = fields.Integer(help="Guests and hosts at the table, or rooms and nights.")
    cost = fields.Monetary(string="Estimated Cost")

    _dates_in_order = models.Constraint(
        "CHECK(date_stop >= date_start)", "A point of the schedule ends after it begins."
    )
    _amounts_not_negative = models.Constraint(
        "CHECK(cost >= 0 AND heads >= 0)", "Cost and heads must not be negative."
    )

    def _deputy_named(self):
        """Tell whether a named deputy stands in at every one of these meals."""
        return bool(self) and all((slot.deputy_reason or "").strip() for slot in self)
