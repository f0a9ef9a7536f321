from odoo import models

from ..models.core.res_partner import CATEGORY_RANK
from ..models.identity.res_partner_duplicate import MERGING


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Refuse to merge customers of others: the remaining one would show theirs.

        :raises AccessError: naming the customer and whom to ask
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if not self.env.su and self.env.user._customer_has_limits():
            partners.commercial_partner_id._customer_check_access("write")
        return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let every addon keep its own whole before Odoo would delete what is there twice."""
        partners = self.env["res.partner"]
        hooks = partners._customer_becoming_one_hooks()
        partners._customer_tell_merge(hooks, src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        hooks = partners._customer_became_one_hooks()
        partners._customer_tell_merge(hooks, src_partners, dst_partner)
        return result

    def _update_values(self, src_partners, dst_partner):
        """Merge customers of the same code, and keep the furthest category of them all."""
        categories = (src_partners | dst_partner).mapped("customer_category")
        result = super()._update_values(
            src_partners, dst_partner.with_context(customer_merging=MERGING)
        )
        furthest = max(categories, key=CATEGORY_RANK.get)
        if furthest:
            dst_partner._customer_set_category(furthest)
        dst_partner.commercial_partner_id._customer_contact_refresh()
        return result
