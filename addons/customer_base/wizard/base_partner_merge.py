from odoo import models

from ..models.res_partner import CATEGORY_RANK
from ..models.res_partner_duplicate import MERGING


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_values(self, src_partners, dst_partner):
        """Merge customers of the same code, and keep the furthest category of them all."""
        categories = (src_partners | dst_partner).mapped("customer_category")
        result = super()._update_values(
            src_partners, dst_partner.with_context(customer_merging=MERGING)
        )
        furthest = max(categories, key=CATEGORY_RANK.get)
        if furthest:
            dst_partner._customer_set_category(furthest)
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keep one customer file; before Odoo moves whatever points to the partners."""
        dst_partner._customer_merge_files(src_partners)
        return super()._update_foreign_keys(src_partners, dst_partner)
