from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, unsealed
from odoo.exceptions import UserError
from odoo.tools import float_compare


class L10nCnFapiaoRequest(models.Model):
    """Asks finance to issue an invoice (开具增值税专用发票证明单, S3 三.2(3), annex 2).

    Approved, it waits until invoices over its amount are in the register; then it is issued.
    """

    _name = "l10n_cn.fapiao.request"
    _inherit = ["l10n_cn.fapiao.mixin", "customer.approval.mixin"]
    _description = "Invoice Request"
    _order = "date desc, id desc"
    _check_company_auto = True

    _fapiao_system_fields = frozenset({"name"})

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    date = fields.Date(
        required=True, default=lambda self: self.env.company._workday_today(), copy=False
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict"
    )
    title_id = fields.Many2one(
        "l10n_cn.fapiao.title",
        string="Invoice Title",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', '=', partner_id), ('state', '=', 'approved')]",
    )
    title_vat = fields.Char(related="title_id.vat")
    title_taxpayer_kind = fields.Selection(related="title_id.taxpayer_kind")
    title_address = fields.Char(related="title_id.address")
    title_phone = fields.Char(related="title_id.phone")
    title_bank_name = fields.Char(related="title_id.bank_name")
    title_bank_account = fields.Char(related="title_id.bank_account")
    wanted = fields.Selection(
        [("special", "VAT special invoice"), ("ordinary", "VAT ordinary invoice")],
        string="Invoice Wanted",
        required=True,
        default="special",
    )
    move_ids = fields.Many2many(
        "account.move",
        "l10n_cn_fapiao_request_move_rel",
        "request_id",
        "move_id",
        string="Invoices of the ERP",
        copy=False,
        domain="[('commercial_partner_id', '=', partner_id), ('state', '=', 'posted'),"
        " ('move_type', '=', 'out_invoice'), ('company_id', '=', company_id)]",
    )
    move_names = fields.Char(
        string="Numbers in the ERP",
        compute="_compute_move_names",
        compute_sudo=True,
        help="For those who agree to the request and read no invoices of the ERP.",
    )
    line_ids = fields.One2many(
        "l10n_cn.fapiao.request.line", "request_id", string="Goods and Services", copy=True
    )
    note = fields.Text(string="Reason and Remarks")
    currency_id = fields.Many2one(related="company_id.currency_id")
    net = fields.Monetary(compute="_compute_amounts", store=True)
    tax = fields.Monetary(compute="_compute_amounts", store=True)
    gross = fields.Monetary(string="Total", compute="_compute_amounts", store=True)
    fapiao_ids = fields.One2many("l10n_cn.fapiao", "request_id", string="VAT Invoices")
    issued_amount = fields.Monetary(string="Issued", compute="_compute_issued_amount")

    @api.depends("move_ids.name")
    def _compute_move_names(self):
        for request in self:
            request.move_names = ", ".join(request.move_ids.mapped("display_name"))

    @api.depends("line_ids.net", "line_ids.tax")
    def _compute_amounts(self):
        for request in self:
            request.net = sum(request.line_ids.mapped("net"))
            request.tax = sum(request.line_ids.mapped("tax"))
            request.gross = request.net + request.tax

    @api.depends("fapiao_ids.state", "fapiao_ids.gross")
    def _compute_issued_amount(self):
        # sudo: whoever reads a request may know how much of it is issued
        for request, request_sudo in zip(self, self.sudo(), strict=True):
            registered = request_sudo.fapiao_ids.filtered(lambda f: f.state == "registered")
            request.issued_amount = sum(registered.mapped("gross"))

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for company, made in requests.grouped("company_id").items():
            sequence = self.env["ir.sequence"].with_company(company)
            for request in made:
                # as the approval's owner: nobody else writes a number
                unsealed(request).name = sequence.next_by_code("l10n_cn.fapiao.request")
        return requests

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.title_id.partner_id != self.partner_id.commercial_partner_id:
            self.title_id = False
            self.move_ids = False

    # ---------------------------------------------------------------- approval

    @api.model
    def _selection_state(self):
        labels = dict(super()._selection_state())
        labels["approved"] = self.env._("To Be Issued")
        labels["issued"] = self.env._("Issued")
        return list(labels.items())

    def _approval_amount(self):
        return self.gross, self.currency_id

    def _approval_fact_fields(self):
        return ["partner_id", "title_id", "wanted"]

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id", "title_id", "wanted", "move_ids", "line_ids",
        }  # fmt: skip

    def _check_can_submit(self):
        super()._check_can_submit()
        for request in self:
            if problem := request._problem():
                raise UserError(
                    self.env._("%(what)s: %(problem)s", what=request.name, problem=problem)
                )
        self._check_open_amounts()

    def _problem(self):
        """Return in words what keeps a request from being submitted; an empty text if nothing."""
        title = self.title_id.sudo()  # the state of the title, whoever may read it
        if title.state != "approved" or not title.active:
            return self.env._(
                "the title %s was not checked yet. Submit it and wait for finance.", title.name
            )
        if title.partner_id != self.partner_id:
            return self.env._("the title is another customer's. Choose one of this customer.")
        if self.wanted == "special" and title.taxpayer_kind != "general":
            return self.env._(
                "special invoices are for general taxpayers. Ask for an ordinary one, or hand in"
                " the proof with a new title."
            )
        if not self.line_ids or self.gross <= 0:
            return self.env._("enter goods or services with their amounts.")
        return ""

    def _check_open_amounts(self):
        """:raise UserError: more is asked for than the chosen invoices of the ERP leave open"""
        # sudo: amounts of the invoices that the request names; their choice was checked
        for request in self.sudo().filtered("move_ids"):
            moves = request.move_ids
            if wrong := moves.filtered(lambda move, asked=request: not move._fapiao_fits(asked)):
                raise UserError(
                    self.env._(
                        "%(request)s: %(move)s is no posted invoice of this customer and company.",
                        request=request.name,
                        move=wrong[0].display_name,
                    )
                )
            room = sum(moves.mapped("fapiao_open")) - request._asked_elsewhere()
            slack = 0.01 * len(request.line_ids)
            if float_compare(request.gross, room + slack, precision_digits=2) > 0:
                raise UserError(
                    self.env._(
                        "%(request)s: %(asked)s is more than the invoices leave open, %(room)s."
                        " Something was issued or asked for already.",
                        request=request.name,
                        asked=request.currency_id.format(request.gross),
                        room=request.currency_id.format(room),
                    )
                )

    def _asked_elsewhere(self):
        """Return what other requests in approval or not issued yet ask for the same invoices."""
        others = self.search(
            [
                ("move_ids", "in", self.move_ids.ids),
                ("state", "in", ("submitted", "approved")),
                ("id", "!=", self.id),
            ]
        )
        return sum(max(other.gross - other.issued_amount, 0) for other in others)

    def action_revise(self, reason=None):
        """Take it up again, as long as nothing was issued for it.

        :raise UserError: there are invoices for it, or it is not the user's
        """
        self.check_access("write")  # no refusal below names a request that is hidden
        issued = plain(self).sudo().filtered("fapiao_ids")  # sudo: only whether there are any
        if issued:
            raise UserError(
                self.env._(
                    "%s: invoices were registered for it. Make a new request.", issued[0].name
                )
            )
        return super().action_revise(reason)

    # ---------------------------------------------------------------- issuing

    def _follow_issue(self):
        """Move requests on when invoices over their amount are registered, and back."""
        for request in self.sudo():  # sudo: follows from the register, whoever confirmed there
            done = float_compare(request.issued_amount + 0.01, request.gross, 2) >= 0
            state = {("approved", True): "issued", ("issued", False): "approved"}.get(
                (request.state, done)
            )
            if state:
                request._approval_set_state(state)

    def action_fill_lines(self):
        """Take goods and amounts from the chosen invoices of the ERP.

        :raise UserError: none is chosen
        """
        self.ensure_one()
        self.check_access("write")
        if not self.move_ids:
            raise UserError(
                self.env._(
                    "%s: choose invoices of the ERP first, then take over their lines.", self.name
                )
            )
        self.move_ids.sudo(False).check_access("read")
        # sudo: lines of invoices that the user may read
        goods = self.move_ids.sudo().invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        self.line_ids = [(5, 0, 0), *((0, 0, line._fapiao_line_vals()) for line in goods)]
        return True

    def action_register_fapiao(self):
        """Open a new invoice of the register for this request."""
        self.ensure_one()
        self.check_access("read")
        kind = "digital_special" if self.wanted == "special" else "digital_ordinary"
        return {
            "type": "ir.actions.act_window",
            "res_model": "l10n_cn.fapiao",
            "views": [(False, "form")],
            "context": {
                "default_request_id": self.id,
                "default_title_id": self.title_id.id,
                "default_partner_id": self.partner_id.id,
                "default_kind": kind,
                "default_buyer_name": self.title_id.name,
                "default_buyer_vat": self.title_id.vat,
                "default_net": self.net,
                "default_tax": self.tax,
                "default_gross": self.gross,
            },
        }
