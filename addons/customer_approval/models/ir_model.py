from odoo import fields, models
from odoo.fields import Domain


class IrModel(models.Model):
    _inherit = "ir.model"

    is_approval_document = fields.Boolean(
        string="Has Approval",
        compute="_compute_is_approval_document",
        search="_search_is_approval_document",
        help="Documents of this kind are submitted for approval.",
    )

    def _approval_model_names(self):
        """Return the technical names of the models whose documents can be approved."""
        return [
            name
            for name, model_class in self.env.registry.items()
            if getattr(model_class, "_approval_document", False) and not model_class._abstract
        ]

    def _compute_is_approval_document(self):
        names = set(self._approval_model_names())
        for model in self:
            model.is_approval_document = model.model in names

    def _search_is_approval_document(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("model", "in", self._approval_model_names())
