from odoo import fields, models


class CustomerVisitMaterialTemplate(models.Model):
    """What is usually taken along: brochures, discounts, gifts, cars (S4 四.2(3), REQ V-03)."""

    _name = "customer.visit.material.template"
    _description = "Usual Material of a Visit"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    quantity = fields.Float(default=1.0)
    days_before = fields.Integer(
        string="Ready Before", default=1, help="Working days before the visit begins."
    )
    department_id = fields.Many2one("hr.department", index="btree_not_null", ondelete="set null")
    note = fields.Char(string="Notes", translate=True)
    for_visit = fields.Boolean(string="For Visits", default=True)
    for_reception = fields.Boolean(string="For Receptions")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity must be greater than 0."
    )
    _days_range = models.Constraint(
        "CHECK(days_before BETWEEN 0 AND 60)", "Materials are ready 0 to 60 working days before."
    )
