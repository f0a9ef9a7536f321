from odoo import api, fields, models
from odoo.exceptions import AccessError

ADMIN_GROUP = "customer_base.group_customer_admin"


class CustomerSetup(models.TransientModel):
    """What an administrator sees first: what there is, and what is to come over people (L-02).

    Nothing reminds anybody or takes a customer away before it is switched on here or in the
    settings. An addon adds its own switches as fields named as on the company, and to
    ``_company_fields``.
    """

    _name = "customer.setup"
    _description = "Set Up Customer Management"
    _rec_name = "company_name"

    company_name = fields.Char(compute="_compute_facts")
    role_count = fields.Integer(string="People with a Role", compute="_compute_facts")
    uncategorised_count = fields.Integer(
        string="Customers without Category", compute="_compute_facts"
    )
    lang = fields.Selection(
        "_selection_lang",
        string="Language of the Records",
        required=True,
        help="In this language the system writes what everybody reads: lines in the history of "
        "customers and documents, reasons it keeps. Messages to one person are in the person's "
        "own language.",
    )
    customer_partner_rule = fields.Boolean(string="Limit Who Sees Customers")
    customer_contact_reminder = fields.Boolean(string="Remind of Overdue Contacts")
    customer_review_active = fields.Boolean(string="Monthly Reviews")
    customer_verification_active = fields.Boolean(string="Quarterly Verification")
    customer_change_reminder = fields.Boolean(string="Ask to Enter Reported Changes")
    customer_protection = fields.Boolean(string="Protection Period")
    customer_pool = fields.Boolean(string="Public Pool")

    @api.model
    def _company_fields(self):
        """Return the names of the switches, the same here and on the company."""
        return [
            "customer_partner_rule",
            "customer_contact_reminder",
            "customer_review_active",
            "customer_verification_active",
            "customer_change_reminder",
            "customer_protection",
            "customer_pool",
        ]

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.model
    def default_get(self, fields):
        company = self.env.company
        values = {name: company[name] for name in self._company_fields()}
        values["lang"] = company.partner_id.lang or self.env.lang
        defaults = super().default_get(fields)
        return defaults | {name: values[name] for name in values if name in fields}

    def _compute_facts(self):
        # sudo: who has which role, for who gives roles
        people_sudo = self.env.ref("customer_base.group_customer_user").sudo().all_user_ids
        company = self.env.company
        self.company_name = company.name
        self.role_count = len(
            people_sudo.filtered(lambda user: not user.share and company in user.company_ids)
        )
        self.uncategorised_count = self.env["res.partner"]._customer_uncategorised_count()

    def _check_administrator(self):
        """:raises AccessError: the user does not set up customer management"""
        if not self.env.user.has_group(ADMIN_GROUP):
            raise AccessError(
                self.env._("Only an administrator of customer management sets it up.")
            )

    def action_initialise_categories(self):
        """Set the category of customers the system already has orders or invoices of."""
        self._check_administrator()
        return self.env["res.config.settings"].action_customer_initialise_categories()

    def action_apply(self):
        """Switch on what was chosen for the current company and open the customers."""
        self.ensure_one()
        self._check_administrator()
        # sudo: administrators of customer management need not be the system's
        company_sudo = self.env.company.sudo()
        company_sudo.write(
            {
                **{name: self[name] for name in self._company_fields()},
                "customer_pool": self.customer_protection and self.customer_pool,
                "customer_setup_done": True,
            }
        )
        company_sudo.partner_id.lang = self.lang
        return {
            "type": "ir.actions.client",
            "tag": "reload",
            "params": {
                "action_id": self.env.ref("customer_base.res_partner_action_customers").id,
                "menu_id": self.env.ref("customer_base.menu_root").id,
            },
        }
