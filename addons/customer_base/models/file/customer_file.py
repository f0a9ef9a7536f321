from odoo import api, fields, models
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_list

# Written by the flow itself, by nobody else.
SYSTEM_FIELDS = frozenset({"archived_on", "archived_by_id", "active", "merged_into_id"})


class CustomerFile(models.Model):
    """The file of one customer, laid out like the form 客户档案表 (REQ B-02, B-03).

    Seeds: S4 3.3.4 form 1; S3 四.1-4. Written by the salesperson, reviewed by the department
    manager, then archived; an important change later reopens only the part it belongs to
    (``customer.file.change``). What the partner, its bank accounts, orders and invoices hold is
    shown from there and never kept twice.
    """

    _name = "customer.file"
    _description = "Customer File"
    _inherit = ["customer.document.mixin"]
    _mail_post_access = "read"

    _record_sequence = "customer.file"
    _entry_system_fields = SYSTEM_FIELDS
    # whose customer it is says who keeps the file
    _entry_people = ()
    _record_amounts = ("registered_capital", "staff_chinese", "staff_foreign")
    _approval_approved_state = "archived"

    active = fields.Boolean(default=True, readonly=True, copy=False)
    name = fields.Char(string="File Number")
    date = fields.Date(string="Filed On")
    user_id = fields.Many2one(
        compute="_compute_user_id",
        store=True,
        precompute=True,
        readonly=True,
        default=None,
        check_company=False,
    )
    partner_company_id = fields.Many2one(
        related="partner_id.company_id",
        string="Customer's Company",
        store=True,
        index="btree_not_null",
    )
    archived_on = fields.Datetime(readonly=True, copy=False)
    archived_by_id = fields.Many2one(
        "res.users", string="Archived By", readonly=True, copy=False, ondelete="restrict"
    )
    merged_into_id = fields.Many2one(
        "customer.file", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    established_on = fields.Date()
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    registered_capital = fields.Monetary()
    main_shareholders = fields.Text()
    supervising_authority = fields.Char(help="The authority or group the customer answers to.")
    fax = fields.Char()
    staff_chinese = fields.Integer(string="Chinese Staff")
    staff_foreign = fields.Integer(string="Foreign Staff")
    staff_total = fields.Integer(string="Staff", compute="_compute_staff_total", store=True)
    company_nature = fields.Selection(
        [
            ("listed", "Listed Company"),
            ("private", "Private Limited Company"),
            ("joint_venture", "Sino-Foreign Joint Venture"),
            ("foreign", "Foreign-Owned"),
            ("state", "State-Owned"),
            ("other", "Other"),
        ],
        string="Nature of Company",
    )
    trade_standing = fields.Selection(
        [
            ("leader", "Leader"),
            ("influential", "Influential"),
            ("medium", "Medium"),
            ("small", "Small Manufacturer"),
            ("other", "Other"),
        ],
        string="Standing in the Trade",
    )
    main_business = fields.Text()
    side_business = fields.Text()
    sales_ids = fields.One2many("customer.file.sales", "file_id", string="Annual Sales")
    legal_representative_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="set null"
    )
    head_id = fields.Many2one(
        "res.partner", string="Head of Company", index="btree_not_null", ondelete="set null"
    )
    main_contact_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="set null")

    # Not a constraint: the file of a customer merged into another one stays, inactive.
    _one_file = models.UniqueIndex(
        "(commercial_partner_id) WHERE active", "This customer already has a file."
    )

    # ------------------------------------------------------------------ constraints
    @api.constrains("legal_representative_id", "head_id", "main_contact_id", "partner_id")
    def _check_people(self):
        for file in self:
            people_sudo = file.sudo()._file_people()  # of another customer: not readable, maybe
            for person_sudo in people_sudo:
                # sudo: compared only
                if person_sudo.commercial_partner_id != file.sudo().commercial_partner_id:
                    raise ValidationError(
                        self.env._(
                            "%(person)s is not a contact of %(customer)s. Enter the person as a "
                            "contact of the customer first.",
                            person=person_sudo.sudo(False)._customer_label(),
                            customer=file.partner_id._customer_label(),
                        )
                    )

    @api.constrains("established_on")
    def _check_established_on(self):
        today = self.env.company._workday_today()
        for file in self:
            if file.established_on and file.established_on > today:
                raise ValidationError(
                    self.env._(
                        "%(file)s: the customer cannot be established in the future.",
                        file=file.display_name,
                    )
                )

    def _file_people(self):
        """Return the persons the form names: legal representative, head, main contact."""
        return self.legal_representative_id | self.head_id | self.main_contact_id

    # ------------------------------------------------------------------ computes
    @api.model
    def _selection_state(self):
        labels = {
            "draft": self.env._("Draft"),
            "submitted": self.env._("Waiting for Review"),
            "archived": self.env._("Archived"),
            "rejected": self.env._("Sent Back"),
        }
        return list(labels.items())

    @api.depends("partner_id.user_id")
    def _compute_user_id(self):
        """The customer's responsible person; without one, whoever kept the file last."""
        for file in self:
            file.user_id = file.partner_id.user_id or file.user_id or self.env.user

    def _compute_department_id(self):
        """The department that was asked stays while its round runs, whoever gets the customer."""
        running = self.filtered(lambda file: file._approval_is_running())
        for file in running:
            file.department_id = file.department_id
        super(CustomerFile, self - running)._compute_department_id()

    def _follow_department(self):
        """Move the files of customers that were handed over during a round, now that it ended."""
        moved = self.filtered(lambda file: file.user_id not in file.approval_id.excluded_user_ids)
        self.env.add_to_compute(self._fields["department_id"], moved)

    @api.depends("staff_chinese", "staff_foreign")
    def _compute_staff_total(self):
        for file in self:
            file.staff_total = file.staff_chinese + file.staff_foreign

    # ------------------------------------------------------------------ create and write
    @api.model
    def _entry_check_given(self, vals):
        super()._entry_check_given(vals)
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            self.filtered(lambda file: file.partner_id != partner)._check_one_file(partner)

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the file in the customer's company."""
        partner_model_sudo = self.env["res.partner"].sudo()  # the company, whoever may read it
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("partner_id") and not vals.get("company_id"):
                company_sudo = partner_model_sudo.browse(vals["partner_id"]).company_id
                vals["company_id"] = (company_sudo or self.env.company).id
        if self.env.su:
            ids = [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
            self._check_one_file(self.env["res.partner"].browse(ids))
        return super().create(vals_list)

    def _check_one_file(self, partners):
        """Refuse a second file of a customer.

        :raises UserError: naming the customer and, to those who may see it, the file
        """
        # sudo: that the file exists is told to everybody, its number is not
        taken_sudo = self.sudo().search(
            [("commercial_partner_id", "in", partners.sudo().commercial_partner_id.ids)], limit=1
        )
        if taken_sudo:
            visible = taken_sudo.sudo(False).has_access("read")
            raise UserError(
                self.env._(
                    "%(customer)s already has a customer file%(number)s. Open it from the "
                    "customer.",
                    customer=taken_sudo.partner_id.sudo(False)._customer_label(),
                    number=f" ({taken_sudo.name})" if visible else "",
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for file in self:
            if file.state not in ("draft", "rejected"):
                raise UserError(
                    self.env._(
                        "%(file)s is archived or waiting for review and is kept.",
                        file=file.display_name,
                    )
                )

    # ------------------------------------------------------------------ approval
    def _approval_key_fields(self):
        """An archived file stays open: important changes are reviewed part by part."""
        return super()._approval_key_fields() | {"partner_id"}

    def _approval_fact_fields(self):
        return ["partner_id", "user_id"]

    def _on_approved(self):
        super()._on_approved()
        unsealed(self).write({"archived_on": fields.Datetime.now(), "archived_by_id": self.env.uid})
        self._follow_department()

    def _on_rejected(self, reason):
        super()._on_rejected(reason)
        self._follow_department()

    def _on_withdrawn(self):
        super()._on_withdrawn()
        self._follow_department()

    # ------------------------------------------------------------------ who reviews
    def _file_may_review(self):
        """Return those files whose changes the current user may review.

        The manager of the department, the marketing director, an administrator; never the
        person responsible for the customer (seed S3 四.3).
        """
        user = self.env.user
        others = self.filtered(lambda file: file.user_id != user)
        if user.has_groups(
            "customer_base.group_customer_director,customer_base.group_customer_admin"
        ):
            return others
        if not user.has_group("customer_base.group_customer_manager"):
            return self.browse()
        departments = user.customer_department_ids
        return others.filtered(lambda file: file.department_id in departments)

    def _check_may_review(self):
        """:raises AccessError: naming the files that somebody else reviews"""
        self.check_access("read")
        if refused := self - self._file_may_review():
            raise AccessError(
                self.env._(
                    "Only the department manager, the marketing director or an administrator "
                    "reviews %(files)s, and nobody their own.",
                    files=format_list(self.env, refused.mapped("display_name")),
                )
            )
