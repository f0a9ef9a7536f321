from odoo import models
from odoo.exceptions import UserError


class CustomerHandover(models.Model):
    # Who takes over which customers: the main receiver, by rule, by load (REQ H-02).

    _inherit = "customer.handover"

    def action_give_all(self):
        """Give everything without a receiver to the main one, important customers too."""
        self._check_action("assign")
        for handover in self:
            if not handover.main_receiver_id:
                raise UserError(
                    self.env._("Choose who takes over first, in the field “Takes Over”.")
                )
            handover._give(handover._without(), handover.main_receiver_id, "hand")
            # sudo: rights to the sheet were checked
            handover.line_ids.filtered(lambda line: not line.receiver_id).sudo().write(
                {"receiver_id": handover.main_receiver_id.id}
            )
            handover._sync_receivers()
        return True

    def _without(self):
        """Return the customers that nobody takes over yet."""
        return self.customer_ids.filtered(
            lambda row: not row.receiver_id and row.decision == "move"
        )

    def _give(self, rows, user, how):
        """Let somebody take over customers. The caller has checked the right."""
        if rows:
            self._check_receivers(user)
            rows.sudo().write({"receiver_id": user.id, "how": how})  # sudo: see above

    def action_assign_by_rule(self):
        """Give customers without a receiver to whom the rules name (REQ H-02).

        :raises UserError: there are no rules
        """
        self._check_action("assign")
        for handover in self:
            rules = self.env["customer.handover.rule"].search(
                [("company_id", "=", handover.company_id.id)]
            )
            if not rules:
                raise UserError(
                    self.env._(
                        "There is no rule of who takes over. Enter some in the configuration, or "
                        "choose by hand."
                    )
                )
            handover._apply_rules(rules)
            handover._sync_receivers()
        return True

    def _apply_rules(self, rules):
        # sudo: whether a colleague is there
        able = {user: not self._why_not_receiver(user.sudo()) for user in rules.user_ids}
        load = self._own_counts(rules.user_ids.ids)
        given = {}
        for row in self._without().filtered(lambda row: not row.is_important):
            rule = next((rule for rule in rules if rule._matches(self, row)), None)
            users = [user for user in rule.user_ids if able[user]] if rule else []
            if users:
                user = min(users, key=lambda user: (load.get(user.id, 0), user.id))
                load[user.id] = load.get(user.id, 0) + 1
                given.setdefault(user, row.browse())
                given[user] |= row
        for user, rows in given.items():
            self._give(rows, user, "rule")

    def action_leave_undecided(self):
        """Let all that nobody has decided about stay as it is."""
        self._check_action("assign")
        # sudo: rights to the sheet were checked
        self.line_ids.filtered(lambda line: line.decision == "ask").sudo().decision = "leave"
        return True

    def action_open_customers(self):
        """Open the list of customers of the sheet."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": "customer.handover.customer",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [("handover_id", "=", self.id)],
        }

    def action_balance(self):
        """Open the dialog that spreads customers by load."""
        self._check_action("assign")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Spread by Load"),
            "res_model": "customer.handover.balance",
            "view_mode": "form",
            "target": "new",
            "context": {"default_handover_id": self.id},
        }
