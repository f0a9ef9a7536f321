from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_key_account_near = fields.Integer(
        string="Potential Key Accounts from",
        default=80,
        help="Who reaches this part of a threshold, in per cent, is listed as nearly there.",
        groups="base.group_user",
    )

    _customer_key_account_near_range = models.Constraint(
        "CHECK(customer_key_account_near BETWEEN 1 AND 100)",
        "Potential key accounts reach between 1 % and 100 % of the threshold.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "customer_key_account_near" in vals:
            # sudo: sums of all invoices, for a list that the system keeps
            kinds_sudo = self.env["customer.key.account.type"].sudo()
            measured_sudo = kinds_sudo.search([("kind", "!=", "manual")])
            for company in self:
                measured_sudo._refresh_figures(company)
        return result
