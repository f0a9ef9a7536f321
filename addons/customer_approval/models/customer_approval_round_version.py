from odoo import api, fields, models


class CustomerApproval(models.Model):
    # Which version of its rule a round follows, as it was when the document was submitted.
    _inherit = "customer.approval"

    rule_version = fields.Integer(string="Version of the Rule", readonly=True, aggregator=None)

    @api.model
    def _prepare_round(self, document, plan, earlier):
        values = super()._prepare_round(document, plan, earlier)
        return {**values, "rule_version": plan.rule.version}
