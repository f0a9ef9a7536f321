from odoo import api, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.tools import SQL


class ResPartner(models.Model):
    # Who sees the one that remains when customers become one.

    _inherit = "res.partner"

    @api.model
    @api.private
    def _customer_merge_access(self, sources, target):
        """Move teams, grants and history of partners to the one they become part of.

        :param sources: partners that disappear, or go below the target
        :param target: the remaining partner
        """
        self.env["customer.access"].flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE customer_access access
                   SET active = FALSE, ended_on = now() AT TIME ZONE 'UTC', end_reason = %s
                 WHERE access.partner_id = ANY(%s) AND active AND (
                       reason = 'owner' OR EXISTS (
                           SELECT FROM customer_access other
                            WHERE other.active AND other.user_id = access.user_id
                              AND other.reason = access.reason
                              AND COALESCE(other.res_id, 0) = COALESCE(access.res_id, 0)
                              AND (other.partner_id = %s
                                   OR (other.partner_id = ANY(%s) AND other.id < access.id))))
             RETURNING id""",
                in_company_language(self, self.env.company).env._("merged with another customer"),
                sources.ids,
                target.id,
                sources.ids,
            )
        )
        self.env.execute_query(
            SQL(
                "UPDATE customer_access SET partner_id = %s WHERE partner_id = ANY(%s) "
                "RETURNING id",
                target.id,
                sources.ids,
            )
        )
        self.env["customer.access"].invalidate_model()
        self.env["customer.access"]._access_changed()

    @api.model
    @api.private
    def _customer_merged_access(self, sources, target):
        """Who answers for the one that remains has the owner's row again."""
        self.env["customer.access"]._sync_owners(target.ids)
