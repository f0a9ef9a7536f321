from odoo import fields, models
from odoo.addons.customer_approval.tools.seal import seal_of


class CustomerMonthSummaryLine(models.Model):
    """Figures of the customers of one category and grade in a monthly summary (REQ G-10)."""

    _name = "customer.month.summary.line"
    _inherit = ["customer.sealed", "customer.export.mixin", "customer.month.figures.mixin"]
    _description = "Monthly Figures"
    _seal = seal_of("customer.month.summary")  # made together with it
    _order = "month desc, department_id, customer_category, sequence, id"
    _rec_name = "department_id"

    summary_id = fields.Many2one(
        "customer.month.summary", required=True, index=True, ondelete="cascade"
    )
    month = fields.Date(required=True)
    department_id = fields.Many2one("hr.department", required=True, ondelete="restrict")
    state = fields.Selection(related="summary_id.state")
    customer_category = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["customer_category"]._description_selection(self.env)
        ),
    )
    customer_grade_id = fields.Many2one("customer.grade", string="Grade", ondelete="restrict")
    # not related: the order of a frozen list does not follow the grades
    sequence = fields.Integer()
