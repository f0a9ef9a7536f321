from odoo import fields, models


class ResCompany(models.Model):
    # Whether contracts are reviewed before orders are confirmed; off at first (REQ D-11).

    _inherit = "res.company"

    development_contract_review = fields.Boolean(
        string="Contracts Are Reviewed before Orders",
        help="No order of a customer is confirmed before finance and legal have reviewed the "
        "contract and the review is approved.",
        groups="base.group_user",
    )
    development_contract_from = fields.Monetary(
        string="Reviewed from Amount",
        help="In company currency, with tax. 0: every order.",
        groups="base.group_user",
    )

    _development_contract_from_not_negative = models.Constraint(
        "CHECK(development_contract_from IS NULL OR development_contract_from >= 0)",
        "The amount from which contracts are reviewed must not be negative.",
    )
