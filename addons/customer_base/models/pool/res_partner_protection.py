from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import AccessError, UserError

SYNC_FIELDS = {"user_id", "customer_category", "active", "company_id", "parent_id", "is_company"}


class ResPartner(models.Model):
    # Protection and public pool of customers (REQ B-14, B-15); nothing with the settings off.

    _inherit = "res.partner"

    customer_protected_until = fields.Date(
        string="Protected until",
        compute="_compute_customer_protection",
        groups="customer_base.group_customer_user",
    )
    customer_in_pool = fields.Boolean(
        string="In the Public Pool",
        compute="_compute_customer_protection",
        groups="customer_base.group_customer_user",
    )
    customer_can_release = fields.Boolean(
        compute="_compute_customer_can_release", groups="customer_base.group_customer_user"
    )
    customer_can_extend = fields.Boolean(
        compute="_compute_customer_can_release", groups="customer_base.group_customer_user"
    )

    @api.depends("user_id", "customer_category")
    def _compute_customer_protection(self):
        self.customer_protected_until = False
        self.customer_in_pool = False
        until = self._origin._customer_protection_dates()
        pooled = self._origin._customer_pooled()
        for partner in self:
            partner.customer_protected_until = until.get(partner._origin.id)
            partner.customer_in_pool = partner._origin in pooled

    @api.depends("user_id", "customer_category")
    @api.depends_context("uid")
    def _compute_customer_can_release(self):
        guard = self.env["res.company"]._customer_guard()
        for partner in self:
            superior = partner._customer_may_assign()
            # sudo: the settings of the company, whoever looks
            company_sudo = (partner.company_id or partner.user_id.sudo().company_id).sudo()
            company_id = company_sudo.id
            held = bool(partner.user_id and partner.customer_category)
            partner.customer_can_extend = bool(
                held and superior and company_id in guard["protection"]
            )
            partner.customer_can_release = (
                held
                and company_id in guard["pool"]
                and not (
                    company_sudo.customer_pool_keep_closed and partner.customer_category == "closed"
                )
                and (superior or partner.user_id == self.env.user)
            )

    def _customer_follow_protection(self, vals):
        """Protection follows the responsible person and what the customer is."""
        return None if SYNC_FIELDS.isdisjoint(vals) else self._customer_sync_protection

    def _customer_sync_protection(self):
        """Begin and end protections after a change; without a query when nobody uses them."""
        if self.env["res.company"]._customer_guard()["protection"]:
            customers = self.filtered(lambda partner: partner == partner.commercial_partner_id)
            self.env["customer.protection"]._sync(customers)

    def _customer_pooled(self):
        """Return those of self that are in the public pool; no query when there is none."""
        if not self.env["res.company"]._customer_guard()["pool"]:
            return self.browse()
        # sudo: asked about every customer, whoever may read the entries
        entries_sudo = self.env["customer.pool.entry"].sudo()
        found = entries_sudo.search_fetch(
            [("partner_id", "in", self.ids), ("is_open", "=", True)], ["partner_id"]
        )
        return self & self.browse(found.partner_id.ids)

    def _customer_protection_dates(self):
        """Return {id: last protected day} of the customers whose protection runs."""
        if not self.env["res.company"]._customer_guard()["protection"]:
            return {}
        # sudo: until when a customer is protected is for everybody to know
        rows_sudo = self.env["customer.protection"].sudo()
        found = rows_sudo.search_fetch(
            [("partner_id", "in", self.commercial_partner_id.ids), ("state", "=", "running")],
            ["partner_id", "protected_until"],
        )
        return {row.partner_id.id: row.protected_until for row in found}

    # ------------------------------------------------------------------
    # Superiors and buttons
    # ------------------------------------------------------------------
    def _customer_check_superior(self, or_owner=False):
        """:raises AccessError: naming the customer that is not the user's to decide on"""
        for partner in self:
            own = or_owner and partner.user_id == self.env.user
            if not own and not partner._customer_may_assign():
                raise AccessError(
                    self.env._(
                        "%(partner)s: only its department manager or the marketing director may "
                        "do this.",
                        partner=partner._customer_label(),
                    )
                )

    def action_customer_release(self):
        """Open the dialog that puts customers into the public pool."""
        self.check_access("read")
        return self.env["customer.pool.wizard"]._open("release", partner_ids=self.ids)

    def action_customer_extend(self):
        """Open the dialog that extends the protection of customers."""
        self.check_access("read")
        return self.env["customer.pool.wizard"]._open("extend", partner_ids=self.ids)

    @api.private
    def _customer_release(self, reason):
        """Put customers into the public pool by hand.

        :raises AccessError: neither responsible nor a superior
        :raises UserError: nobody is responsible, or the customer has bought and stays
        """
        self.check_access("read")
        # a contact person stands for the customer, whoever's name stands on the person
        customers = self.commercial_partner_id
        customers._customer_check_superior(or_owner=True)
        for partner in customers:
            company_sudo = (partner.company_id or partner.user_id.company_id).sudo()  # its settings
            if not partner.user_id or not partner.customer_category:
                raise UserError(
                    self.env._(
                        "%(partner)s: only a customer with a responsible person can go to the "
                        "pool.",
                        partner=partner.display_name,
                    )
                )
            if company_sudo.customer_pool_keep_closed and partner.customer_category == "closed":
                raise UserError(
                    self.env._(
                        "%(partner)s has bought; closed-deal customers do not go to the pool.",
                        partner=partner.display_name,
                    )
                )
        return self.env["customer.pool.entry"]._enter(customers, "returned", reason)

    @api.model
    @api.private
    def _customer_merge_protection(self, sources, target):
        """Keep, after a merge, one protection and one stay in the pool at most."""
        together = sources | target
        for model, domain, vals in (
            ("customer.protection", ("state", "in", ("running", "kept")), {"state": "ended"}),
            ("customer.pool.entry", ("is_open", "=", True), {"is_open": False}),
        ):
            rows = unsealed(self.env[model]).search([("partner_id", "in", together.ids), domain])
            keep = rows.filtered(lambda row: row.partner_id == target)[:1] or rows[:1]
            (rows - keep).write(vals)
