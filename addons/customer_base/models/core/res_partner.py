from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import seal_of
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

CATEGORY_RANK = {False: 0, "potential": 1, "interested": 2, "closed": 3}

# Who may set a field by hand; what the system finds out by itself needs no role.
CATEGORY_GROUPS = (
    "customer_base.group_customer_salesperson,customer_base.group_customer_clerk,"
    "customer_base.group_customer_marketing,customer_base.group_customer_admin"
)
KEY_ACCOUNT_GROUPS = (
    "customer_base.group_customer_manager,customer_base.group_customer_director,"
    "customer_base.group_customer_marketing,customer_base.group_customer_admin"
)

# New categories by all trade there has been; a customer that nobody answers for goes to whoever
# of the given sellers traded with it last.
CATEGORISE = """
WITH trade AS (
    SELECT partner.commercial_partner_id AS id,
           CASE WHEN sale.state = 'sale' THEN 'closed' ELSE 'interested' END
               AS category,
           sale.date_order AS traded_on,
           COALESCE(sale.user_id, sale.create_uid) AS seller_id
      FROM sale_order sale
      JOIN res_partner partner ON partner.id = sale.partner_id
     WHERE sale.state IN ('sent', 'sale')
     UNION ALL
    SELECT move.commercial_partner_id, 'closed', move.date,
           COALESCE(move.invoice_user_id, move.create_uid)
      FROM account_move move
     WHERE move.state = 'posted' AND move.move_type = 'out_invoice'
), best AS (
    -- 'closed' sorts before 'interested'
    SELECT id, MIN(category) AS category,
           (ARRAY_AGG(seller_id ORDER BY traded_on DESC)
            FILTER (WHERE seller_id = ANY(%s)))[1] AS seller_id
      FROM trade GROUP BY id
)
UPDATE res_partner partner
   SET customer_category = best.category,
       customer_managed_on = COALESCE(partner.customer_managed_on, %s),
       user_id = CASE
           WHEN partner.id = customer.id AND partner.customer_category IS NULL
           THEN COALESCE(partner.user_id, best.seller_id)
           ELSE partner.user_id END
  FROM best, res_partner customer
 WHERE customer.id = best.id
   AND customer.active
   AND partner.commercial_partner_id = customer.id
   AND COALESCE(customer.customer_category, 'potential') <> 'closed'
   AND partner.customer_category IS DISTINCT FROM best.category
RETURNING partner.id = customer.id
"""


