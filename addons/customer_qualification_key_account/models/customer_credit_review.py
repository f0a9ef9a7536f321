from odoo import fields, models
from odoo.exceptions import UserError


class CustomerCreditReview(models.Model):
    # A limit for the whole group (REQ D-13, G-06).

    _inherit = "customer.credit.review"

    whole_group = fields.Boolean(
        string="For the Whole Group",
        tracking=True,
        help="The limit is used by all companies of the customer's group together, but for those "
        "with a review of their own.",
    )

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {"whole_group"}

    def _check_can_submit(self):
        super()._check_can_submit()
        for review in self.filtered("whole_group"):
            # sudo: whether there is a group; none of its companies is told
            if (
                not self.env["customer.group.member"]
                .sudo()
                .search_count([("partner_id", "=", review.partner_id.id)], limit=1)
            ):
                raise UserError(
                    self.env._(
                        "%(review)s: the customer belongs to no group of companies.",
                        review=review.display_name,
                    )
                )

    def _account_values(self):
        return super()._account_values() | {
            "whole_group": self.whole_group and self.mode == "credit"
        }
