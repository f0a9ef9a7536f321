from odoo import Command, api, fields, models
from odoo.addons.customer_approval.tools.seal import is_unsealed, unsealed
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.roles import WHOLE_COMPANY_GROUPS
from ..mixin.customer_confidential_mixin import keep_readers

# What makes a customer another one's, or hides it from its rules.
ENTITY_FIELDS = ("parent_id", "is_company")


class ResPartner(models.Model):
    # Who may see, change and hand out a customer (REQ B-09, B-13).
    #
    # Everything sits on the commercial entity. What Odoo's own rights allow on contacts stays as
    # it is unless the company switches the partner rule on; the confidential records of a
    # customer (file, contact records, buying roles) ask ``customer.access`` in any case.

    _name = "res.partner"
    _inherit = ["res.partner", "customer.access.mixin"]

    customer_access_ids = fields.One2many(
        "customer.access",
        "partner_id",
        string="Who Has Access",
        groups="customer_base.group_customer_user",
    )
    account_team_ids = fields.One2many(
        "customer.access",
        "partner_id",
        string="Team",
        domain=[("reason", "=", "team")],
        groups="customer_base.group_customer_user",
    )
    customer_visible = fields.Boolean(
        string="Visible by the Customer Rule",
        compute="_compute_customer_visible",
        search="_search_customer_visible",
    )
    customer_changeable = fields.Boolean(
        string="Open to Change by the Customer Rule",
        compute="_compute_customer_visible",
        search="_search_customer_changeable",
        groups="base.group_user",
    )
    customer_can_assign = fields.Boolean(
        compute="_compute_customer_can_assign",
        groups="base.group_user",
    )

    # what the rule on partners leaves to everybody: a small part of a customer company's contacts
    _customer_unmanaged_idx = models.Index("(id) WHERE customer_category IS NULL")

    # ------------------------------------------------------------------
    # The optional rule on partners
    # ------------------------------------------------------------------
    @api.depends("customer_category", "commercial_partner_id")
    @api.depends_context("uid")
    def _compute_customer_visible(self):
        user = self.env.user
        limited = user._customer_is_limited()
        for partner in self:
            # the responsible person also while the row is being made, at creation
            free = (
                not limited
                or not partner.customer_category
                or partner.commercial_partner_id.user_id == user
            )
            partner.customer_visible = free or partner.access_read
            # a grant on request lets one read, and nothing else
            partner.customer_changeable = free or partner.access_write

    def _search_customer_visible(self, operator, value):
        return self._search_customer_rule(operator, "read")

    def _search_customer_changeable(self, operator, value):
        return self._search_customer_rule(operator, "write")

    @api.model
    def _search_customer_rule(self, operator, mode):
        if operator != "in":
            return NotImplemented
        if not self.env.user._customer_is_limited():
            return Domain.TRUE
        return Domain.custom(to_sql=self._customer_visible_to_sql(mode))

    @api.model
    def _customer_visible_to_sql(self, mode):
        access, user = self.env["customer.access"], self.env.user
        allowed = access._allowed_partners_query(mode, own_only=True)
        colleagues = list(user._customer_colleague_ids())

        def to_sql(model, alias, query):
            entity = model._field_to_sql(alias, "commercial_partner_id", query)
            return SQL(
                "(%s IS NULL OR %s = ANY(ARRAY(%s))%s)",
                model._field_to_sql(alias, "customer_category", query),
                entity,
                allowed,
                model._customer_of_colleagues_sql(alias, query, entity, colleagues),
            )

        return to_sql

    @api.model
    def _customer_of_colleagues_sql(self, alias, query, entity, colleagues):
        """Return the condition that one of these people is responsible, to stand behind others.

        Whoever answers for colleagues may see a large part of all customers. It is read off the
        row itself: to gather all they see, for every page of a list, took as long as the list.
        """
        if not colleagues:
            return SQL()
        return SQL(
            " OR CASE WHEN %(id)s = %(entity)s THEN %(owner)s = ANY(%(colleagues)s) ELSE "
            "(SELECT entity.user_id FROM res_partner entity WHERE entity.id = %(entity)s) "
            "= ANY(%(colleagues)s) END",
            id=self._field_to_sql(alias, "id", query),
            entity=entity,
            owner=self._field_to_sql(alias, "user_id", query),
            colleagues=colleagues,
        )

    # ------------------------------------------------------------------
    # Changes of a customer that move who may see it
    # ------------------------------------------------------------------
    def _customer_own_created(self):
        """Give new customers their rows of access, and check that new contacts are one's own."""
        managed = self.filtered("customer_category").commercial_partner_id
        if managed and not self.env.su and self.env.user._customer_is_limited():
            # only now do new contacts belong to the customer that they were entered for
            self.check_access("create")
        if managed:
            self.env["customer.access"]._sync_owners(managed.ids)

    def _customer_follow_access(self, vals):
        """Rows of access follow the responsible person and the commercial entity."""
        if {"user_id", "customer_category", *ENTITY_FIELDS}.isdisjoint(vals):
            return None
        # sudo: the rows follow the partner, whoever was allowed to change it
        before = {
            partner_sudo: partner_sudo.commercial_partner_id
            for partner_sudo in self._customer_moving(vals)
        }

        def follow():
            for partner_sudo, entity_sudo in before.items():
                if partner_sudo.commercial_partner_id != entity_sudo:
                    self._customer_merge_access(partner_sudo, partner_sudo.commercial_partner_id)
            # sudo: also those that this change takes away from the user
            managed_sudo = self.sudo().commercial_partner_id | self.sudo()
            self.env["customer.access"]._sync_owners(managed_sudo.ids)

        return follow

    @api.model
    def _customer_check_children(self, vals):
        """Check what is written on contacts through their company: Odoo writes it as superuser.

        :raises AccessError: one of them is a customer of somebody else
        """
        if self.env.su:
            return
        for command in vals.get("child_ids") or ():
            if command[0] == Command.UPDATE:
                child = self.browse(command[1])
                child._customer_check_children(command[2])
                child._customer_check_entity_change(command[2])
                child._customer_check_owner_change(command[2])
            elif command[0] in (Command.LINK, Command.SET):
                ids = [command[1]] if command[0] == Command.LINK else command[2]
                added = self.browse(ids) - self.child_ids
                # whichever company it is, the contact moves to it
                added._customer_check_entity_change({"parent_id": None})

    @api.model
    def _customer_check_entity_given(self, vals):
        """Refuse to hang a contact below a customer that is somebody else's (REQ B-09).

        Odoo stores what is written into its computed commercial entity, and record rules stand
        on it: with us it follows from the parent alone.

        :raises AccessError: the customer is hidden from the user, or not theirs to change
        """
        if self.env.su:
            return
        for name in ("parent_id", "commercial_partner_id"):
            if name not in vals or not self.env.user._customer_has_limits():
                continue
            # sudo: which customer it is decides about the right to name it
            target_sudo = self.sudo().browse(vals[name] or []).commercial_partner_id
            moved_sudo = self.sudo().filtered(  # sudo: compared only
                lambda partner, name=name: partner[name].id != (vals[name] or False)
            )
            if name == "parent_id":
                if moved_sudo or not self:
                    target_sudo.sudo(False)._customer_check_access("write")
            elif (moved_sudo or not self) and (target_sudo | moved_sudo).filtered(
                "customer_category"
            ):
                raise AccessError(
                    self.env._(
                        "“%(field)s” follows from the company that a contact belongs to.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    @api.model
    def _customer_own_what_one_creates(self, vals):
        """Make people responsible for the customers they enter without naming anybody.

        Who sees not every customer could not find their own entry again.
        """
        if self.env.su or self.env.user._customer_sees_all():
            return vals
        given = self.default_get(["customer_category", "user_id", "parent_id"]) | vals
        if given.get("customer_category") and not (given.get("user_id") or given.get("parent_id")):
            return vals | {"user_id": self.env.uid}
        return vals

    def _customer_check_entity_change(self, vals):
        """Refuse to make a customer part of another one's, or to take it out of management.

        :raises AccessError: the customer is somebody else's
        """
        # sudo: what a partner is decides about the right to read it
        managed_sudo = self.sudo().filtered("customer_category")
        if self.env.su or not managed_sudo or not self.env.user._customer_has_limits():
            return
        if "customer_category" in vals and not vals["customer_category"]:
            if not self.env.user.has_group("customer_base.group_customer_admin"):
                raise AccessError(
                    self.env._(
                        "%(partner)s: only an administrator of customer management takes a "
                        "customer out of it.",
                        partner=managed_sudo[0].display_name,
                    )
                )
        moving_sudo = self._customer_moving(vals)
        moving_sudo.commercial_partner_id.sudo(False)._customer_check_access("write")

    def _customer_moving(self, vals):
        """Return those customers, as superuser, that go to another company by these values."""
        # sudo: what a partner is decides about the right to read it
        managed_sudo = self.sudo().filtered("customer_category")
        return managed_sudo.filtered(
            lambda partner: any(
                name in vals
                and partner._fields[name].convert_to_write(partner[name], partner) != vals[name]
                for name in ENTITY_FIELDS
            )
        )

    def _customer_check_owner_change(self, vals):
        """Refuse to make oneself or others responsible for customers that are not one's own.

        :raises AccessError: naming the customer and who may
        """
        if self.env.su or is_unsealed(self) or "user_id" not in vals:
            return
        if not self.env.user._customer_has_limits():
            return
        # sudo: who is responsible is no secret (duplicate check), and decides here
        customers_sudo = self.sudo().filtered(
            lambda partner: (
                partner.customer_category
                and partner == partner.commercial_partner_id
                and partner.user_id.id != vals["user_id"]
            )
        )
        for customer_sudo in customers_sudo:
            if not customer_sudo.sudo(False)._customer_may_assign():
                raise AccessError(
                    self.env._(
                        "Only the manager of the department, the marketing director, the market "
                        "department or an administrator changes who is responsible for "
                        "%(partner)s.",
                        partner=customer_sudo.sudo(False)._customer_label(),
                    )
                )

    # ------------------------------------------------------------------
    # Rights on single customers
    # ------------------------------------------------------------------
    @api.depends("user_id", "customer_category")
    @api.depends_context("uid")
    def _compute_customer_can_assign(self):
        for partner in self:
            partner.customer_can_assign = partner._customer_may_assign()

    def _customer_may_assign(self):
        """Return whether the current user may say who is responsible for this customer."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_groups(WHOLE_COMPANY_GROUPS):
            return True
        if not user.has_group("customer_base.group_customer_manager"):
            return False
        owner_sudo = self.sudo().user_id  # who is responsible is no secret
        return (
            not owner_sudo or owner_sudo == user or owner_sudo.id in user._customer_colleague_ids()
        )

    def _customer_check_team_rights(self):
        """Refuse to hand out customers that are not one's own.

        :raises AccessError: naming the customer and whom to ask
        """
        for partner in self:
            partner_sudo = partner.sudo()  # who is responsible is no secret
            if partner_sudo.user_id != self.env.user and not partner._customer_may_assign():
                raise AccessError(
                    self.env._(
                        "Only the responsible person or their manager lets others see "
                        "%(partner)s. Ask %(user)s.",
                        partner=partner._customer_label(),
                        user=partner._customer_owner_label(),
                    )
                )

    @api.private
    def _customer_check_access(self, mode):
        """Refuse customers that the user may not see or change.

        :param mode: ``read`` or ``write``
        :raises AccessError: naming whom to ask, and the customer to those who may read it
        """
        for partner in self:
            # sudo: whether it is a customer decides, whoever may read it
            if not partner.sudo().customer_category or partner[f"access_{mode}"]:
                continue
            if partner._customer_is_being_made():
                continue
            if not partner.has_access("read"):
                raise self._customer_hidden_error()
            raise partner._customer_not_yours_error()

    def _customer_check_new_work(self):
        """:raises AccessError: the rule on contacts lets the user see one of these, no more"""
        if self.env.user._customer_is_limited():
            # sudo: whose contact it is
            self.sudo().commercial_partner_id.sudo(False)._customer_check_access("write")

    def _customer_is_hidden(self):
        """Tell whether our rule hides one, or that of the companies a customer of another one.

        What else Odoo's own rights say of contacts stays its own business.
        """
        if self.env.user._customer_is_limited():
            return not self.has_access("read")
        companies = self.env.user.company_ids
        # sudo: whose customer it is
        elsewhere = self.sudo().filtered(
            lambda partner: (
                partner.company_id - companies and partner.commercial_partner_id.customer_category
            )
        )
        return bool(elsewhere) and not elsewhere.sudo(False).has_access("read")

    def _customer_is_being_made(self):
        """Return whether the user is just entering this customer, with its contacts and lines.

        Whoever may see it is written down at the end of the creation.
        """
        self.ensure_one()
        if self.sudo().create_uid != self.env.user:  # sudo: who entered it; not yet theirs to read
            return False
        # sudo: who is responsible, and rows of anybody: once handed out, a customer has some
        access_sudo = self.env["customer.access"].sudo().with_context(active_test=False)
        return self.sudo().user_id and not access_sudo.search_count(
            [("partner_id", "=", self.id)], limit=1
        )

    # ------------------------------------------------------------------
    # For other models
    # ------------------------------------------------------------------
    @api.private
    def _customer_access_add(self, users, reason, role=None, until=None):
        """Let people see these customers; who has such a row already keeps it.

        The caller has checked the right.

        :param reason: ``team`` or ``work``
        """
        # sudo: the table is written by the system
        Access = unsealed(self.env["customer.access"])
        customers = self.commercial_partner_id
        present = {
            (row.partner_id, row.user_id)
            for row in Access.search(
                [
                    ("partner_id", "in", customers.ids),
                    ("user_id", "in", users.ids),
                    ("reason", "=", reason),
                ]
            )
        }
        rows = Access.create(
            [
                {
                    "partner_id": customer.id,
                    "user_id": user.id,
                    "reason": reason,
                    "role_id": role and role.id,
                    "until": until,
                }
                for customer in customers
                for user in users
                if (customer, user) not in present
            ]
        )
        rows._access_changed()

    @api.private
    def _customer_set_owner(self, user, reason=None):
        """Make somebody responsible for these customers. The caller has checked the right.

        :param user: a user, empty to have nobody responsible
        :param reason: text for the customer's history
        """
        # sudo: the right to hand out was checked by whoever calls
        customers_sudo = self.sudo().commercial_partner_id
        customers_sudo.with_context(mail_auto_subscribe_no_notify=True).write(
            {"user_id": user.id if user else False}
        )
        if reason:
            customers_sudo._message_log_batch({customer.id: reason for customer in customers_sudo})

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers who may not read the customer any more get nothing; customers themselves do."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        return keep_readers(self, recipients, outsiders=True)
