from odoo import models


class ResPartner(models.Model):
    # Contacts of managed customers are customer data (REQ B-09).

    _name = "res.partner"
    _inherit = ["res.partner", "customer.export.mixin"]

    def _customer_export_count(self):
        """Count those whose commercial entity is a managed customer, by one query."""
        if not self:
            return 0
        # sudo: counts only; the category may be hidden together with the commercial entity
        return (
            self.sudo()
            .with_context(active_test=False)
            .search_count(
                [("id", "in", self.ids), ("commercial_partner_id.customer_category", "!=", False)]
            )
        )

    def _customer_entity_ids(self):
        """Their customers are found together with the category, see ``customer.read.day``."""
        return set(self.ids)
