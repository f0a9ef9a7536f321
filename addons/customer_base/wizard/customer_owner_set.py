from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list


class CustomerOwnerSet(models.TransientModel):
    """Hand several customers to another responsible person at once (U-05, REQ B-09)."""

    _name = "customer.owner.set"
    _description = "Change Responsible"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="New Responsible",
        required=True,
        domain="[('share', '=', False)]",
    )
    reason = fields.Text(help="Kept in the history of every customer.")
    preview = fields.Text(compute="_compute_preview")
    refused = fields.Text(compute="_compute_preview")

    @api.depends("partner_ids", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        """Say what would happen before it does: who changes hands, and what may not."""
        for wizard in self:
            customers = wizard.partner_ids.commercial_partner_id
            refused = wizard._refused(customers)
            moving = (customers - refused).filtered(
                lambda partner, user=wizard.user_id: partner.user_id != user
            )
            wizard.preview = bool(wizard.user_id) and self.env._(
                "%(moving)s of %(total)s customers get %(user)s as responsible person.",
                moving=len(moving),
                total=len(customers),
                user=wizard.user_id.name,
            )
            wizard.refused = bool(refused) and self.env._(
                "You may not hand over: %(customers)s. Take them out of the list.",
                customers=format_list(self.env, refused.mapped("name")),
            )

    @api.model
    def _refused(self, customers):
        """Return those of the customers that the user may not hand over."""
        return customers.filtered(
            lambda partner: not partner.customer_category or not partner._customer_may_assign()
        )

    def action_apply(self):
        """Hand the customers over, all or none.

        :raises AccessError: naming a customer the user may not hand over
        :raises UserError: a contact is no managed customer, or the person is no colleague
        """
        self.ensure_one()
        customers = self.partner_ids.commercial_partner_id
        customers.check_access("read")
        if self.user_id.share or not self.user_id.active:
            raise UserError(
                self.env._(
                    "%(user)s is no active colleague. Choose who is responsible from now on.",
                    user=self.user_id.name,
                )
            )
        unmanaged = customers.filtered(lambda partner: not partner.customer_category)
        if unmanaged:
            raise UserError(
                self.env._(
                    "%(contact)s has no customer category. Set the category first.",
                    contact=unmanaged[:1].display_name,
                )
            )
        refused = self._refused(customers)
        if refused:
            raise AccessError(
                self.env._(
                    "You may not hand over %(customers)s. The manager of the responsible person's "
                    "department, the marketing director or the market department can. Nothing "
                    "has been changed.",
                    customers=format_list(self.env, refused.mapped("name")),
                )
            )
        user = self.user_id
        moving = customers.filtered(lambda partner: partner.user_id != user)
        moving._customer_set_owner(user, (self.reason or "").strip())
        return {"type": "ir.actions.act_window_close"}
