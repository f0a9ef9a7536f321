from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ..tools.roles import WHOLE_COMPANY_GROUPS


class CustomerPoolWizard(models.TransientModel):
    """What people decide about protection and pool, with a reason (REQ B-14, B-15)."""

    _name = "customer.pool.wizard"
    _description = "Public Pool Decision"

    kind = fields.Selection(
        [
            ("release", "Put into the Public Pool"),
            ("assign", "Assign"),
            ("extend", "Extend Protection"),
        ],
        required=True,
    )
    partner_ids = fields.Many2many("res.partner", string="Customers")
    entry_ids = fields.Many2many("customer.pool.entry", string="From the Pool")
    user_id = fields.Many2one(
        "res.users", string="New Responsible", domain="[('share', '=', False)]"
    )
    days = fields.Integer(string="Working Days", default=10)
    reason = fields.Char(required=True)

    @api.model
    def _open(self, kind, partner_ids=(), entry_ids=()):
        """Return the action that opens the dialog."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": labels[kind],
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_kind": kind,
                "default_partner_ids": list(partner_ids),
                "default_entry_ids": list(entry_ids),
            },
        }

    def action_confirm(self):
        """Carry the decision out; rights are checked for every customer.

        :raises AccessError: not the user's customer, or no superior
        :raises UserError: no reason, or the decision is not possible
        """
        self.ensure_one()
        reason = read_comment(self.reason)
        if not reason:
            raise UserError(self.env._("Give a reason."))
        if self.kind == "release":
            self.partner_ids._customer_release(reason)
        elif self.kind == "extend":
            self._extend(reason)
        else:
            self._assign(reason)
        return {"type": "ir.actions.act_window_close"}

    def _extend(self, reason):
        if not 1 <= self.days <= 250:
            raise UserError(self.env._("Extend by 1 to 250 working days."))
        self.partner_ids.check_access("read")
        customers = self.partner_ids.commercial_partner_id
        customers._customer_check_superior()
        rows = self.env["customer.protection"]._extend(customers, self.days, reason)
        missing = customers - rows.partner_id.sudo(False)
        if missing:
            raise UserError(
                self.env._(
                    "%(partners)s: no protection is running.",
                    partners=format_list(self.env, missing.mapped("name")),
                )
            )

    def _assign(self, reason):
        if not self.user_id or self.user_id.share:
            raise UserError(self.env._("Choose who is responsible from now on."))
        self.entry_ids.check_access("read")
        if not self._may_assign():
            raise AccessError(
                self.env._(
                    "You may assign customers from the pool to people of your departments only."
                )
            )
        for entry in self.entry_ids:
            entry._assign(self.user_id, reason)

    def _may_assign(self):
        user = self.env.user
        if user.has_groups(WHOLE_COMPANY_GROUPS):
            return True
        return (
            user.has_group("customer_base.group_customer_manager")
            and self.user_id.id in user._customer_colleague_ids()
        )