class ResPartner(models.Model):
    # Customer category (REQ B-01, seed S1 三(一)).
    #
    # A partner with a category is *managed*: only managed partners are checked for their codes
    # and duplicates, so that nothing changes for the contacts an ERP already holds, but that they
    # don't take the code of a managed one.

    _inherit = "res.partner"
    _seal = seal_of("res.partner")

    customer_category = fields.Selection(
        [
            ("potential", "Potential Customer"),
            ("interested", "Interested Customer"),
            ("closed", "Closed-Deal Customer"),
        ],
        copy=False,
        tracking=True,
        index="btree_not_null",
        help="Set by the system with the first quotation sent and the first confirmed order or "
        "posted invoice; can be corrected by hand.",
        groups="base.group_user",
    )
    is_key_account = fields.Boolean(
        string="Important Customer",
        copy=False,
        tracking=True,
        help="Of strategic importance: buys much and steadily.",
        groups="base.group_user",
    )
    customer_contact_ids = fields.One2many(
        "customer.contact",
        "commercial_partner_id",
        string="Buying Roles",
        groups="base.group_user",
    )
    customer_contact_count = fields.Integer(
        compute="_compute_customer_contact_count", groups="customer_base.group_customer_user"
    )

    @api.depends("customer_contact_ids")
    def _compute_customer_contact_count(self):
        # the form lists them as well: what it reads anyway is counted
        for partner in self:
            partner.customer_contact_count = len(partner.customer_contact_ids)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """What our rooms ask and do when contacts are made, in the order in which it runs."""
        # defaults count like values: a client sends them in the context, users store their own
        defaults = self.default_get(self._customer_guarded_defaults())
        for vals in vals_list:
            self._customer_check_create(defaults | vals, vals)
        partners = super().create([self._customer_completed(vals) for vals in vals_list])
        partners._customer_own_created()
        partners._check_customer_uscc()
        partners.filtered("customer_category")._customer_managed_begins()
        partners._customer_check_codes()
        partners._customer_record_people()
        partners._customer_sync_protection()
        return partners

    def write(self, vals):
        """What our rooms ask and do when contacts change, in the order in which it runs."""
        self, vals = self._customer_known_on(vals)
        self._customer_check_write(vals)
        effects = self._customer_effects(vals)
        if vals.get("customer_category") or any(partner.customer_category for partner in self):
            vals = self._customer_normalise(vals)
        mine = self._customer_without_owner(vals)
        if mine:
            super(ResPartner, mine).write(vals | {"user_id": self.env.uid})
        result = super(ResPartner, self - mine).write(vals)
        for follow in effects:
            follow()
        return result

    def _customer_effects(self, vals):
        """Return what follows a change: each part remembers what it needs of before it."""
        parts = (
            self._customer_follow_access(vals),
            self._customer_follow_uscc(vals),
            self._customer_follow_owner(vals),
            self._customer_follow_contact(vals),
            self._customer_follow_identity(vals),
            self._customer_follow_file(vals),
            self._customer_follow_protection(vals),
        )
        return [part for part in parts if part]

    @api.model
    def _customer_guarded_defaults(self):
        """Return the names of the fields whose defaults count as given at creation."""
        return ["customer_category", "is_key_account", "customer_grade_id"]

    @api.model
    def _customer_check_create(self, given, vals):
        """Refuse what the user may not give a new contact.

        :param given: ``vals`` and the defaults of the guarded fields
        :raises AccessError: naming what, and who may
        """
        self._customer_check_grade_vals(given)
        self._customer_check_managed_on(vals)
        self._customer_check_entity_given(vals)
        self._customer_check_children(vals)
        self._customer_check_field_rights(given)

    def _customer_check_write(self, vals):
        """Refuse what the user may not change of these contacts.

        :raises AccessError: naming what, and who may
        """
        self._customer_check_grade_change(vals)
        if "customer_managed_on" in vals:
            self._customer_check_managed_on(vals)
        self._customer_check_entity_given(vals)
        self._customer_check_children(vals)
        self._customer_check_entity_change(vals)
        self._customer_check_owner_change(vals)
        self._customer_check_field_change(vals)

    @api.model
    def _customer_completed(self, vals):
        """Return the values of a new contact, made fit for a customer if it is one."""
        vals = self._customer_own_what_one_creates(vals)
        return self._customer_normalise(vals) if vals.get("customer_category") else vals

    def _customer_check_field_change(self, vals):
        changed = {
            name
            for name in ("customer_category", "is_key_account")
            if name in vals and any(partner[name] != vals[name] for partner in self)
        }
        self._customer_check_field_rights(
            {name: vals[name] or True for name in changed} | {"child_ids": vals.get("child_ids")}
        )

    def _customer_without_owner(self, vals):
        """Return those that become customers by this write with nobody responsible.

        Who categorises them by hand and does not see every customer answers for them, or could
        not find them again (F-01).
        """
        if (
            self.env.su
            or not vals.get("customer_category")
            or "user_id" in vals
            or self.env.user._customer_sees_all()
        ):
            return self.browse()
        return self.filtered(
            lambda partner: (
                not partner.customer_category
                and not partner.user_id
                and partner == partner.commercial_partner_id
            )
        )

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + ["customer_category", "is_key_account"]

    @api.model
    def _customer_check_field_rights(self, vals):
        """Refuse category and importance from people without a role that decides on them.

        :raises AccessError: naming the field and who may set it
        """
        if self.env.su:
            return
        # contacts written with their company are written as superuser
        for command in vals.get("child_ids") or ():
            if len(command) == 3 and isinstance(command[2], dict):
                self._customer_check_field_rights(command[2])
        for name, groups in (
            ("customer_category", CATEGORY_GROUPS),
            ("is_key_account", KEY_ACCOUNT_GROUPS),
        ):
            if vals.get(name) and not self.env.user.has_groups(groups):
                # sudo: names of roles are no secret
                group_names = [self.env.ref(xmlid).sudo().name for xmlid in groups.split(",")]
                raise AccessError(
                    self.env._(
                        "You may not set “%(field)s”. This is for: %(groups)s.",
                        field=self._fields[name]._description_string(self.env),
                        groups=format_list(self.env, group_names),
                    )
                )

    # ------------------------------------------------------------------
    # Category
    # ------------------------------------------------------------------
    @api.model
    def _customer_domain(self):
        """Domain of what can be a customer: commercial entities, not their contacts."""
        return Domain("is_company", "=", True) | Domain("parent_id", "=", False)

    def _customer_is_pure_supplier(self):
        """Return whether the partner is known to the ERP as a supplier only."""
        self.ensure_one()
        return bool(self.supplier_rank and not self.customer_rank and not self.customer_category)

    def _customer_set_category(self, category, sellers=None):
        """Move customers up to a category; nobody is ever moved down.

        Who is managed from now on without anybody responsible goes to whoever sells, in the
        same write, else the seller would be locked out (F-01). Only people who take part in
        customer management become responsible (``res.users._customer_taking_part``): a company
        that uses no roles finds its contacts' salespeople as it left them. Nobody gets a
        customer that was managed before, the public pool among them, by selling to it.

        Archived partners are left alone, the website's anonymous visitor among them, and so are
        those whose credit code another managed customer has: trade goes on, the double is noted.

        :param category: ``potential``, ``interested`` or ``closed``
        :param sellers: {customer id: users, the first who takes part becomes responsible}
        """
        # Whoever confirms an order or posts an invoice need not have a right on contacts.
        customers_sudo = self.sudo().commercial_partner_id.filtered(
            lambda partner: (
                partner.active
                and CATEGORY_RANK[partner.customer_category] < CATEGORY_RANK[category]
            )
        )
        new_sudo = customers_sudo.filtered(lambda partner: not partner.customer_category)
        doubles_sudo = new_sudo._customer_note_doubles() if new_sudo else new_sudo
        customers_sudo -= doubles_sudo
        new_sudo -= doubles_sudo
        sellers = new_sudo._customer_sellers(sellers or {})
        by_owner = defaultdict(customers_sudo.browse)
        for customer_sudo in customers_sudo:
            users = not customer_sudo.user_id and sellers.get(customer_sudo.id)
            by_owner[users[:1] if users else self.env["res.users"]] |= customer_sudo
        for owner, owned_sudo in by_owner.items():
            vals = {"customer_category": category} | ({"user_id": owner.id} if owner else {})
            owned_sudo.with_context(mail_auto_subscribe_no_notify=True).write(vals)
        new_sudo._customer_keep_sellers(sellers)

    def _customer_sellers(self, sellers):
        """Return {customer id: those of its sellers who take part in customer management}."""
        nobody = self.env["res.users"]
        users = nobody.union(*(sellers.get(partner.id, nobody) for partner in self))
        taking_part = users._customer_taking_part()
        return {
            partner.id: sellers[partner.id] & taking_part
            for partner in self
            if partner.id in sellers
        }

    def _customer_keep_sellers(self, sellers):
        """Put on the team who sells to these new customers and would not see them any more.

        :param sellers: {customer id: users}
        """
        actor = self.env.user
        limited = actor._is_internal() and actor._customer_is_limited()
        for user in actor.union(*sellers.values()):
            theirs = self.filtered(
                lambda partner, user=user: (
                    (limited and user == actor) or user in sellers.get(partner.id, actor.browse())
                )
            )
            hidden = theirs.with_user(user).filtered(lambda partner: not partner.access_read)
            if hidden:
                self.browse(hidden.ids)._customer_access_add(user, "team")

    @api.model
    def _customer_uncategorised_count(self):
        """Return how many customers of orders and invoices are not managed yet."""
        return self.search_count(
            [
                ("customer_category", "=", False),
                ("customer_rank", ">", 0),
                *self._customer_domain(),
            ]
        )

    @api.model
    def _customer_initialise_categories(self):
        """Categorise the customers of an ERP that already has orders and invoices.

        Runs over all companies in one statement: closed with a confirmed order or a posted
        invoice, interested with a quotation that was sent. Never moves anybody down; changes
        are not tracked one by one. New customers without anybody responsible go to whoever
        sold to them last and takes part in customer management (F-01).

        :return: number of customers changed
        """
        self.env.flush_all()
        # sudo: who sold, whoever may read the users
        sellers = self.env["res.users"].sudo().search([("share", "=", False)])
        rows = self.env.execute_query(
            SQL(
                CATEGORISE,
                sellers._customer_taking_part().ids,
                self.env.company._workday_today(),
            )
        )
        self.invalidate_model(["customer_category", "customer_managed_on", "user_id"])
        self.env["customer.access"]._sync_owners()
        return sum(is_customer for (is_customer,) in rows)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_open_customer_contacts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.customer_contact_action"
        )
        action["domain"] = [("commercial_partner_id", "=", self.id)]
        action["context"] = {"partner_display_name_hide_company": True}
        return action

    @api.model
    def get_import_templates(self):
        return super().get_import_templates() + [
            {
                "label": self.env._("Customers (Chinese headings)"),
                "template": "/customer_base/static/xls/customer_list.xlsx",
            }
        ]
