from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import sql

# What follows from records of their own, and is never given by a value or a default.
SYSTEM_FIELDS = (
    "customer_key_account_type_ids",
    "customer_group_id",
    "customer_group_member_ids",
)


class ResPartner(models.Model):
    # Key account types on the customer, as tags (REQ G-06).

    _inherit = "res.partner"

    customer_key_account_ids = fields.One2many(
        "customer.key.account",
        "partner_id",
        string="Key Account Since",
        groups="customer_base.group_customer_user",
    )
    customer_key_account_type_ids = fields.Many2many(
        "customer.key.account.type",
        "customer_key_account_current_rel",
        "partner_id",
        "type_id",
        string="Key Account",
        compute="_compute_customer_key_account_type_ids",
        store=True,
        copy=False,
        help="Set with the button Key Account, or found from the figures.",
        groups="base.group_user",
    )

    def _auto_init(self):
        """Make the tags' table first: Odoo would compute them for every contact at once.

        Nobody is a key account before the addon is there.
        """
        field = self._fields["customer_key_account_type_ids"]
        if not sql.table_exists(self.env.cr, field.relation):
            field.update_db(self, {})
        return super()._auto_init()

    @api.depends("customer_key_account_ids.active", "customer_key_account_ids.type_id")
    def _compute_customer_key_account_type_ids(self):
        for partner in self:
            running = partner.customer_key_account_ids.filtered("active")
            partner.customer_key_account_type_ids = running.type_id

    def _customer_overview_chips(self):
        chips = super()._customer_overview_chips()
        types = self.customer_key_account_type_ids.sudo()  # a type has no secrets
        chips[-1:-1] = [{"text": kind.name, "color": kind.color} for kind in types]
        return chips

    @api.model
    def _customer_guarded_defaults(self):
        return [*super()._customer_guarded_defaults(), *SYSTEM_FIELDS]

    @api.model
    def _customer_check_create(self, given, vals):
        super()._customer_check_create(given, vals)
        self._customer_check_key_account_vals(given)

    def _customer_check_write(self, vals):
        super()._customer_check_write(vals)
        self._customer_check_key_account_vals(vals)

    @api.model
    def _customer_check_key_account_vals(self, vals):
        """Refuse types, their history and groups that come by any other way than their buttons.

        :raises AccessError: naming the button
        """
        if "customer_key_account_type_ids" in vals or "customer_key_account_ids" in vals:
            raise AccessError(
                self.env._(
                    "Key account types are set with the button “Key Account”, with a reason."
                )
            )
        if "customer_group_id" in vals or "customer_group_member_ids" in vals:
            raise AccessError(
                self.env._("A customer comes into a group of companies with the button “Group”.")
            )

    def action_customer_key_account(self):
        """Open the wizard that makes key accounts of these customers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key Account"),
            "res_model": "customer.key.account.set",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.commercial_partner_id.ids},
        }

    def action_customer_key_account_history(self):
        """Open all types of this customer, also those that ended."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_key_account.customer_key_account_action"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"active_test": False}
        return action
