from odoo import api, fields, models
from odoo.addons.customer_base.tools.amounts import short_amount
from odoo.tools import sql


class ResPartner(models.Model):
    # The group of companies that a customer belongs to (F-09, REQ G-06).

    _inherit = "res.partner"

    customer_group_member_ids = fields.One2many(
        "customer.group.member",
        "partner_id",
        string="In the Group",
        groups="customer_base.group_customer_user",
    )
    customer_group_id = fields.Many2one(
        "customer.group",
        string="Group",
        compute="_compute_customer_group_id",
        store=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Set with the button Group, or on the group itself.",
        groups="base.group_user",
    )

    def _auto_init(self):
        """Make the column first: Odoo would compute it for every contact at once.

        Nobody is in a group before the addon is there.
        """
        if not sql.column_exists(self.env.cr, self._table, "customer_group_id"):
            sql.create_column(self.env.cr, self._table, "customer_group_id", "int4")
        return super()._auto_init()

    @api.depends("customer_group_member_ids.group_id")
    def _compute_customer_group_id(self):
        for partner in self:
            partner.customer_group_id = partner.customer_group_member_ids.group_id[:1]

    # ------------------------------------------------------------------
    # At the head of the form
    # ------------------------------------------------------------------
    def _customer_overview_chips(self):
        chips = super()._customer_overview_chips()
        group_sudo = self.customer_group_id.sudo()  # that one is in a group is no figure of it
        if group_sudo:
            chips.insert(-1, {"text": group_sudo.name, "color": 5, "icon": "fa-sitemap"})
        return chips

    def _customer_overview_tiles(self, company, quarters):
        tiles = super()._customer_overview_tiles(company, quarters)
        group = self.customer_group_id
        if group:
            everything = group.member_count + group.hidden_count
            hint = self.env._("last year %s", self._customer_group_amount(group.last_purchases))
            if group.hidden_count:
                hint = self.env._(
                    "%(seen)s of %(all)s companies", seen=group.member_count, all=everything
                )
            tiles.append(
                {
                    "name": "group",
                    "label": self.env._("Group’s Sales This Year"),
                    "value": self._customer_group_amount(group.purchases),
                    "hint": hint,
                    "action": "action_open_customer_group",
                }
            )
        return tiles

    def _customer_group_amount(self, amount):
        return short_amount(self.env, amount, self.env.company.currency_id)

    def action_open_customer_group(self):
        """Open the group of this customer, or a new one that begins with it."""
        self.ensure_one()
        customer = self.commercial_partner_id
        customer.check_access("read")
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Group of Companies"),
            "res_model": "customer.group",
            "view_mode": "form",
            "views": [(False, "form")],
        }
        # sudo: whether it is in one decides what opens; the group asks for its own right
        group = customer.sudo().customer_group_id
        if group:
            return {**action, "res_id": group.id}
        return {**action, "context": {"default_member_ids": [(0, 0, {"partner_id": customer.id})]}}
