from odoo import api, fields, models


class CustomerDevelopmentStage(models.Model):
    """A stage of the work on a customer (000 articles 9 to 11; REQ D-08).

    The order of the stages is their sequence. Moving on from a stage needs a record of it that
    says "go on"; see ``customer.development._check_stage_move``.
    """

    _name = "customer.development.stage"
    _description = "Development Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(
        "What to Do", translate=True, help="Shown to whoever works on a customer in this stage."
    )
    fold = fields.Boolean("Folded in Kanban")
    active = fields.Boolean(default=True)

    @api.model
    def _all_stages(self):
        """Return every active stage in its order."""
        # a table of settings: a handful of rows
        return self.search([])  # pylint: disable=no-search-all
