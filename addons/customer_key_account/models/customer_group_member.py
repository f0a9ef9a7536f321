from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerGroupMember(models.Model):
    """That a customer belongs to a group of companies, and how (F-09, REQ G-06).

    A customer is of one group at most. The first company of a group is its parent company until
    another one is made so; group sums stand on the parent company.
    """

    _name = "customer.group.member"
    _inherit = ["customer.entry.mixin", "customer.access.mixin"]
    _description = "Company of a Group"
    _order = "is_head desc, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _entry_links = ("partner_id", "group_id")

    group_id = fields.Many2one("customer.group", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        domain="[('customer_category', '!=', False), '|', ('is_company', '=', True), "
        "('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    is_head = fields.Boolean(string="Parent Company", readonly=True, copy=False)
    relation = fields.Selection(
        [("below", "Subordinate Unit"), ("bound", "Closely Bound Unit")],
        required=True,
        default="below",
        help="Subordinate: owned or led by the parent company. Closely bound: without that, but "
        "closely bound in business, and bought for together.",
    )
    buys = fields.Boolean(
        string="Buys for the Group", help="The unit that buys for the others as well."
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Responsible")
    customer_category = fields.Selection(related="partner_id.customer_category")
    customer_grade_id = fields.Many2one(related="partner_id.customer_grade_id", string="Grade")
    currency_id = fields.Many2one("res.currency", compute="_compute_purchases")
    purchases = fields.Monetary(
        string="Purchases This Year", compute="_compute_purchases", compute_sudo=False
    )
    last_purchases = fields.Monetary(
        string="Purchases Last Year", compute="_compute_purchases", compute_sudo=False
    )

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)",
        "This customer belongs to a group already. Take it out of that group first.",
    )
    _one_head = models.UniqueIndex(
        "(group_id) WHERE is_head", "A group has one parent company only."
    )

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for member in self:
            partner_sudo = member.partner_id.sudo()  # what it is, whoever may read it
            if partner_sudo != partner_sudo.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of another company. Choose the company itself.",
                        contact=member.partner_id._customer_label(),
                    )
                )
            if not partner_sudo.customer_category:
                raise ValidationError(
                    self.env._(
                        "%(contact)s has no customer category. Set the category first.",
                        contact=member.partner_id._customer_label(),
                    )
                )

    @api.depends("partner_id")
    @api.depends_context("uid", "company")
    def _compute_purchases(self):
        """By invoice date, without tax, less credit notes, of this company and this year."""
        company = self.env.company
        today = company._workday_today()
        rows = self.env["customer.purchase.quarter"]._read_group(
            [
                ("partner_id", "in", self.partner_id._origin.ids),
                ("company_id", "=", company.id),
                ("quarter", ">=", date(today.year - 1, 1, 1)),
                ("quarter", "<=", today),
            ],
            ["partner_id", "quarter:year"],
            ["amount:sum"],
        )
        amounts = {(partner.id, year.year): amount for partner, year, amount in rows}
        for member in self:
            partner_id = member.partner_id._origin.id
            member.currency_id = company.currency_id
            member.purchases = amounts.get((partner_id, today.year), 0.0)
            member.last_purchases = amounts.get((partner_id, today.year - 1), 0.0)

    # ------------------------------------------------------------------
    # Coming in and going out
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """The first company of a group is its parent company, whatever is sent along."""
        defaults = self.default_get(["group_id"])
        given = [(defaults | vals).get("group_id") for vals in vals_list]
        # sudo: also a parent company that is hidden
        heads_sudo = self.sudo().search([("group_id", "in", given), ("is_head", "=", True)])
        headed = set(heads_sudo.group_id.ids)
        own_list = []
        for vals, group_id in zip(vals_list, given, strict=True):
            own_list.append({**vals, "is_head": group_id not in headed})
            headed.add(group_id)
        members = super().create(own_list)
        for group, joined in members.grouped("group_id").items():
            joined._log(self.env._("Belongs to the group %(group)s now.", group=group.name))
        self._figures_changed()
        return members

    def write(self, vals):
        """A company does not move to another group, nor becomes its parent, by a value.

        :raises UserError: saying how to do it
        """
        if not self.env.su:
            self.check_access("write")
            for member in self:
                if any(
                    name in vals and (member[name].id or False) != (vals[name] or False)
                    for name in ("group_id", "partner_id")
                ):
                    raise UserError(
                        self.env._(
                            "%(customer)s: take it out of the group %(group)s, and enter what "
                            "you want in a new line.",
                            customer=member.partner_id.display_name,
                            group=member.group_id.name,
                        )
                    )
                if "is_head" in vals and member.is_head != bool(vals["is_head"]):
                    raise UserError(
                        self.env._(
                            "%(customer)s: use the button “Make Parent Company”.",
                            customer=member.partner_id.display_name,
                        )
                    )
        return super().write(vals)

    def unlink(self):  # pylint: disable=method-required-super
        for group, leaving in self.grouped("group_id").items():
            leaving._log(self.env._("No longer of the group %(group)s.", group=group.name))
        return self._remove()

    def _remove(self):
        self._figures_changed()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_head(self):
        for member in self.filtered("is_head"):
            raise UserError(
                self.env._(
                    "%(customer)s is the parent company of %(group)s. Make another one the parent "
                    "company first, or delete the group.",
                    customer=member.partner_id.display_name,
                    group=member.group_id.name,
                )
            )

    def action_make_head(self):
        """Make this one the parent company of its group; group sums stand on it from now on.

        :raises AccessError: when it, or the one until now, is not the user's to change
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: only the system writes the flag; the right was checked
        self.sudo()._become_head()
        self._log(
            self.env._("Parent company of the group %(group)s now.", group=self.group_id.name)
        )
        return True

    def _become_head(self):
        heads = self.search([("group_id", "=", self.group_id.id), ("is_head", "=", True)]) - self
        heads.is_head = False
        heads.flush_recordset(["is_head"])
        self.is_head = True
        self._figures_changed()

    @api.model
    def _figures_changed(self):
        """The sums of groups are made anew by the job, soon."""
        # sudo: a job of ours, started with nothing of the user's
        self.env.ref("customer_key_account.ir_cron_key_account").sudo()._trigger()

    def _log(self, body):
        # sudo: who keeps a group need not have the right to change contacts
        partners_sudo = self.partner_id.sudo()
        partners_sudo._message_log_batch(bodies=dict.fromkeys(partners_sudo.ids, body))

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------
    @api.model
    def _entry_check_target(self, target, right):
        """The first companies come into a group before anybody may change it."""
        if target._name == "customer.group":
            target -= target._being_made()
        super()._entry_check_target(target, right)

    @api.model
    def _check_entered(self, partner_id):
        """Refuse a customer in a line of a form that the user may not see.

        :param partner_id: as the client sends it, an id or a dictionary with one
        """
        if isinstance(partner_id, dict):
            partner_id = partner_id.get("id")
        if partner_id and isinstance(partner_id, int):
            self._entry_check_target(self.env["res.partner"].browse(partner_id), "read")

    # ------------------------------------------------------------------
    # Customers that become one
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Keep the group whole when customers become one: one row, with what each of them was.

        :raises UserError: when they are of two groups
        """
        # sudo: the right to merge was checked; rows of each of them
        together_sudo = self.sudo().search([("partner_id", "in", (sources | target).ids)])
        if len(together_sudo.group_id) > 1:
            raise UserError(
                self.env._(
                    "%(customers)s belong to different groups: %(groups)s. Put them into one "
                    "group first, or take one of them out of its group.",
                    customers=", ".join(together_sudo.partner_id.mapped("display_name")),
                    groups=", ".join(together_sudo.group_id.mapped("name")),
                )
            )
        ordered = together_sudo.sorted(lambda member: (member.partner_id != target, member.id))
        kept_sudo, rest_sudo = ordered[:1], ordered[1:]
        if rest_sudo:
            if any(rest_sudo.mapped("is_head")):
                kept_sudo._become_head()
            kept_sudo.buys = any(together_sudo.mapped("buys"))
            rest_sudo._remove()
        if kept_sudo and kept_sudo.partner_id != target:
            # before Odoo would do it behind the ORM's back
            kept_sudo.write({"partner_id": target.id})
