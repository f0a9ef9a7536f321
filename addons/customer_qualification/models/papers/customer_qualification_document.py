from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .customer_qualification_type import PROOFS, UNIFIED_CODE_LENGTH

# days before a paper runs out on which somebody is reminded
WARNINGS = (60, 30, 0)
MAX_FILE_MB = 10
CHECK_GROUPS = (
    "customer_base.group_customer_clerk,customer_base.group_customer_marketing,"
    "customer_base.group_customer_finance,customer_base.group_customer_manager,"
    "customer_base.group_customer_director,customer_base.group_customer_admin"
)
# what a check is about: stays as it was checked
CHECKED_FIELDS = (
    "type_id",
    "number",
    "issued_on",
    "valid_until",
    "no_end",
    "presented",
    "file",
    "file_name",
    "partner_id",
    "company_id",
    "qualification_id",
)


class CustomerQualificationDocument(models.Model):
    """A licence or paper of a customer, with number, validity and file (REQ D-12, 003 三.1(2)).

    Somebody else than who entered it checks it: a paper at a time, or all of a qualification by
    its approval. A newer one takes its place; older ones stay as history.
    """

    _name = "customer.qualification.document"
    _inherit = [
        "customer.entry.mixin",
        "customer.approval.line.mixin",
        "customer.access.mixin",
        "customer.reminder.mixin",
    ]
    _description = "Paper of a Customer"
    _order = "type_sequence, valid_until desc, id desc"
    _rec_name = "type_id"
    _check_company_auto = True

    _entry_links = ("partner_id", "qualification_id")
    _entry_system_fields = frozenset(
        {"state", "checked_by_id", "checked_on", "original_seen_by_id", "original_seen_on",
         "replaced_by_id", "reminded", "warned_level"}
    )  # fmt: skip
    _approval_parent_field = "qualification_id"
    _approval_line_scope = "running"
    _reminder_type = "customer_qualification.mail_activity_paper"
    _reminder_day = "valid_until"
    _reminder_waiting = SQL("record.state = 'checked' AND record.is_asked")

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict",
        check_company=True, domain="[('customer_category', '!=', False)]",
    )  # fmt: skip
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Commercial Entity", store=True,
        index=True,
    )  # fmt: skip
    user_id = fields.Many2one(
        related="commercial_partner_id.user_id", string="Responsible", store=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    qualification_id = fields.Many2one(
        "customer.qualification", string="Qualification Review", index="btree_not_null",
        ondelete="restrict", check_company=True,
    )  # fmt: skip
    type_id = fields.Many2one(
        "customer.qualification.type", string="Paper", required=True, index=True,
        ondelete="restrict",
    )  # fmt: skip
    type_sequence = fields.Integer(related="type_id.sequence", store=True, string="Order of Papers")
    has_number = fields.Boolean(related="type_id.has_number")
    has_end = fields.Boolean(related="type_id.has_end")
    number = fields.Char()
    issued_on = fields.Date()
    valid_until = fields.Date(index="btree_not_null")
    no_end = fields.Boolean(string="Without Limit of Time")
    presented = fields.Selection(
        PROOFS[:2], string="Presented as", default="stamped", required=True
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    note = fields.Char(string="Remark")
    original_seen_by_id = fields.Many2one(
        "res.users", string="Original Seen by", readonly=True, copy=False, ondelete="restrict"
    )
    original_seen_on = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        [("new", "To Check"), ("checked", "Checked"), ("replaced", "Replaced")],
        string="Status", required=True, readonly=True, copy=False, index=True, default="new",
    )  # fmt: skip
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    checked_on = fields.Date(readonly=True, copy=False)
    replaced_by_id = fields.Many2one(
        "customer.qualification.document", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null",
    )  # fmt: skip
    is_asked = fields.Boolean(
        compute="_compute_is_asked", store=True, string="Still Asked for",
        help="Papers that the business licence replaced are history: nobody is reminded of them.",
    )  # fmt: skip
    validity = fields.Selection(
        [("valid", "Valid"), ("soon", "Runs Out Soon"), ("expired", "Expired"),
         ("history", "History")],
        compute="_compute_validity", search="_search_validity",
    )  # fmt: skip
    days_left = fields.Integer(string="Days Left", compute="_compute_validity")
    can_check = fields.Boolean(compute="_compute_can_check")
    reminded = fields.Boolean(readonly=True, copy=False)
    warned_level = fields.Integer(
        string="Reminders Sent", readonly=True, copy=False,
        help="How many of the reminders before expiry were sent.",
    )  # fmt: skip

    _waiting_idx = models.Index("(valid_until, user_id) WHERE state = 'checked'")

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    @api.constrains("partner_id", "qualification_id")
    def _check_customer(self):
        for paper in self:
            partner_sudo = paper.partner_id.sudo()  # compared only
            if partner_sudo != partner_sudo.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of another company. Choose the company itself.",
                        contact=paper.partner_id._customer_label(),
                    )
                )
            # sudo: only whose review it is
            review_sudo = paper.qualification_id.sudo()
            if review_sudo and review_sudo.partner_id != partner_sudo:
                raise ValidationError(
                    self.env._(
                        "%(paper)s: the paper is of another customer than the review.",
                        paper=paper.display_name,
                    )
                )

    @api.constrains("number", "type_id", "partner_id", "valid_until", "no_end", "issued_on")
    def _check_content(self):
        for paper in self:
            paper._check_licence_number()
            if paper.no_end and paper.valid_until:
                raise ValidationError(
                    self.env._(
                        "%(paper)s: either valid until a day, or without limit of time.",
                        paper=paper.display_name,
                    )
                )
            end = paper.valid_until
            if end and paper.issued_on and end < paper.issued_on:
                raise ValidationError(
                    self.env._(
                        "%(paper)s: it cannot run out before it was issued.",
                        paper=paper.display_name,
                    )
                )
            paper._check_not_expired()

    def _check_licence_number(self):
        """One licence replaces three: its number is the customer's code, or an old 15-digit one."""
        if not self.type_id.is_licence or not self.number:
            return
        number = self.number.strip().upper()
        code = (self.partner_id.sudo().vat or "").strip().upper()  # compared only
        if len(number) not in (15, UNIFIED_CODE_LENGTH):
            raise ValidationError(
                self.env._(
                    "%(number)s is no number of a business licence: it has 18 characters, older "
                    "ones 15.",
                    number=self.number,
                )
            )
        if len(number) == UNIFIED_CODE_LENGTH and code and code != number:
            raise ValidationError(
                self.env._(
                    "The licence says %(number)s, the customer's unified social credit code is "
                    "%(code)s. Correct whichever is wrong.",
                    number=self.number,
                    code=code,
                )
            )

    def _check_not_expired(self):
        """An expired paper is no proof; of those replaced by the licence it is history."""
        if (
            self.state == "new"
            and self.valid_until
            and self.valid_until < self.company_id._workday_today()
            and self.type_id.required_when != "old_licence"
        ):
            raise ValidationError(
                self.env._(
                    "%(paper)s ran out on %(day)s. Ask the customer for a valid one.",
                    paper=self.display_name,
                    day=self.valid_until,
                )
            )

    @api.constrains("file")
    def _check_file(self):
        for paper in self:
            # base64: four characters for three bytes
            if paper.file and len(paper.file) * 3 / 4 > MAX_FILE_MB * 1024 * 1024:
                raise ValidationError(
                    self.env._(
                        "%(paper)s: the file is larger than %(limit)s MB. Scan it smaller.",
                        paper=paper.display_name,
                        limit=MAX_FILE_MB,
                    )
                )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------
    @api.depends("type_id.name", "partner_id.name")
    def _compute_display_name(self):
        for paper in self:
            # sudo: whoever decides on the review reads the name of its papers
            parts = (paper.type_id.sudo().name, paper.partner_id.sudo().name)
            paper.display_name = " ".join(part for part in parts if part)

    @api.depends("type_id.required_when")
    def _compute_is_asked(self):
        for paper in self:
            paper.is_asked = paper.type_id.required_when != "old_licence"

    @api.depends("state", "valid_until", "is_asked", "company_id")
    def _compute_validity(self):
        for paper in self:
            today = (paper.company_id or self.env.company)._workday_today()
            end = paper.valid_until
            paper.days_left = (end - today).days if end else 0
            if paper.state == "replaced" or not paper.is_asked:
                paper.validity = "history"
            elif not end or paper.days_left > WARNINGS[0]:
                paper.validity = "valid"
            else:
                paper.validity = "expired" if paper.days_left < 0 else "soon"

    @api.model
    def _search_validity(self, operator, value):
        if operator != "in":
            return NotImplemented
        company = self.env.company
        today = company._workday_today()
        current = fields.Domain("state", "!=", "replaced") & fields.Domain("is_asked", "=", True)
        near = today + timedelta(days=WARNINGS[0])
        ends = {
            "expired": fields.Domain("valid_until", "<", today),
            "soon": fields.Domain("valid_until", ">=", today)
            & fields.Domain("valid_until", "<=", near),
            "valid": fields.Domain("valid_until", "=", False)
            | fields.Domain("valid_until", ">", near),
        }
        domains = [current & ends[name] for name in ends if name in value]
        if "history" in value:
            domains.append(~current)
        return fields.Domain.OR(domains)

    @api.depends("state", "create_uid")
    @api.depends_context("uid")
    def _compute_can_check(self):
        allowed = self.env.user.has_groups(CHECK_GROUPS)
        for paper in self:
            paper.can_check = allowed and paper.state == "new" and paper.create_uid != self.env.user

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """A paper entered in a review is of its customer and company."""
        reviews = self.env["customer.qualification"]
        default = self.default_get(["qualification_id"]).get("qualification_id")
        own_list = []
        for vals in vals_list:
            review_id = vals.get("qualification_id") or default
            if review_id:
                # sudo: which customer it is about; the right to it is checked with the link
                review_sudo = reviews.browse(review_id).sudo()
                vals = {
                    "partner_id": review_sudo.partner_id.id,
                    "company_id": review_sudo.company_id.id,
                } | vals
            own_list.append(vals)
        return super().create(own_list)

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_open(vals)
        return super().write(vals)

    def _check_open(self, vals):
        """:raises UserError: the paper was checked as it is"""
        names = [name for name in CHECKED_FIELDS if name in vals]
        for paper in self.filtered(lambda paper: paper.state != "new"):
            changed = [
                name
                for name in names
                if paper._fields[name].convert_to_write(paper[name], paper) != (vals[name] or False)
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "%(paper)s was checked and stays as it is. Enter the new one beside it; "
                        "it takes its place once it is checked.",
                        paper=paper.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        for paper in self:
            if paper.state != "new":
                raise UserError(
                    self.env._(
                        "%(paper)s was checked and is kept as history.", paper=paper.display_name
                    )
                )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_see_original(self):
        """Put on record that the user has seen the original.

        :raises UserError: without the role
        """
        self.check_access("read")
        self._check_role()
        for paper in self:
            # sudo: only the system writes who has seen it; the role was checked
            unsealed(paper).write(
                {
                    "original_seen_by_id": self.env.uid,
                    "original_seen_on": paper.company_id._workday_today(),
                }
            )
        return True

    def action_check(self):
        """Take papers as proof: each takes the place of the one before.

        :raises UserError: without the role, own papers, or incomplete ones
        """
        self.check_access("read")
        self._check_role()
        for paper in self:
            if paper.state != "new":
                raise UserError(
                    self.env._("%(paper)s is checked already.", paper=paper.display_name)
                )
            if paper.create_uid == self.env.user:
                raise UserError(
                    self.env._(
                        "%(paper)s: you have entered it. Somebody else has to check it.",
                        paper=paper.display_name,
                    )
                )
            if why := paper._incomplete():
                raise UserError(why)
        self._take()
        return True

    def _check_role(self):
        if not self.env.user.has_groups(CHECK_GROUPS):
            raise UserError(
                self.env._(
                    "Papers are checked by clerks, market department, finance and superiors."
                )
            )

    def _incomplete(self):
        """Return what this paper lacks as proof, or False."""
        self.ensure_one()
        lacks = []
        if not self.file:
            lacks.append(self.env._("the file"))
        if self.has_number and not self.number:
            lacks.append(self.env._("the number"))
        if self.has_end and not self.valid_until and not self.no_end:
            lacks.append(self.env._("the day it runs out"))
        proof = self.type_id.proof
        if proof == "stamped" and self.presented == "copy" and not self.original_seen_on:
            lacks.append(self.env._("the company's stamp on the copy"))
        if proof == "original" and not self.original_seen_on:
            lacks.append(self.env._("that somebody has seen the original"))
        if not lacks:
            return False
        return self.env._(
            "%(paper)s lacks %(what)s.",
            paper=self.display_name,
            what=self.env["customer.qualification"]._listed(lacks),
        )

    def _take(self):
        """Make these the papers in force. The caller has checked who takes them."""
        # sudo: only the system moves the state of papers
        before_sudo = self.sudo().search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("type_id", "in", self.type_id.ids),
                ("state", "=", "checked"),
                ("id", "not in", self.ids),
            ]
        )
        for paper in self:
            older_sudo = before_sudo.filtered(
                lambda old, paper=paper: (
                    (old.partner_id, old.company_id, old.type_id)
                    == (paper.partner_id, paper.company_id, paper.type_id)
                )
            )
            unsealed(older_sudo).write({"state": "replaced", "replaced_by_id": paper.id})
        for company, papers in self.grouped("company_id").items():
            unsealed(papers).write(
                {
                    "state": "checked",
                    "checked_by_id": self.env.uid,
                    "checked_on": company._workday_today(),
                }
            )
            self.env["customer.credit.account"]._refresh_papers(papers.partner_id, company)
        # sudo: reminders of those who answer for the papers
        self._keep_reminders_true(self.sudo().user_id)

    # ------------------------------------------------------------------
    # Reminders (REQ D-12: 60, 30 and 0 days before)
    # ------------------------------------------------------------------
    @api.model
    def _warning_level(self):
        """Return the SQL of how many reminders are due for a record by now."""
        today = self.env.company._workday_today()
        return SQL(
            "(%s)",
            SQL(" + ").join(
                SQL("(record.valid_until <= %s)::int", today + timedelta(days=days))
                for days in WARNINGS
            ),
        )

    @property
    def _reminder_untold(self):
        return SQL("COALESCE(record.warned_level, 0) < %s", self._warning_level())

    @property
    def _reminder_told(self):
        return SQL("warned_level = %s, reminded = TRUE", self._warning_level())

    @api.model
    def _reminder_limits(self):
        companies = self.env["res.company"].search([("customer_paper_reminder", "=", True)])
        return {
            company: company._workday_today() + timedelta(days=WARNINGS[0]) for company in companies
        }

    @api.model
    def _reminder_summary(self, count):
        return self.env._("Papers of customers that run out: %(count)s", count=count)
