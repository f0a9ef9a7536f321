from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keep one type and one place in the group before Odoo would delete what is there twice.

        :raises UserError: when they are of two groups
        """
        self.env["customer.group.member"]._merge_customers(src_partners, dst_partner)
        self.env["customer.key.account"]._merge_customers(src_partners, dst_partner)
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # the rows were moved behind the ORM's back
        for model_name in ("customer.key.account", "customer.group.member"):
            self.env[model_name].invalidate_model()
        dst_partner.invalidate_recordset(["customer_key_account_ids", "customer_group_member_ids"])
        for name in ("customer_key_account_type_ids", "customer_group_id"):
            self.env.add_to_compute(dst_partner._fields[name], src_partners | dst_partner)
        return result
