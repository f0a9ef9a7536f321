from odoo import api, fields, models

FIGURES = (
    "customer_count",
    "new_count",
    "first_count",
    "lost_count",
    "grade_up_count",
    "grade_down_count",
    "interaction_count",
    "overdue_count",
    "invoiced",
    "invoiced_year_ago",
)


class CustomerMonthFiguresMixin(models.AbstractModel):
    """The figures of a month, of a department or of a part of its customers (REQ G-10).

    They are taken when the summary is made and never change again.
    """

    _name = "customer.month.figures.mixin"
    _description = "Figures of a Month"

    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_count = fields.Integer(string="Customers")
    new_count = fields.Integer(
        string="New Customers", help="Put under customer management in the month."
    )
    first_count = fields.Integer(
        string="First Purchases", help="Invoiced in the month for the first time ever."
    )
    lost_count = fields.Integer(
        string="A Year without Purchase",
        help="Last invoiced in the same month of the year before, and not since.",
    )
    grade_up_count = fields.Integer(string="Grade Raised")
    grade_down_count = fields.Integer(string="Grade Lowered")
    interaction_count = fields.Integer(
        string="Interactions", help="Contacts recorded with these customers in the month."
    )
    overdue_count = fields.Integer(
        string="Overdue Contacts",
        help="Customers whose contact was due in the month and had not taken place when the "
        "summary was made.",
    )
    invoiced = fields.Monetary(help="Net of credit notes, without tax, by invoice date.")
    invoiced_year_ago = fields.Monetary(string="Same Month Last Year")
    invoiced_change = fields.Float(
        string="Change on Year (%)",
        compute="_compute_invoiced_change",
        digits=(16, 1),
        help="Empty where nothing was invoiced then.",
    )

    @api.depends("invoiced", "invoiced_year_ago")
    def _compute_invoiced_change(self):
        for record in self:
            before = record.invoiced_year_ago
            record.invoiced_change = (record.invoiced - before) / abs(before) * 100 if before else 0
