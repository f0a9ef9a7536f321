from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Show the set-up first in the app until it is done; from then on only below."""
        hidden = super()._load_menus_blacklist()
        first = self.env.ref("customer_base.menu_setup_first", raise_if_not_found=False)
        # sudo: a setting of the company, whoever looks at the menus
        companies_sudo = self.env["res.company"].sudo()._customer_companies()
        if first and all(companies_sudo.mapped("customer_setup_done")):
            hidden = [*hidden, first.id]
        return hidden
