from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Leave one running loss warning, and each day and task once, before Odoo deletes more."""
        for model_name in (
            "customer.loss.warning",
            "customer.contact.compliance",
            "customer.strategy.progress",
        ):
            self.env[model_name]._merge_customers(src_partners, dst_partner)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
