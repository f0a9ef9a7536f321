from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerHandoverBalance(models.TransientModel):
    """Spreads customers over several people by load, shown before it is done (REQ H-02)."""

    _name = "customer.handover.balance"
    _description = "Spread by Load"

    handover_id = fields.Many2one("customer.handover", required=True, ondelete="cascade")
    leaver_id = fields.Many2one(related="handover_id.leaver_id")
    user_ids = fields.Many2many(
        "res.users",
        string="Among",
        required=True,
        domain="[('share', '=', False), ('id', '!=', leaver_id)]",
    )
    measure = fields.Selection(
        [("count", "Customers"), ("sales", "Sales of a Year"), ("work", "Open Work")],
        string="Even",
        required=True,
        default="count",
    )
    own = fields.Boolean(
        string="With What They Have",
        default=True,
        help="Who has much already gets less. Only for customers and their number.",
    )
    again = fields.Boolean(
        string="Also Those Given Already", help="Also customers that have a receiver by now."
    )
    important = fields.Boolean(
        string="Also Important Customers", help="They are given by hand first, as a rule."
    )
    line_ids = fields.One2many(
        "customer.handover.balance.line", "balance_id", compute="_compute_line_ids", store=False
    )

    @api.depends("user_ids", "measure", "own", "again", "important")
    def _compute_line_ids(self):
        for wizard in self:
            spread = wizard._spread() if wizard.user_ids else {}
            own = wizard.handover_id._own_counts(wizard.user_ids.ids)
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "user_id": user.id,
                        "own_count": own.get(user.id, 0),
                        "customer_count": len(rows),
                        "sales": sum(rows.mapped("sales")),
                        "work_count": sum(rows.mapped("work_count")),
                    }
                )
                for user, rows in spread.items()
            ]

    def _rows(self):
        rows = self.handover_id.customer_ids.filtered(
            lambda row: row.decision == "move" and row.state == "ready"
        )
        if not self.again:
            rows = rows.filtered(lambda row: not row.receiver_id)
        if not self.important:
            rows = rows.filtered(lambda row: not row.is_important)
        return rows

    def _spread(self):
        """Return {user: customers}: the heaviest first, always to whoever has the least."""
        weights = {
            "count": lambda row: 1,
            "sales": lambda row: max(row.sales, 0),
            "work": lambda row: row.work_count,
        }
        weight = weights[self.measure]
        users = [user._origin for user in self.user_ids]
        load = dict.fromkeys(users, 0)
        if self.own and self.measure == "count":
            own = self.handover_id._own_counts([user.id for user in users])
            load = {user: own.get(user.id, 0) for user in users}
        given = {user: [] for user in users}
        for row in self._rows().sorted(lambda row: (-weight(row), row.id)):
            # of equal load, whoever got the least
            user = min(users, key=lambda user: (load[user], len(given[user]), user.id))
            load[user] += weight(row)
            given[user].append(row.id)
        rows = self.env["customer.handover.customer"]
        return {user: rows.browse(ids) for user, ids in given.items()}

    def action_apply(self):
        """Give the customers as shown.

        :raises UserError: nobody chosen, nothing to give, or somebody who cannot take over
        """
        self.ensure_one()
        self.handover_id._check_action("assign")
        if not self.user_ids or not self._rows():
            raise UserError(
                self.env._("There is nothing to spread. Choose people, or other customers.")
            )
        for user, rows in self._spread().items():
            self.handover_id._give(rows, user, "balance")
        self.handover_id._sync_receivers()
        return {"type": "ir.actions.act_window_close"}


class CustomerHandoverBalanceLine(models.TransientModel):
    """What one person would get."""

    _name = "customer.handover.balance.line"
    _description = "What One Person Would Get"

    balance_id = fields.Many2one("customer.handover.balance", ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Person")
    own_count = fields.Integer(string="Own Customers")
    customer_count = fields.Integer(string="Would Get")
    sales = fields.Float(string="Sales of a Year")
    work_count = fields.Integer(string="Open Work")
