from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from .customer_qualification_type import UNIFIED_CODE_LENGTH

TAXPAYERS = [("general", "General VAT Taxpayer"), ("small", "Small-Scale Taxpayer")]
TRADE_MODES = [("prepaid", "Prepayment"), ("credit", "Credit")]


class CustomerQualification(models.Model):
    """The review of a customer's papers (客户资质审核表, 003 三.1 annex 1; REQ D-12).

    Marketing enters and checks the papers, finance checks again, the marketing manager agrees,
    the general manager's office approves; with the signed agreement the customer is released.
    """

    _name = "customer.qualification"
    _inherit = ["customer.supply.document"]
    _description = "Qualification Review"
    _order = "date desc, id desc"

    _record_sequence = "customer.qualification"
    _record_date_pairs = (("agreement_on", "agreement_until"),)
    _entry_system_fields = frozenset(
        {"approved_code", "approved_name", "released_by_id", "released_on", "ended_on",
         "ended_by_id", "end_reason"}
    )  # fmt: skip

    kind_id = fields.Many2one(
        "customer.qualification.kind", string="Kind of Customer", required=True, tracking=True,
        index=True, ondelete="restrict",
    )  # fmt: skip
    taxpayer = fields.Selection(
        TAXPAYERS, string="VAT Taxpayer", required=True, default="general", tracking=True
    )
    proxy = fields.Boolean(
        string="Signed by Proxy", help="Somebody signs for the legal representative."
    )
    sales_channel = fields.Text(help="Whom the customer sells to, and where.")
    settlement_unit = fields.Char(
        help="The company that pays and gets the invoices; checked like the customer itself."
    )
    legal_representative = fields.Char()
    business_scope = fields.Text(help="As on the business licence.")
    trade_mode = fields.Selection(
        TRADE_MODES, string="Trade Mode Proposed", required=True, default="prepaid", tracking=True
    )
    opinion = fields.Text(
        string="Opinion of Marketing", help="What speaks for the customer, and what against."
    )
    customer_code = fields.Char(related="partner_id.vat", string="Unified Social Credit Code")
    document_ids = fields.One2many(
        "customer.qualification.document", "qualification_id", string="Papers", copy=False
    )
    known_document_ids = fields.Many2many(
        "customer.qualification.document",
        string="Other Papers in Force",
        compute="_compute_papers",
    )
    missing = fields.Text(string="Still Missing", compute="_compute_papers")

    # the agreement and the release (see customer_qualification_release.py)
    agreement_number = fields.Char(copy=False, tracking=True)
    agreement_on = fields.Date(string="Agreement Signed on", copy=False, tracking=True)
    agreement_until = fields.Date(
        string="Agreement Ends on", copy=False, tracking=True,
        help="The customer is released until then. Empty: without end.",
    )  # fmt: skip
    agreement_file = fields.Binary(attachment=True, copy=False)
    agreement_file_name = fields.Char(copy=False)
    approved_code = fields.Char(string="Code as Approved", readonly=True, copy=False)
    approved_name = fields.Char(string="Name as Approved", readonly=True, copy=False)
    released_on = fields.Date(readonly=True, copy=False, tracking=True)
    released_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    ended_on = fields.Date(readonly=True, copy=False, tracking=True)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    end_reason = fields.Text(string="Why It Ended", readonly=True, copy=False)
    can_release = fields.Boolean(compute="_compute_can_release")
    can_end = fields.Boolean(compute="_compute_can_release")

    @api.model
    def _selection_state(self):
        labels = dict(super()._selection_state()) | {
            "approved": self.env._("Agreement to Sign"),
            "released": self.env._("Released"),
            "ended": self.env._("Ended"),
        }
        order = ("draft", "submitted", "approved", "released", "ended", "rejected")
        return [(state, labels[state]) for state in order]

    @api.model
    def _listed(self, names):
        """Return names as a list in the reader's language."""
        return format_list(self.env, names)

    # ------------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------------
    @api.depends(
        "partner_id", "kind_id", "taxpayer", "proxy", "company_id", "state",
        "document_ids.type_id", "document_ids.number", "document_ids.file",
        "document_ids.valid_until", "document_ids.no_end", "document_ids.presented",
        "document_ids.original_seen_on", "document_ids.state",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_papers(self):
        papers = self.env["customer.qualification.document"]
        # sudo: papers of the document's own customer, read by whoever may read the document
        known_sudo = papers.sudo().search(
            [("partner_id", "in", self.partner_id._origin.ids), ("state", "=", "checked")]
        )
        for review in self:
            known = known_sudo.filtered(
                lambda paper, review=review: (
                    paper.partner_id == review.partner_id._origin
                    and paper.company_id == review.company_id._origin
                )
            )
            own = review.document_ids._origin
            review.known_document_ids = papers.browse(known.ids) - own
            review.missing = "\n".join(review._missing_papers(known)) or False

    def _missing_papers(self, known):
        """Return what is missing of required papers, in words.

        :param known: papers of the customer in force
        """
        self.ensure_one()
        new = self.document_ids.filtered(lambda paper: paper.state == "new")
        current = new | known
        unified = any(
            paper.type_id.is_licence and len((paper.number or "").strip()) == UNIFIED_CODE_LENGTH
            for paper in current
        )
        # sudo: which papers a kind of customer needs is no secret
        required = self.env["customer.qualification.type"]._required_of(
            self.kind_id._origin.sudo(), self.taxpayer == "general", self.proxy, unified
        )
        lacking = [
            self.env._("%(paper)s is missing.", paper=kind.name)
            for kind in required
            if kind not in current.sudo().type_id._origin  # sudo: kinds of papers only
        ]
        today = (self.company_id or self.env.company)._workday_today()
        lacking += [
            self.env._("%(paper)s has run out.", paper=paper.type_id.name)
            for paper in known - new
            if paper.is_asked and paper.valid_until and paper.valid_until < today
            and paper.type_id not in new.type_id
        ]  # fmt: skip
        return lacking + [why for paper in new if (why := paper._incomplete())]

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id",
            "kind_id",
            "taxpayer",
            "proxy",
            "sales_channel",
            "settlement_unit",
            "legal_representative",
            "business_scope",
            "trade_mode",
            "opinion",
        }

    @api.model
    def _approval_fact_fields(self):
        return ["kind_id", "taxpayer", "trade_mode", "sales_channel", "opinion"]

    def _approval_snapshot(self):
        """The papers belong to what is decided; a file by its name and size only."""
        snapshot = super()._approval_snapshot()
        # sudo: seen the same way whoever looks
        papers_sudo = self.sudo().document_ids.sorted("id")
        snapshot["document_ids"] = [
            [
                paper.id,
                {
                    "type_id": paper.type_id.id,
                    "number": paper.number or "",
                    "valid_until": str(paper.valid_until or ""),
                    "presented": paper.presented,
                    "file_name": paper.file_name or "",
                },
            ]
            for paper in papers_sudo
        ]
        return snapshot

    def _check_can_submit(self):
        super()._check_can_submit()
        self._check_none_running(("submitted", "approved"))
        for review in self:
            if review.missing:
                raise UserError(
                    self.env._(
                        "%(review)s cannot be submitted yet:\n%(missing)s",
                        review=review.display_name,
                        missing=review.missing,
                    )
                )

    def _on_approved(self):
        super()._on_approved()
        for review in self:
            customer = review.partner_id
            review._approval_write({"approved_code": customer.vat, "approved_name": customer.name})
        self.document_ids.filtered(lambda paper: paper.state == "new")._take()

    @api.constrains("proxy", "partner_id")
    def _check_settlement(self):
        for review in self:
            if not review.partner_id.sudo().customer_category:  # whether it is one, no more
                raise ValidationError(
                    self.env._(
                        "%(customer)s has no customer category. Set the category first.",
                        customer=review.partner_id._customer_label(),
                    )
                )

    # ------------------------------------------------------------------
    # For the printed sheet
    # ------------------------------------------------------------------
    def _sheet_papers(self):
        """Return the papers of the printed sheet: those of the review, then those in force."""
        self.ensure_one()
        own = self.document_ids
        return own | self.known_document_ids

    def _sheet_steps(self):
        """Return the steps of the current round, for the signatures."""
        self.ensure_one()
        return self.sudo().approval_id.step_ids.sorted("sequence")  # whoever prints the sheet
