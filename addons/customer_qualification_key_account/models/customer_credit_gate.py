from odoo import api, models
from odoo.addons.customer_qualification.models.credit.customer_credit_gate import Pool
from odoo.tools import SQL


class CustomerCreditGate(models.AbstractModel):
    _inherit = "customer.credit.gate"

    @api.model
    def _pools(self, company, partners):
        """The companies of a group with one limit, by one query.

        Who has a review of its own stands by itself, but for the one whose review is the group's.
        """
        pools = super()._pools(company, partners)
        if not company.customer_credit_control:
            return pools
        self.env["customer.group.member"].flush_model(["group_id", "partner_id"])
        self.env["customer.credit.account"].flush_model(
            ["partner_id", "company_id", "review_id", "whole_group"]
        )
        among = SQL("TRUE")
        if partners is not None:
            among = SQL(
                "bearer.group_id IN (SELECT group_id FROM customer_group_member"
                " WHERE partner_id = ANY(%s))",
                partners.ids,
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT MIN(account.partner_id), ARRAY_AGG(DISTINCT member.partner_id)
                  FROM customer_credit_account account
                  JOIN customer_group_member bearer ON bearer.partner_id = account.partner_id
                  JOIN customer_group_member member ON member.group_id = bearer.group_id
             LEFT JOIN customer_credit_account own
                    ON own.partner_id = member.partner_id AND own.company_id = account.company_id
                 WHERE account.whole_group AND account.company_id = %(company)s
                   AND (own.review_id IS NULL OR own.whole_group) AND %(among)s
              GROUP BY bearer.group_id
                """,
                company=company.id,
                among=among,
            )
        )
        browse = self.env["res.partner"].browse
        for holder_id, member_ids in rows:
            pool = Pool(browse(holder_id), browse(member_ids))
            pools |= dict.fromkeys(pool.members, pool)
        return pools
