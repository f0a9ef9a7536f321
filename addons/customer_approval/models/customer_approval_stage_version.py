from odoo import api, models


class CustomerApprovalStage(models.Model):
    # A stage that changes makes its rule another version, by whatever way it is changed.
    _inherit = "customer.approval.stage"

    @api.model_create_multi
    def create(self, vals_list):
        rules = self.rule_id.browse(
            {vals["rule_id"] for vals in vals_list if isinstance(vals.get("rule_id"), int)}
        )
        before = {rule: rule._decisive() for rule in rules.exists()}
        stages = super().create(vals_list)
        rules._count_versions(before)
        return stages

    def write(self, vals):
        rules = self.rule_id
        if isinstance(vals.get("rule_id"), int):
            rules |= rules.browse(vals["rule_id"]).exists()
        before = {rule: rule._decisive() for rule in rules}
        result = super().write(vals)
        rules._count_versions(before)
        return result

    def unlink(self):
        rules = self.rule_id
        before = {rule: rule._decisive() for rule in rules}
        result = super().unlink()
        rules._count_versions(before)
        return result
