from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import is_unsealed, seal_of, unsealed
from odoo.exceptions import UserError


class L10nCnFapiaoPickup(models.Model):
    """Invoices handed over to who takes them to the customer (领取单, S3 三.2(3), annex 3).

    Finance lists them; the person named as collector signs, nobody else. Signed, it stays.
    """

    _name = "l10n_cn.fapiao.pickup"
    _inherit = ["l10n_cn.fapiao.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Invoice Receipt"
    _order = "date desc, id desc"
    _check_company_auto = True
    _seal = seal_of("l10n_cn.fapiao.pickup")

    _fapiao_system_fields = frozenset({"name", "state", "signed_on", "signed_by_id"})
    _fapiao_initial = {"state": "open"}

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._workday_today(), copy=False
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict"
    )
    collector_id = fields.Many2one(
        "res.users",
        string="Collector",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who takes the invoices to the customer, and signs for them.",
    )
    fapiao_ids = fields.Many2many(
        "l10n_cn.fapiao",
        "l10n_cn_fapiao_pickup_rel",
        "pickup_id",
        "fapiao_id",
        string="VAT Invoices",
        copy=False,
        check_company=True,
        domain="[('partner_id', '=', partner_id), ('state', '=', 'registered'),"
        " ('pickup_id', '=', False)]",
    )
    count = fields.Integer(string="Number of Invoices", compute="_compute_sums")
    currency_id = fields.Many2one(related="company_id.currency_id")
    gross = fields.Monetary(string="Total", compute="_compute_sums")
    state = fields.Selection(
        [("open", "To Be Signed"), ("signed", "Signed")],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="open",
        index=True,
        tracking=True,
    )
    note = fields.Text(string="Remarks")
    signature = fields.Binary(copy=False, attachment=True)
    signed_on = fields.Datetime(readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        "res.users", string="Signed By", readonly=True, copy=False, ondelete="restrict"
    )
    can_sign = fields.Boolean(compute="_compute_can_sign")

    @api.depends("fapiao_ids.gross")
    def _compute_sums(self):
        for pickup in self:
            pickup.count = len(pickup.fapiao_ids)
            pickup.gross = sum(pickup.fapiao_ids.mapped("gross"))

    @api.depends("state", "collector_id")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        for pickup in self:
            pickup.can_sign = pickup.state == "open" and pickup.collector_id == self.env.user

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        wanted = self.env["l10n_cn.fapiao"]
        if customer := self.partner_id.commercial_partner_id:
            wanted = wanted.search(
                [
                    ("partner_id", "=", customer.id),
                    ("state", "=", "registered"),
                    ("pickup_needed", "=", True),
                    ("pickup_id", "=", False),
                    ("company_id", "=", self.company_id.id),
                ]
            )
            self.collector_id = wanted.request_id.applicant_id[:1] or customer.user_id
        self.fapiao_ids = wanted

    # ---------------------------------------------------------------- create, write

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("signature"):
                raise UserError(self.env._("A receipt is signed after it was made, not with it."))
        pickups = super().create(vals_list)
        for company, made in pickups.grouped("company_id").items():
            sequence = self.env["ir.sequence"].with_company(company)
            for pickup in made:
                unsealed(pickup).name = sequence.next_by_code("l10n_cn.fapiao.pickup")
        pickups._check_fapiaos()
        pickups._keep_links()
        pickups._ask_to_sign()
        return pickups

    def write(self, vals):
        if is_unsealed(self):
            return super().write(vals)
        self.check_access("write")
        self._check_who_writes(vals)
        before = self.fapiao_ids
        result = super().write(vals)
        if {"fapiao_ids", "partner_id", "company_id"} & set(vals):
            self._check_fapiaos()
            self._keep_links(before)
        if "collector_id" in vals:
            self._ask_to_sign()
        if vals.get("signature"):
            self._sign()
        return result

    def _check_who_writes(self, vals):
        """:raise UserError: it is signed, the signature is another's, or not finance writes"""
        discussion = set(self.env["mail.thread"]._fields) | set(
            self.env["mail.activity.mixin"]._fields
        )
        names = set(vals) - discussion
        for pickup in self if names else ():
            if pickup.state == "signed":
                raise UserError(
                    self.env._("%s is signed and stays as it is. Make another one.", pickup.name)
                )
            if "signature" in names and pickup.collector_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(pickup)s is signed by %(collector)s alone, under the own login.",
                        pickup=pickup.name,
                        collector=pickup.collector_id.name,
                    )
                )
        if names - {"signature"} and not self._is_finance():
            raise UserError(
                self.env._("Finance fills in receipts. If something is wrong, ask there.")
            )

    def _is_finance(self):
        return self.env.su or self.env.user.has_group("account.group_account_invoice")

    def _check_fapiaos(self):
        """:raise UserError: an invoice is not registered, another customer's, or handed over"""
        for pickup in self:
            for fapiao in pickup.fapiao_ids:
                if fapiao.state != "registered":
                    reason = self.env._("it is not confirmed.")
                elif fapiao.partner_id != pickup.partner_id:
                    reason = self.env._("it is another customer's.")
                elif fapiao.company_id != pickup.company_id:
                    reason = self.env._("it is another company's.")
                elif fapiao.pickup_id and fapiao.pickup_id != pickup:
                    reason = self.env._("it is on receipt %s.", fapiao.pickup_id.name)
                else:
                    continue
                raise UserError(
                    self.env._("%(what)s: %(problem)s", what=fapiao.display_name, problem=reason)
                )
            if not pickup.fapiao_ids:
                raise UserError(self.env._("Choose the invoices that are handed over."))

    def _keep_links(self, before=None):
        """Name the receipt on its invoices, and on those taken off it no more."""
        for pickup in self:
            if before:
                gone = before.filtered(lambda fapiao, own=pickup: fapiao.pickup_id == own)
                unsealed(gone - pickup.fapiao_ids).write({"pickup_id": False})
            unsealed(pickup.fapiao_ids).write({"pickup_id": pickup.id})

    def _ask_to_sign(self):
        """Ask the collectors, and those before them no more."""
        self.activity_unlink(["l10n_cn_fapiao.mail_activity_pickup"])
        for pickup in self.filtered(lambda pickup: pickup.state == "open"):
            told = for_reader(pickup, pickup.collector_id)
            # sudo: who may name a collector may ask that person
            pickup.sudo().activity_schedule(
                "l10n_cn_fapiao.mail_activity_pickup",
                date_deadline=pickup.company_id._workday_today(),
                user_id=pickup.collector_id.id,
                summary=told.env._("Collect %s VAT invoices and sign", len(pickup.fapiao_ids)),
            )

    def _sign(self):
        for pickup in self:
            unsealed(pickup).write(
                {
                    "state": "signed",
                    "signed_on": fields.Datetime.now(),
                    "signed_by_id": self.env.uid,
                }
            )
        # sudo: the collector's own activity, done by signing
        self.sudo().activity_feedback(["l10n_cn_fapiao.mail_activity_pickup"])

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if signed := self.filtered(lambda pickup: pickup.state == "signed"):
            raise UserError(self.env._("%s is signed and is kept.", signed[0].name))
