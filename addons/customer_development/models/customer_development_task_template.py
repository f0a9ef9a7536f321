from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerDevelopmentTaskTemplate(models.Model):
    """Item of the check list that every approved development starts with (002 4.3; REQ D-06)."""

    _name = "customer.development.task.template"
    _description = "Check List Template"
    _order = "phase, sequence, id"

    name = fields.Char("Item", required=True, translate=True)
    sequence = fields.Integer(default=10)
    phase = fields.Selection(
        [("preparation", "Preparation"), ("stage", "Development Stage")],
        required=True,
        default="preparation",
    )
    stage_id = fields.Many2one(
        "customer.development.stage", "Development Stage", ondelete="restrict"
    )
    is_required = fields.Boolean(
        "Required",
        default=True,
        help="Work cannot start, or leave the stage, before a required item is done.",
    )
    company_id = fields.Many2one("res.company", help="Leave empty to use it in all companies.")
    active = fields.Boolean(default=True)

    @api.constrains("phase", "stage_id")
    def _check_stage(self):
        for template in self:
            if (template.phase == "stage") != bool(template.stage_id):
                raise ValidationError(
                    self.env._(
                        "%(item)s: an item of a development stage names its stage, "
                        "an item of the preparation does not.",
                        item=template.name,
                    )
                )
