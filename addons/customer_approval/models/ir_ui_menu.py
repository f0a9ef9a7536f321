from odoo import api, models
from odoo.fields import Domain


class IrUiMenu(models.Model):
    # Who has nothing to do with approvals does not find an empty app (L-08).
    _inherit = "ir.ui.menu"

    @api.model
    def load_menus(self, debug):
        """Leave the app out for those it does not concern.

        Asked anew every time, not kept with the menus: the first round that waits for somebody
        brings the app.
        """
        menus = super().load_menus(debug)
        root = self.env.ref("customer_approval.approval_menu_root", raise_if_not_found=False)
        if not root or root.id not in menus or self.env["customer.approval"]._concerns_me():
            return menus
        shown = {key: menu for key, menu in menus.items() if menu.get("app_id") != root.id}
        children = [child for child in shown["root"]["children"] if child != root.id]
        return {**shown, "root": {**shown["root"], "children": children}}


class CustomerApproval(models.Model):
    _inherit = "customer.approval"

    def _concerns_me(self):
        """Whether the user can submit documents, sets rules, stands in or took part in a round."""
        if self.env.user.has_group("customer_approval.group_approval_admin"):
            return True
        names = self.env["ir.model"]._approval_model_names()
        if any(self.env[name].has_access("create") for name in names):
            return True
        mine = Domain("user_id", "=", self.env.uid) | Domain("delegate_id", "=", self.env.uid)
        # sudo: only whether there is something of the user's own leaves these searches
        return bool(
            self.env["customer.approval.delegation"].sudo().search_count(mine, limit=1)
            or self.sudo().search_count([("participant_ids", "in", self.env.user.ids)], limit=1)
        )
