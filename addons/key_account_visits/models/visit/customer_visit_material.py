from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerVisitMaterial(models.Model):
    """One thing to be ready for a visit or reception: how many, until when, by whom (V-03)."""

    _name = "customer.visit.material"
    _inherit = ["customer.entry.mixin"]
    _description = "Material of a Visit"
    _order = "date_due, id"
    _entry_links = ("visit_id",)

    visit_id = fields.Many2one("customer.visit", index="btree_not_null", ondelete="cascade")
    name = fields.Char(string="Material", required=True)
    quantity = fields.Float(default=1.0)
    date_due = fields.Date(string="Ready by")
    department_id = fields.Many2one("hr.department", index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", string="By", index="btree_not_null")
    note = fields.Char(string="Notes")
    is_ready = fields.Boolean(string="Ready")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity must be greater than 0."
    )

    @api.model
    @api.private
    def _add_usual(self, outings, use):
        """Put what is usually needed on the lists of visits or receptions, each thing once.

        :param use: field of the templates, ``for_visit`` or ``for_reception``
        :raises UserError: nothing is set up
        """
        outings.check_access("write")
        templates = self.env["customer.visit.material.template"].search([(use, "=", True)])
        if not templates:
            raise UserError(
                self.env._("No usual materials are set up. An administrator enters them.")
            )
        for outing in outings:
            begin, _end = outing._outing_span()
            present = set(outing.material_ids.mapped("name"))
            missing = [template for template in templates if template.name not in present]
            days = outing.company_id._workday_add(
                [begin] * len(missing), [-template.days_before for template in missing]
            )
            outing.material_ids = [
                Command.create(
                    {
                        "name": template.name,
                        "quantity": template.quantity,
                        "date_due": day,
                        "department_id": template.department_id.id,
                        "note": template.note,
                    }
                )
                for template, day in zip(missing, days, strict=True)
            ]
        return True
