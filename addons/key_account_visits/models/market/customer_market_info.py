from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .people import check_author, given_names

# Where a document's information comes from, by the document's model.
SOURCES = {
    "customer.visit": "visit",
    "customer.feedback": "feedback",
    "customer.market.report": "report",
}
# What the document says: changed there. The rest may be added to the information by hand.
SAID = frozenset({"kind", "partner_id", "user_id", "date", "company_id", "text"})
# What a document writes over even with nothing.
AGAIN = SAID | {"confidential"}
LINE = 60


class CustomerMarketInfo(models.Model):
    """One piece of market information (市场信息库): the one place for all of it (REQ V-16).

    Seeds S0 第五条.1 and S4 2.2 第11条: what customers say of quality and use, of competing
    products, and what moves the industry. Visits, feedback forms and market reports write it
    (:meth:`_record_source`), people add to it. It may be about no customer at all. What is
    confidential is read by author, superiors, marketing, director, general manager and
    administrator alone: the record rules say so.
    """

    _name = "customer.market.info"
    _inherit = [
        "customer.entry.mixin",
        "customer.access.mixin",
        "customer.confidential.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Market Information"
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _entry_links = ("partner_id",)
    # whoever may see a customer may hear something of the market there
    _entry_right = "read"
    _entry_system_fields = frozenset({"source", "res_model", "res_id"})

    kind = fields.Selection(
        [
            ("quality", "Product Quality"),
            ("usage", "Use and Satisfaction"),
            ("competitor", "Competing Products"),
            ("industry", "Industry News"),
        ],
        required=True,
        default="competitor",
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
        help="Empty: about the market as a whole.",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        index="btree_not_null",
    )
    competitor_id = fields.Many2one(
        "customer.competitor",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Our Product",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    product_words = fields.Char(
        string="Product", help="As they call it: model, brand, specification."
    )
    price = fields.Monetary(tracking=True, aggregator=None)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    company_price = fields.Monetary(
        string="Price in Company Currency",
        compute="_compute_company_price",
        store=True,
        currency_field="company_currency_id",
        aggregator="avg",
        help="At the rate of the day it was heard.",
    )
    source = fields.Selection(
        [
            ("visit", "Visit Report"),
            ("feedback", "Feedback Form"),
            ("report", "Market Report"),
            ("other", "Other"),
        ],
        required=True,
        readonly=True,
        default="other",
        index=True,
        copy=False,
    )
    res_model = fields.Char(string="Source Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Source Document", model_field="res_model", readonly=True, copy=False
    )
    date = fields.Date(
        string="Heard on",
        required=True,
        index=True,
        default=lambda self: self.env.company._workday_today(),
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Heard by",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    text = fields.Text(string="Content", required=True, tracking=True)
    confidential = fields.Boolean(
        tracking=True,
        help="Seen only by who heard it, their superiors, the market department, director, "
        "general manager and administrators.",
    )

    _source_uniq = models.UniqueIndex(
        "(res_model, res_id, kind) WHERE res_model IS NOT NULL",
        "This document has market information of this kind already.",
    )
    _date_idx = models.Index("(company_id, date DESC)")
    _price_not_negative = models.Constraint("CHECK(price >= 0)", "The price must not be negative.")

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for info in self:
            info.department_id = info.user_id._employee_in(info.company_id).department_id

    @api.depends("price", "currency_id", "company_id", "date")
    def _compute_company_price(self):
        for info in self:
            own, company = info.currency_id, info.company_id
            day = info.date or company._workday_today()
            info.company_price = (
                own._convert(info.price, company.currency_id, company, day)
                if info.price and own
                else 0.0
            )

    @api.depends("kind", "competitor_id", "text")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for info in self:
            first_line = (info.text or "").strip().split("\n")[0][:LINE]
            # sudo: a competitor's name belongs to the name of the record
            parts = (info.competitor_id.sudo().name or kinds.get(info.kind), first_line)
            info.display_name = ": ".join(part for part in parts if part)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.partner_id = self.partner_id.commercial_partner_id

    @api.constrains("date")
    def _check_date(self):
        for info in self:
            if info.date > info.company_id._workday_today():
                raise ValidationError(
                    self.env._(
                        "%(info)s: nobody hears of the market in the future. Enter the day it "
                        "was heard.",
                        info=info.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        infos = super().create(self._of_customers(vals_list))
        if not self.env.su:
            check_author(self.env, infos.user_id)
        return infos

    def write(self, vals):
        if "partner_id" in vals:
            [vals] = self._of_customers([vals])
        if not self.env.su:
            self._check_said(vals)
        result = super().write(vals)
        if not self.env.su and "user_id" in vals:
            check_author(self.env, self.user_id)
        return result

    def _check_said(self, vals):
        """:raises UserError: what a document says is to be changed, naming the information"""
        if names := given_names(self, vals) & SAID:
            self.check_access("write")  # no refusal tells anything to who may not write at all
            for info in self.filtered("res_model"):
                if info._entry_differs(names, vals):
                    raise UserError(
                        self.env._(
                            "%(info)s was written by a document. Change it there.",
                            info=info.display_name,
                        )
                    )

    def _entry_differs(self, names, vals):
        """Return whether these values are others than the record's."""
        self.ensure_one()
        for name in names:
            old, new = self[name], vals[name]
            if self._fields[name].type == "many2one":
                old = old.id
            elif self._fields[name].type == "date":
                new = fields.Date.to_date(new)
            if (old or False) != (new or False):
                return True
        return False

    @api.ondelete(at_uninstall=False)
    def _unlink_only_fresh_or_admin(self):
        if self.env.su or self.env.user.has_group("customer_base.group_customer_admin"):
            return
        for info in self:
            company = info.company_id
            fresh = company._customer_local_date(info.create_date) == company._workday_today()
            if info.res_model or info.create_uid != self.env.user or not fresh:
                raise UserError(
                    self.env._(
                        "%(info)s stays in the market library: only who wrote it can delete it, "
                        "on the same day. Correct it instead.",
                        info=info.display_name,
                    )
                )

    @api.model
    def _of_customers(self, vals_list):
        """Return copies of the values, with contact persons replaced by their customers."""
        # sudo: only to find out whose contacts these are; rights are checked on the record
        people_sudo = self.env["res.partner"].sudo()
        people_sudo = people_sudo.browse(
            {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        )
        customers = {person.id: person.commercial_partner_id.id for person in people_sudo.exists()}
        return [
            {**vals, "partner_id": customers.get(vals["partner_id"], vals["partner_id"])}
            if vals.get("partner_id")
            else dict(vals)
            for vals in vals_list
        ]

    # ------------------------------------------------------------------
    # From documents
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _record_source(self, vals_list):
        """Keep what documents say of the market, each document and kind once.

        Called again when the document has changed: what it says anew is written over, what was
        added by hand stays, and what it no longer says (empty ``text``) goes.

        :param vals_list: values with ``res_model``, ``res_id``, ``kind``, ``user_id``,
            ``company_id`` and ``text``; more where the document knows it
        :return: the information that there is now
        :raises AccessError: the customer or the author is not the user's to write about
        """
        vals_list = self._of_customers(vals_list)
        if not self.env.su:  # a document that has checked who writes it calls as superuser
            self.env["res.partner"].browse(
                {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
            )._customer_check_access("read")
            check_author(self.env, self.env["res.users"].browse({v["user_id"] for v in vals_list}))
        # sudo: nobody but the system says where information comes from; rights are checked above
        known_sudo = self._known_sources(vals_list)
        known = {(info.res_model, info.res_id, info.kind): info for info in known_sudo}
        kept_sudo, to_create = known_sudo[:0], []
        for vals in vals_list:
            info_sudo = known.get((vals["res_model"], vals["res_id"], vals["kind"]))
            says = (vals.get("text") or "").strip()
            if info_sudo and says:
                info_sudo.write({k: v for k, v in vals.items() if v or k in AGAIN})
                kept_sudo |= info_sudo
            elif info_sudo:
                info_sudo.unlink()
            elif says:
                to_create.append({"source": SOURCES.get(vals["res_model"], "other"), **vals})
        return (kept_sudo | known_sudo.create(to_create)).sudo(False)

    @api.model
    def _known_sources(self, vals_list):
        """Return, as superuser, the information that these documents have written before."""
        # sudo: also by colleagues, also confidential
        return self.sudo().search(
            [
                ("res_model", "in", list({vals["res_model"] for vals in vals_list})),
                ("res_id", "in", [vals["res_id"] for vals in vals_list]),
            ]
        )

    def action_open_source(self):
        """Open the document this information was taken from.

        :raises UserError: written by hand, or the document is gone
        """
        self.ensure_one()
        self.check_access("read")
        if not self.res_model or self.res_model not in self.env:
            raise UserError(self.env._("This information was entered by hand."))
        source = self.env[self.res_model].browse(self.res_id).exists()
        if not source:
            raise UserError(self.env._("The document this was taken from does not exist."))
        source.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
