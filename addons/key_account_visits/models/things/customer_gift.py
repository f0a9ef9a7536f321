from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import plain, unsealed
from odoo.exceptions import UserError, ValidationError

SUPERIOR_GROUPS = (
    "customer_base.group_customer_manager,customer_base.group_customer_director,"
    "customer_base.group_customer_admin"
)


class CustomerGift(models.Model):
    """A gift to a person of a customer (礼品登记).

    Seed S4 3.3.3 四.2 (小型礼品, 贵重礼品); Anti-Unfair Competition Law Art. 8: who gave what to
    whom has to be shown. Up to the company's limit for a person and a year it is recorded at
    once, above it only after approval. What is recorded changes by reversal alone.
    """

    _name = "customer.gift"
    _inherit = ["customer.finished.mixin", "customer.document.mixin"]
    _description = "Gift to a Customer"
    _order = "date desc, id desc"

    _record_sequence = "customer.gift"
    _finished_states = ("recorded", "reversed")
    _entry_links = ("partner_id", "receiver_id")
    _entry_system_fields = frozenset(
        {
            "res_model",
            "res_id",
            "recorded_on",
            "recorded_by_id",
            "limit_then",
            "reversed_on",
            "reversed_by_id",
            "reverse_reason",
        }
    )
    _entry_transitions = {
        "record": (("draft", "approved"), "anybody"),
        "reverse": (("recorded",), "superior"),
    }

    receiver_id = fields.Many2one(
        "res.partner",
        string="Given to",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('commercial_partner_id', '=', commercial_partner_id),"
        " ('is_company', '=', False)]",
        help="The person at the customer who gets it.",
    )
    occasion = fields.Selection(
        [
            ("visit", "Visit"),
            ("reception", "Reception"),
            ("festival", "Festival"),
            ("birthday", "Birthday"),
            ("event", "Event"),
            ("other", "Other"),
        ],
        required=True,
        default="visit",
        index=True,
    )
    kind = fields.Selection(
        [
            ("small", "Small Gift"),
            ("valuable", "Valuable Gift"),
            ("promotional", "Promotional Item"),
            ("other", "Other"),
        ],
        string="Kind of Gift",
        required=True,
        default="small",
        index=True,
    )
    what = fields.Char(string="Gift", required=True, tracking=True)
    quantity = fields.Integer(required=True, default=1, tracking=True, aggregator="sum")
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_value = fields.Monetary(string="Value of One", tracking=True, aggregator=None)
    value = fields.Monetary(string="Value", compute="_compute_value", store=True)
    paid_by = fields.Selection(
        [("stock", "From Stock"), ("expense", "By an Expense")],
        string="Drawn from",
        required=True,
        default="stock",
        help="A gift paid by an expense counts in budgets by that expense, not twice.",
    )
    given_by_id = fields.Many2one(
        "res.users",
        string="Given by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        check_company=True,
    )
    note = fields.Text(string="Notes")
    res_model = fields.Char(string="Given with (Model)", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Given with (ID)", model_field="res_model", readonly=True, copy=False
    )
    document_name = fields.Char(string="Given with", compute="_compute_document_name")
    recorded_on = fields.Date(string="Recorded on", readonly=True, copy=False)
    recorded_by_id = fields.Many2one(
        "res.users", string="Recorded by", readonly=True, copy=False, ondelete="restrict"
    )
    reversed_on = fields.Date(string="Reversed on", readonly=True, copy=False)
    reversed_by_id = fields.Many2one(
        "res.users", string="Reversed by", readonly=True, copy=False, ondelete="restrict"
    )
    reverse_reason = fields.Text(string="Why Reversed", readonly=True, copy=False, tracking=True)
    warning = fields.Char(compute="_compute_warning")
    can_record = fields.Boolean(compute="_compute_can")
    can_reverse = fields.Boolean(compute="_compute_can")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "At least one gift: enter a quantity above 0."
    )
    _unit_value_positive = models.Constraint(
        "CHECK(unit_value IS NULL OR unit_value >= 0)", "The value must not be negative."
    )
    _receiver_date_idx = models.Index("(receiver_id, date) WHERE state = 'recorded'")
    _document_idx = models.Index("(res_model, res_id) WHERE res_model IS NOT NULL")

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    @api.model
    def _selection_state(self):
        labels = {
            "recorded": self.env._("Recorded as Given"),
            "reversed": self.env._("Reversed"),
        }
        return [*super()._selection_state(), *labels.items()]

    @api.depends("quantity", "unit_value")
    def _compute_value(self):
        for gift in self:
            gift.value = gift.quantity * gift.unit_value

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_document_name(self):
        names = {}
        for model, gifts in self.grouped("res_model").items():
            if model and model in self.env:
                documents = self.env[model].browse(gifts.mapped("res_id")).exists()
                readable = documents._filtered_access("read")
                names |= {(model, document.id): document.display_name for document in readable}
        for gift in self:
            gift.document_name = names.get((gift.res_model, gift.res_id), False)

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_warning(self):
        """Warn of the public sector: nobody there may take anything (facts.md §2, F18)."""
        public = self._public_sector()
        for gift in self:
            gift.warning = gift.partner_id in public and self.env._(
                "%(customer)s is of the public sector. Gifts to its people can be bribery: ask "
                "your manager first, and give nothing of value.",
                customer=gift.partner_id.sudo().name,  # the customer the gift is for
            )

    def _public_sector(self):
        """Return those customers of the gifts that are state bodies or state-owned."""
        partners = self.partner_id.commercial_partner_id._origin
        # sudo: that somebody has to be careful is said to whoever makes the gift
        kind = self.env.ref(
            "customer_key_account.customer_key_account_type_important", raise_if_not_found=False
        )
        accounts_sudo = (
            self.env["customer.key.account"]
            .sudo()
            .search(
                [("partner_id", "in", partners.ids), ("type_id", "in", kind.ids if kind else [])]
            )
        )
        # sudo: as above, from the customer's file
        files_sudo = (
            self.env["customer.file"]
            .sudo()
            .search([("partner_id", "in", partners.ids), ("company_nature", "=", "state")])
        )
        return (accounts_sudo.partner_id | files_sudo.partner_id).sudo(False)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can(self):
        for gift in self:
            saved = bool(gift._origin)
            writable = saved and gift._origin.has_access("write")
            gift.can_record = writable and not gift._why_not("record")
            gift.can_reverse = writable and not gift._why_not("reverse")

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.receiver_id.commercial_partner_id != self.partner_id.commercial_partner_id:
            self.receiver_id = False

    @api.constrains("receiver_id", "partner_id")
    def _check_receiver_id(self):
        for gift in self:
            receiver_sudo = gift.receiver_id.sudo()  # whose person it is, whoever may read it
            customer_sudo = gift.partner_id.sudo()  # sudo: as above
            if receiver_sudo.commercial_partner_id != customer_sudo.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(gift)s: who gets it is not a person of %(customer)s. Choose one of "
                        "its contacts, or enter the person there first.",
                        gift=gift.name,
                        customer=customer_sudo.name,
                    )
                )
            if receiver_sudo.is_company:
                raise ValidationError(
                    self.env._(
                        "%(gift)s: name the person who gets it, not the company.", gift=gift.name
                    )
                )

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_amount(self):
        return self.value, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id",
            "receiver_id",
            "kind",
            "what",
            "quantity",
            "unit_value",
        }

    def _approval_fact_fields(self):
        return ["partner_id", "receiver_id", "what", "quantity", "unit_value"]

    def _check_can_submit(self):
        super()._check_can_submit()
        self._check_complete()

    def _check_complete(self):
        """:raises UserError: a gift without value, which no limit could count"""
        if missing := self.filtered(
            lambda gift: gift.currency_id.compare_amounts(gift.value, 0) <= 0
        ):
            raise UserError(
                self.env._(
                    "%(gift)s: enter what it is worth. A gift for nothing cannot be counted.",
                    gift=missing[0].display_name,
                )
            )

    # ------------------------------------------------------------------
    # Recording and reversing
    # ------------------------------------------------------------------
    def _why_not_who(self, who):
        """Superiors reverse, and nobody what they gave or recorded themselves."""
        if who != "superior":
            return False
        user = self.env.user
        own = self.user_id | self.given_by_id | self.recorded_by_id | self.applicant_id
        if user not in own and user.has_groups(SUPERIOR_GROUPS):
            return False
        return self.env._(
            "Only a manager who had no part in %(gift)s reverses it.", gift=self.display_name
        )

    def action_record(self):
        """Record the gifts as given.

        :raises UserError: above the limit and not approved, of a day to come, without value
        """
        self = plain(self)
        self.check_access("write")
        self._lock_documents()
        self._check_action("record")
        self._check_complete()
        for gift in self:
            if gift.date > gift.company_id._workday_today():
                raise UserError(
                    self.env._(
                        "%(gift)s is for a day to come. Record it when it was given.",
                        gift=gift.display_name,
                    )
                )
        self._check_limit()
        for company, gifts in self.grouped("company_id").items():
            unsealed(gifts).write(
                {
                    "state": "recorded",
                    "recorded_on": company._workday_today(),
                    "recorded_by_id": self.env.uid,
                    "limit_then": company.customer_gift_limit,
                }
            )
        return True

    def action_reverse(self):
        """Ask why the gift is reversed."""
        self.ensure_one()
        self._check_action("reverse")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reverse Gift"),
            "res_model": "customer.gift.reverse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_gift_id": self.id},
        }

    @api.private
    def _reverse(self, reason):
        """Take back what was recorded: it was not given, given back, or entered wrongly.

        :raises UserError: without a reason, or not a superior's to do
        """
        self = plain(self)
        self.check_access("write")
        self._lock_documents()
        self._check_action("reverse")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the gift is reversed."))
        for company, gifts in self.grouped("company_id").items():
            unsealed(gifts).write(
                {
                    "state": "reversed",
                    "reversed_on": company._workday_today(),
                    "reversed_by_id": self.env.uid,
                    "reverse_reason": reason,
                }
            )
        return True

    # ------------------------------------------------------------------
    # The document it went out with
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _give_with(self, document, vals_list):
        """Create draft gifts that go out with a visit, a reception or a care task.

        :param document: one record, which the user may write
        :param vals_list: as for ``create``
        """
        document.ensure_one().check_access("write")
        gifts = self.create(vals_list)
        # the link is the system's: nobody hangs a gift on a document of others
        unsealed(gifts).write({"res_model": document._name, "res_id": document.id})
        return gifts

    @api.model
    @api.private
    def _given_with(self, documents):
        """Return {document: its gifts} as far as the user may see them; one query."""
        gifts = self.search([("res_model", "=", documents._name), ("res_id", "in", documents.ids)])
        by_id = gifts.grouped("res_id")
        return {document: by_id.get(document.id, self.browse()) for document in documents}

    def action_open_document(self):
        """Open the visit, reception or task the gift went out with."""
        self.ensure_one()
        self.check_access("read")
        if not self.document_name:
            raise UserError(self.env._("%s was not given with a document.", self.display_name))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
