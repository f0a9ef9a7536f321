from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, seal_of, unsealed
from odoo.exceptions import UserError

READERS = "account.group_account_readonly,account.group_account_invoice"
STATES = [("proposed", "To Be Confirmed"), ("registered", "Registered"), ("void", "Void")]


class L10nCnFapiao(models.Model):
    """One 发票 that the company issued, beside the ERP's invoices that it is for.

    Read from a file or typed in, it is proposed; once a person of finance confirms it, it counts.
    Nothing here says that it is genuine: that is asked of the tax site.
    """

    _name = "l10n_cn.fapiao"
    _inherit = ["l10n_cn.fapiao.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "VAT Invoice"
    _order = "date desc, number desc, id desc"
    _rec_names_search = ["number", "code", "buyer_name"]
    _check_company_auto = True
    _seal = seal_of("l10n_cn.fapiao")

    _fapiao_system_fields = frozenset(
        {"state", "confirmed_by_id", "confirmed_on", "from_file", "pickup_id", "match_note"}
    )
    _fapiao_initial = {"state": "proposed"}
    # what stays as it was confirmed
    _fapiao_facts = frozenset(
        {"company_id", "partner_id", "kind", "code", "number", "paper_number", "date", "net", "tax",
         "gross", "red_of_id", "seller_vat", "seller_name", "buyer_vat", "buyer_name"}
    )  # fmt: skip

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES, string="Status", required=True, readonly=True, copy=False, default="proposed",
        index=True, tracking=True,
    )  # fmt: skip
    kind = fields.Selection(
        [
            ("paper_special", "VAT special invoice"),
            ("paper_ordinary", "VAT ordinary invoice"),
            ("digital_special", "Digital special invoice"),
            ("digital_ordinary", "Digital ordinary invoice"),
            ("digital_paper", "Digital invoice on paper"),
        ],
        required=True,
        default="digital_special",
    )
    code = fields.Char(
        string="Invoice Code", copy=False, help="10 or 12 digits; digital invoices have none."
    )
    number = fields.Char(
        string="Invoice Number",
        required=True,
        copy=False,
        index="trigram",
        help="8 digits beside a code, 20 digits of a digital invoice.",
    )
    paper_number = fields.Char(
        string="Number on the Paper",
        copy=False,
        help="8 digits; of a digital invoice on paper, beside its 20.",
    )
    date = fields.Date(string="Issued On", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    net = fields.Monetary(string="Net Amount", required=True)
    tax = fields.Monetary(string="Tax Amount", required=True)
    gross = fields.Monetary(string="Gross Amount", required=True, tracking=True)
    colour = fields.Selection(
        [("blue", "Blue"), ("red", "Red")], string="Blue or Red", compute="_compute_colour"
    )
    red_of_id = fields.Many2one(
        "l10n_cn.fapiao",
        string="Blue Invoice",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('gross', '>', 0), ('state', '!=', 'void'), ('company_id', '=', company_id)]",
        help="The invoice that a red one takes back.",
    )
    red_ids = fields.One2many("l10n_cn.fapiao", "red_of_id", string="Red Invoices")
    seller_vat = fields.Char(
        string="Tax Number of the Seller", default=lambda self: self.env.company.vat
    )
    seller_name = fields.Char(string="Seller", default=lambda self: self.env.company.name)
    buyer_vat = fields.Char(string="Tax Number of the Buyer", index="btree_not_null")
    buyer_name = fields.Char(string="Buyer")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, ondelete="restrict", tracking=True
    )
    title_id = fields.Many2one(
        "l10n_cn.fapiao.title",
        string="Invoice Title",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('partner_id', '=', partner_id), ('state', '=', 'approved')]",
    )
    request_id = fields.Many2one(
        "l10n_cn.fapiao.request",
        string="Request",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', '=', partner_id), ('state', 'in', ('approved', 'issued'))]",
    )
    allocation_ids = fields.One2many(
        "l10n_cn.fapiao.allocation", "fapiao_id", string="Invoices of the ERP", groups=READERS
    )
    unmatched = fields.Monetary(
        string="Not Matched", compute="_compute_unmatched",
        help="What no invoice of the ERP stands for.",
    )  # fmt: skip
    match_note = fields.Char(string="Why Not Matched", readonly=True, copy=False)
    remark = fields.Text()
    from_file = fields.Boolean(string="Read From a File", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", string="Confirmed By", readonly=True, copy=False, ondelete="restrict"
    )
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    pickup_needed = fields.Boolean(
        string="To Be Signed For",
        compute="_compute_pickup_needed",
        store=True,
        readonly=False,
        precompute=True,
        help="Whoever collects it signs: paper, and special invoices of any kind.",
    )
    pickup_id = fields.Many2one(
        "l10n_cn.fapiao.pickup", string="Receipt", readonly=True, copy=False,
        index="btree_not_null", ondelete="set null",
    )  # fmt: skip
    pickup_state = fields.Selection(related="pickup_id.state", string="Receipt Status")

    # 20 digits are one invoice in the whole country, 8 are one beside their code
    _number_once = models.UniqueIndex(
        "(company_id, (CASE WHEN length(number) = 20 THEN number"
        " ELSE COALESCE(code, '') || number END))",
        "An invoice with this number is in the register already.",
    )
    _date_idx = models.Index("(company_id, date)")

    @api.depends("code", "number")
    def _compute_display_name(self):
        for fapiao in self:
            fapiao.display_name = " ".join(filter(None, [fapiao.code, fapiao.number]))

    @api.depends("gross")
    def _compute_colour(self):
        for fapiao in self:
            fapiao.colour = "red" if fapiao.gross < 0 else "blue"

    @api.depends("kind")
    def _compute_pickup_needed(self):
        for fapiao in self:
            fapiao.pickup_needed = fapiao.kind != "digital_ordinary"

    @api.depends("gross", "allocation_ids.amount")
    def _compute_unmatched(self):
        # sudo: a sum only; the salesperson reads no parts
        for fapiao, fapiao_sudo in zip(self, self.sudo(), strict=True):
            left = fapiao.gross - sum(fapiao_sudo.allocation_ids.mapped("amount"))
            # a cent is what net and tax may differ from the gross amount
            fapiao.unmatched = 0.0 if abs(left) < 0.0101 else left

    @api.onchange("net", "tax")
    def _onchange_net(self):
        self.gross = self.net + self.tax

    @api.onchange("title_id")
    def _onchange_title_id(self):
        if self.title_id:
            self.partner_id = self.title_id.partner_id
            self.buyer_name, self.buyer_vat = self.title_id.name, self.title_id.vat

    @api.onchange("red_of_id")
    def _onchange_red_of_id(self):
        if blue := self.red_of_id:
            self.partner_id, self.title_id = blue.partner_id, blue.title_id
            self.buyer_name, self.buyer_vat = blue.buyer_name, blue.buyer_vat
            self.kind = blue.kind
            self.net, self.tax, self.gross = -blue.net, -blue.tax, -blue.gross

    # ---------------------------------------------------------------- create, write

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._tidied(vals) for vals in vals_list]
        self._check_not_known(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        vals = self._tidied(vals)
        self._check_facts(vals)
        result = super().write(vals)
        if "request_id" in vals:
            self.request_id._follow_issue()
        return result

    @api.model
    def _tidied(self, vals):
        """Return values with codes, numbers and tax numbers without spaces."""
        names = ("code", "number", "paper_number", "seller_vat", "buyer_vat")
        texts = {
            name: "".join(vals[name].split()).upper()
            for name in names
            if isinstance(vals.get(name), str)
        }
        return {**vals, **texts}

    def _check_facts(self, vals):
        """:raise UserError: what is confirmed is changed"""
        facts = self._fapiao_facts & set(vals)
        for fapiao in self.filtered(lambda fapiao: fapiao.state != "proposed") if facts else ():
            changed = [
                name
                for name in sorted(facts)
                if self._fields[name].convert_to_cache(vals[name], fapiao)
                != self._fields[name].convert_to_cache(fapiao[name], fapiao)
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "%(fapiao)s is confirmed, its %(field)s stays. Take it back first, if"
                        " something was typed wrong.",
                        fapiao=fapiao.display_name,
                        field=self._fields[changed[0]]._description_string(self.env),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_proposed(self):
        if kept := self.filtered(lambda fapiao: fapiao.state != "proposed"):
            raise UserError(
                self.env._(
                    "%s stays in the register. Mark it as void instead.", kept[0].display_name
                )
            )

    # ---------------------------------------------------------------- buttons

    def action_confirm(self):
        """Take proposed invoices into the register, as a person who has looked at them.

        :raise UserError: one of them is not proposed or something of it does not fit
        """
        self = plain(self)
        self.check_access("write")
        self._check_state("proposed")
        self._check_complete()
        self._check_amounts_of_moves()
        unsealed(self).write(
            {
                "state": "registered",
                "confirmed_by_id": self.env.uid,
                "confirmed_on": fields.Datetime.now(),
            }
        )
        self.allocation_ids.move_id._fapiao_fill_number()
        self.request_id._follow_issue()
        return True

    def action_take_back(self):
        """Take confirmed invoices back to be corrected; for the head of accounting.

        :raise UserError: not the user's to do, or it was handed over
        """
        self = plain(self)
        self._check_manager()
        self._check_state("registered")
        self._check_not_handed_over()
        self._check_no_red()
        unsealed(self).write({"state": "proposed", "confirmed_by_id": False, "confirmed_on": False})
        self.request_id._follow_issue()
        return True

    def action_void(self):
        """Keep the number, and count the invoice no more (作废); for the head of accounting.

        :raise UserError: not the user's to do, it was handed over, or a red one takes it back
        """
        self = plain(self)
        self._check_manager()
        self._check_state("proposed", "registered")
        self._check_not_handed_over()
        self._check_no_red()
        self.allocation_ids.unlink()
        unsealed(self).write({"state": "void"})
        self.request_id._follow_issue()
        return True

    def action_match(self):
        """Propose invoices of the ERP for those that have none.

        :raise UserError: one of them is void
        """
        self = plain(self)
        self.check_access("write")
        self._check_state("proposed", "registered")
        self.env["l10n_cn.fapiao.matcher"]._propose(
            self.filtered(lambda fapiao: not fapiao.allocation_ids)
        )
        return True

    def action_open_moves(self):
        """Open the ERP's invoices that this one is for."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices of the ERP"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.allocation_ids.move_id.ids)],
        }

    def _fapiao_unsealed(self):
        """Return the same invoices as the register itself writes them."""
        return unsealed(self)
