from odoo import api, fields, models

RECENT = 10
PERSONAL = "customer_base.group_customer_personal_data"
PERSON_FIELDS = ("legal_representative_id", "head_id", "main_contact_id")
# Records of the customer itself: related fields find them also where they are hidden.
CUSTOMER_LINES = {"contact_ids", "partner_bank_ids"}


class CustomerFile(models.Model):
    """What the form shows of the partner, its contacts, orders and invoices (REQ B-02)."""

    _inherit = "customer.file"

    partner_name = fields.Char(related="partner_id.name", string="Customer Name", readonly=False)
    partner_street = fields.Char(related="partner_id.street", string="Street", readonly=False)
    partner_street2 = fields.Char(related="partner_id.street2", string="Street 2", readonly=False)
    partner_city = fields.Char(related="partner_id.city", string="City", readonly=False)
    partner_state_id = fields.Many2one(
        related="partner_id.state_id", string="Province", readonly=False
    )
    partner_country_id = fields.Many2one(
        related="partner_id.country_id", string="Country", readonly=False
    )
    partner_zip = fields.Char(related="partner_id.zip", string="Postcode", readonly=False)
    partner_phone = fields.Char(related="partner_id.phone", string="Phone", readonly=False)
    partner_email = fields.Char(related="partner_id.email", string="Email", readonly=False)
    partner_website = fields.Char(related="partner_id.website", string="Website", readonly=False)
    partner_vat = fields.Char(
        related="partner_id.vat", string="Unified Social Credit Code", readonly=False
    )
    partner_industry_id = fields.Many2one(
        related="partner_id.industry_id", string="Industry", readonly=False
    )
    partner_bank_ids = fields.One2many(
        related="partner_id.bank_ids", string="Bank Accounts", readonly=False
    )
    customer_code = fields.Char(related="partner_id.ref", string="Customer Code")
    customer_category = fields.Selection(
        related="partner_id.customer_category", store=True, index=True
    )
    is_key_account = fields.Boolean(related="partner_id.is_key_account")
    contact_ids = fields.One2many(
        related="partner_id.customer_contact_ids", string="Contacts", readonly=False
    )

    legal_function = fields.Char(
        related="legal_representative_id.function",
        string="Position of Legal Representative",
        readonly=False,
    )
    head_function = fields.Char(
        related="head_id.function", string="Position of Head", readonly=False
    )
    main_contact_function = fields.Char(
        related="main_contact_id.function", string="Position of Main Contact", readonly=False
    )
    main_contact_phone = fields.Char(
        related="main_contact_id.phone", string="Phone of Main Contact", readonly=False
    )
    legal_personal = fields.Text(
        string="Personal Data of Legal Representative",
        compute="_compute_personal",
        groups=PERSONAL,
    )
    head_personal = fields.Text(
        string="Personal Data of Head", compute="_compute_personal", groups=PERSONAL
    )
    main_contact_personal = fields.Text(
        string="Personal Data of Main Contact", compute="_compute_personal", groups=PERSONAL
    )

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    trade_ids = fields.Many2many(
        "customer.file.trade", string="Trades with Us", compute="_compute_trade"
    )
    trade_count = fields.Integer(string="Trades", compute="_compute_trade_totals")
    ordered_total = fields.Monetary(
        string="Ordered in Total",
        compute="_compute_trade_totals",
        currency_field="company_currency_id",
    )
    invoiced_total = fields.Monetary(
        string="Invoiced in Total",
        compute="_compute_trade_totals",
        currency_field="company_currency_id",
    )
    overdue_total = fields.Monetary(
        string="Overdue", compute="_compute_trade_totals", currency_field="company_currency_id"
    )
    credit_text = fields.Char(string="Current Credit Level", compute="_compute_credit_text")
    customer_grade_id = fields.Many2one(related="partner_id.customer_grade_id")
    credit_limit = fields.Monetary(
        compute="_compute_credit_limit", currency_field="company_currency_id"
    )

    def web_read(self, specification):
        """Whoever only reviews a file reads the file, without the customer's own records (F-05)."""
        lines = CUSTOMER_LINES & specification.keys()
        if not lines or all(self.mapped("access_read")):
            return super().web_read(specification)
        rows = super().web_read({k: v for k, v in specification.items() if k not in lines})
        return [{**row, **{name: [] for name in lines}} for row in rows]

    @api.depends(*(f"{name}.customer_contact_card_ids" for name in PERSON_FIELDS))
    @api.depends_context("lang")
    def _compute_personal(self):
        for file in self:
            for field, target in zip(
                PERSON_FIELDS,
                ("legal_personal", "head_personal", "main_contact_personal"),
                strict=True,
            ):
                card = file[field].customer_contact_card_ids[:1]
                file[target] = "\n".join(
                    self.env._("%(name)s: %(text)s", name=label, text=value)
                    for label, value in card._personal_lines()
                )

    @api.depends("commercial_partner_id")
    def _compute_trade(self):
        """The latest trades of each customer, by one query."""
        groups = self.env["customer.file.trade"]._latest(self.commercial_partner_id, RECENT)
        for file in self:
            file.trade_ids = groups.get(file.commercial_partner_id.id, [])

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_trade_totals(self):
        totals = {
            partner: values
            for partner, *values in self.env["customer.file.trade"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count", "ordered:sum", "invoiced:sum", "overdue:sum"],
            )
        }
        for file in self:
            count, ordered, invoiced, overdue = totals.get(
                file.commercial_partner_id, (0, 0.0, 0.0, 0.0)
            )
            file.trade_count = count
            file.ordered_total = ordered
            file.invoiced_total = invoiced
            file.overdue_total = overdue

    @api.depends("partner_id")
    @api.depends_context("company")
    def _compute_credit_limit(self):
        for file in self:
            # sudo: the form states the limit to people without accounting rights
            partner_sudo = file.partner_id.sudo()
            limited = partner_sudo.use_partner_credit_limit
            file.credit_limit = partner_sudo.credit_limit if limited else 0.0

    @api.depends_context("lang", "company")
    @api.depends("partner_id")
    def _compute_credit_text(self):
        """Say the credit level as our forms do; Odoo's words speak of debtors (U-10)."""
        words = {
            "good": self.env._("Good Credit"),
            "normal": self.env._("Normal Credit"),
            "bad": self.env._("Poor Credit"),
        }
        for file in self:
            # sudo: as the limit
            file.credit_text = words.get(file.partner_id.sudo().trust)

    def _report_people(self):
        """Return the three persons of the form as it prints them.

        Personal data only when whoever prints may see them.
        """
        self.ensure_one()
        may_see = self.env.user.has_group(PERSONAL)
        titles = {
            "legal_representative_id": self.env._("Legal Representative"),
            "head_id": self.env._("Head of Company"),
            "main_contact_id": self.env._("Main Contact"),
        }
        return [
            {
                "title": title,
                "name": self[name].name or "",
                "position": self[name].function or "",
                "phone": self[name].phone or "",
                "personal": (
                    self[name].customer_contact_card_ids[:1]._personal_lines() if may_see else []
                ),
            }
            for name, title in titles.items()
        ]

    def action_open_trades(self):
        """Open every order and invoice of this customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_base.customer_file_trade_action"
        )
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        return action

    def action_open_contacts(self):
        """Open the contacts of this customer with their place in the organisation."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_open_customer_contacts()
