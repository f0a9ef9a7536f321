from odoo import api, fields, models


class CustomerVisit(models.Model):
    """Before the visit: what to take along, and what was talked over (S4 四.1, 四.2; V-03)."""

    _inherit = "customer.visit"

    preparation = fields.Text(help="What is to be known, done and ready before.")
    material_ids = fields.One2many("customer.visit.material", "visit_id", string="Materials")
    material_open = fields.Integer(string="Materials Not Ready", compute="_compute_material_open")
    discussed_on = fields.Date(string="Talked Over on", tracking=True, copy=False)
    discussion_user_ids = fields.Many2many(
        "res.users", "customer_visit_discussion_rel", string="Talked Over with", copy=False
    )
    discussion = fields.Text(string="Minutes", copy=False)

    @api.depends("material_ids.is_ready")
    def _compute_material_open(self):
        for visit in self:
            visit.material_open = len(visit.material_ids.filtered(lambda line: not line.is_ready))

    def action_add_materials(self):
        """Add what is usually taken along and is not on the list yet."""
        return self.env["customer.visit.material"]._add_usual(self, "for_visit")
