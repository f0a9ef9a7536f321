from odoo import api, fields, models


class CustomerGroup(models.Model):
    """A group of companies (集团) that buy as one, though each is a customer of its own (F-09).

    REQ G-06, seed S4 3.2.2 二.1: units of one system, or closely bound in business, for which one
    unit buys. Chinese subsidiaries have codes of their own, so that the ERP's parent, which makes
    of a company a contact of another, does not fit.

    A group is seen by whoever may see one of its companies; of the others they see nothing but
    that there are more (REQ B-09). Who may change the parent company keeps the group.
    """

    _name = "customer.group"
    _inherit = ["customer.export.mixin"]
    _description = "Group of Companies"
    _order = "name, id"

    name = fields.Char(string="Group", required=True)
    note = fields.Text(string="Notes")
    member_ids = fields.One2many("customer.group.member", "group_id", string="Companies")
    head_id = fields.Many2one(
        "res.partner", string="Parent Company", compute="_compute_companies", compute_sudo=False
    )
    member_count = fields.Integer(
        string="Companies You May See", compute="_compute_companies", compute_sudo=False
    )
    hidden_count = fields.Integer(
        string="Companies Not Open to You", compute="_compute_companies", compute_sudo=False
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_purchases")
    purchases = fields.Monetary(
        string="Purchases This Year",
        compute="_compute_purchases",
        compute_sudo=False,
        help="Of the companies that you may see.",
    )
    last_purchases = fields.Monetary(
        string="Purchases Last Year",
        compute="_compute_purchases",
        compute_sudo=False,
        help="Of the companies that you may see.",
    )

    _name_uniq = models.UniqueIndex(
        "(lower(name))",
        "There is a group with this name already. If it is not in your list, ask the market "
        "department to enter your customer in it.",
    )

    # ------------------------------------------------------------------
    # What is shown of it: the companies that the reader may see
    # ------------------------------------------------------------------
    def _visible_members(self):
        """Return {group: those of its companies that the user may see}, by one search."""
        members = self.env["customer.group.member"].search([("group_id", "in", self._origin.ids)])
        grouped = members.grouped("group_id")
        return {group: grouped.get(group._origin, members.browse()) for group in self}

    @api.depends("member_ids.is_head", "member_ids.partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_companies(self):
        # sudo: how many there are is no figure of any of them
        members_sudo = self.env["customer.group.member"].sudo()
        counts = dict(
            members_sudo._read_group(
                [("group_id", "in", self._origin.ids)], ["group_id"], ["__count"]
            )
        )
        for group, members in self._visible_members().items():
            group.head_id = members.filtered("is_head").partner_id
            group.member_count = len(members)
            group.hidden_count = counts.get(group._origin, 0) - len(members)

    @api.depends("member_ids.partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_purchases(self):
        for group, members in self._visible_members().items():
            group.currency_id = self.env.company.currency_id
            group.purchases = sum(members.mapped("purchases"))
            group.last_purchases = sum(members.mapped("last_purchases"))

    def onchange(self, values, field_names, fields_spec):
        """Compute nothing about a customer that is hidden from the user, entered in a line."""
        if not self.env.su:
            self.check_access("read")
            members = self.env["customer.group.member"]
            commands = (self.default_get(["member_ids"]) | values).get("member_ids") or ()
            for command in commands:
                vals = command[2] if len(command) == 3 and isinstance(command[2], dict) else {}
                members._check_entered(vals.get("partner_id"))
        return super().onchange(values, field_names, fields_spec)

    def _customer_is_hidden(self):
        """A group being made has no company yet that would tell whose it is."""
        made = self - self._being_made()
        return bool(made) and super(CustomerGroup, made)._customer_is_hidden()

    def _being_made(self):
        """Return those among these that the user is just making, before their first company."""
        # sudo: companies that are hidden, and who made the group
        return self.filtered(
            lambda group: not group.sudo().member_ids and group.sudo().create_uid == self.env.user
        )

    # ------------------------------------------------------------------
    # Ending
    # ------------------------------------------------------------------
    def unlink(self):
        """Dissolve groups: every company of them is the user's to change, and keeps a note.

        :raises AccessError: naming whom to ask, for a company that is somebody else's
        """
        self.check_access("unlink")
        members_sudo = self.sudo().member_ids  # also those hidden; the right is asked for here
        if not self.env.su:
            members_sudo.partner_id.sudo(False)._customer_check_access("write")
        for group, members in members_sudo.grouped("group_id").items():
            members._log(self.env._("The group %(group)s was dissolved.", group=group.name))
        return super().unlink()
