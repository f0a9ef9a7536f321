from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerKeyAccountEnd(models.TransientModel):
    """End key accounts with a reason (REQ G-06)."""

    _name = "customer.key.account.end"
    _description = "End Key Account"

    account_ids = fields.Many2many(
        "customer.key.account",
        string="Key Accounts",
        required=True,
        # one that has ended meanwhile is refused, not passed over
        context={"active_test": False},
    )
    reason = fields.Text(required=True)
    last_partner_ids = fields.Many2many(
        "res.partner", string="Left without Type", compute="_compute_last_partner_ids"
    )
    keep_important = fields.Boolean(
        string="Still Important Customers",
        default=True,
        help="Whether customers left without any key account type stay marked as important.",
    )

    @api.depends("account_ids")
    def _compute_last_partner_ids(self):
        for wizard in self:
            # sudo: a type in another company counts as well
            remaining = (
                self.env["customer.key.account"]
                .sudo()
                .search(
                    [
                        ("partner_id", "in", wizard.account_ids.partner_id.ids),
                        ("id", "not in", wizard.account_ids.ids),
                        ("active", "=", True),
                    ]
                )
            )
            wizard.last_partner_ids = wizard.account_ids.partner_id - remaining.partner_id

    def action_apply(self):
        """End them.

        :raises AccessError: naming a customer the user may not decide on
        :raises UserError: for one that has ended, or without a reason
        """
        self.ensure_one()
        self.account_ids.check_access("read")
        if self.account_ids.company_id - self.env.companies:
            raise AccessError(self.env._("Choose the company of these key accounts first."))
        self.account_ids._check_may_decide(self.account_ids.partner_id)
        self.account_ids._end(self.reason, keep_important=self.keep_important)
        return {"type": "ir.actions.act_window_close"}
