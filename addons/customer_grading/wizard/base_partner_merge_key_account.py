from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """End key account types held twice before Odoo would delete their history."""
        self.env["customer.key.account"]._merge_customers(src_partners, dst_partner)
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # the rows were moved behind the ORM's back
        self.env["customer.key.account"].invalidate_model()
        dst_partner.invalidate_recordset(["customer_key_account_ids"])
        self.env.add_to_compute(
            dst_partner._fields["customer_key_account_type_ids"], src_partners | dst_partner
        )
        return result
