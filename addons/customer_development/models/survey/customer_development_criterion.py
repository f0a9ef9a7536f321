from odoo import fields, models

# What the grade of a prospect stands on (000 article 8 clause 1).
FACTORS = [
    ("size", "Size"),
    ("fit", "Fit of Needs"),
    ("potential", "Potential"),
    ("complexity", "Ease of Decision"),
]


class CustomerDevelopmentCriterion(models.Model):
    """Which customers a criterion is for, and what it says of the grade (REQ D-03, D-18)."""

    _inherit = "customer.development.criterion"

    kind_ids = fields.Many2many(
        "customer.qualification.kind",
        "customer_development_criterion_kind_rel",
        "criterion_id",
        "kind_id",
        string="Only for",
        help="Kinds of customers that are scored by this criterion. Empty: all.",
    )
    factor = fields.Selection(
        FACTORS,
        "Counts for the Grade as",
        help="The recommended grade of a prospect stands on the criteria that say something "
        "here, by their weight.",
    )

    def _of_kind(self, kind):
        """Return those of the criteria that customers of a kind are scored by."""
        return self.filtered(lambda one: not one.kind_ids or kind in one.kind_ids)
