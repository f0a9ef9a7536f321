from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Who may move a document to another department than the responsible person's.
DEPARTMENT_GROUPS = (
    "customer_base.group_customer_manager,customer_base.group_customer_director,"
    "customer_base.group_customer_admin"
)


class CustomerDocumentMixin(models.AbstractModel):
    """What every form of the rulebooks has in common (design 2.3).

    A document is about one customer, carries a number of its company's sequence, and belongs
    to a responsible person and that person's department. Approval comes from
    ``customer.approval.mixin``.

    Class attributes:
      * ``_document_sequence``: code of the ``ir.sequence`` that numbers the documents
      * ``_document_date_pairs``: pairs of date fields, the second never before the first
      * ``_document_amounts``: names of numeric fields that are never negative
    """

    _name = "customer.document.mixin"
    _inherit = ["customer.confidential.mixin", "customer.approval.mixin", "customer.export.mixin"]
    _description = "Customer Document"
    _order = "date desc, id desc"
    _check_company_auto = True

    _document_sequence = None
    _document_date_pairs = ()
    _document_amounts = ()

    name = fields.Char(
        string="Document Number", readonly=True, copy=False, index="trigram", default=False
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._workday_today(), tracking=True, copy=False)

    _name_company_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "A document with this number already exists."
    )

    @api.constrains("partner_id")
    def _check_partner_id(self):
        """REQ B-02: documents hang on the commercial entity, and never on a mere supplier."""
        for document in self:
            partner_sudo = document.partner_id.sudo()  # ranks only, whoever may read them
            customer_sudo = partner_sudo.commercial_partner_id
            if partner_sudo != customer_sudo:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s. Choose %(customer)s itself.",
                        contact=partner_sudo.name or partner_sudo.display_name,
                        customer=customer_sudo.name,
                    )
                )
            if partner_sudo._customer_is_pure_supplier():
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a supplier, not a customer. If it is to become a "
                        "customer too, set its customer category first.",
                        partner=partner_sudo.display_name,
                    )
                )

    @api.constrains(lambda self: [name for pair in self._document_date_pairs for name in pair])
    def _check_document_dates(self):
        self._check_date_order(*self._document_date_pairs)

    @api.constrains(lambda self: list(self._document_amounts))
    def _check_document_amounts(self):
        self._check_not_negative(*self._document_amounts)

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        """Department of the responsible person's employee in the document's company."""
        for document, department in self._get_own_departments().items():
            document.department_id = department or document.department_id

    def _get_own_departments(self):
        """Return {document: department of the responsible person}, by one search."""
        employees = self.env["hr.employee"].search(
            [("user_id", "in", self.user_id.ids), ("company_id", "in", self.company_id.ids)]
        )
        by_person = {
            (employee.user_id, employee.company_id): employee.department_id
            for employee in employees
        }
        none = self.env["hr.department"]
        return {
            document: by_person.get((document.user_id, document.company_id), none)
            for document in self
        }

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for document in self:
            # sudo: deputies decide on documents of customers they do not see otherwise
            parts = (document.name, document.partner_id.sudo().name)
            document.display_name = " ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        """Give every new document its number; a number sent along is ignored."""
        vals_list = [dict(vals) for vals in vals_list]
        by_company = defaultdict(list)
        for vals in vals_list:
            by_company[vals.get("company_id") or self.env.company.id].append(vals)
        for company_id, company_vals in by_company.items():
            numbers = self._next_document_numbers(company_id, len(company_vals))
            for vals, number in zip(company_vals, numbers, strict=True):
                vals["name"] = number
        documents = super().create(vals_list)
        documents._check_department()
        return documents

    def write(self, vals):
        if "name" in vals and any(document.name != vals["name"] for document in self):
            raise UserError(self.env._("The number of a document cannot be changed."))
        result = super().write(vals)
        if "department_id" in vals:
            self._check_department()
        return result

    @api.model
    def _next_document_numbers(self, company_id, count):
        """Return ``count`` fresh numbers of the company's sequence.

        :raises UserError: when no sequence with the code exists
        """
        # Users draw numbers without having any right on sequences.
        sequence_sudo = (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [
                    ("code", "=", self._document_sequence),
                    ("company_id", "in", [company_id, False]),
                ],
                order="company_id",
                limit=1,
            )
        )
        if not sequence_sudo:
            raise UserError(
                self.env._(
                    "There is no number sequence for %(document)s. Ask an administrator to "
                    "create one with the code %(code)s.",
                    document=self.env["ir.model"]._get(self._name).name,
                    code=self._document_sequence,
                )
            )
        return [sequence_sudo.next_by_id() for _index in range(count)]

    def _check_date_order(self, *pairs):
        """Refuse an end before its beginning.

        :param pairs: pairs of names of date or datetime fields, (start, end)
        :raises ValidationError: naming both fields and the document
        """
        for document in self:
            for start, end in pairs:
                if document[start] and document[end] and document[end] < document[start]:
                    raise ValidationError(
                        self.env._(
                            "%(document)s: %(end)s must not be before %(start)s.",
                            document=document.display_name,
                            start=self._fields[start]._description_string(self.env),
                            end=self._fields[end]._description_string(self.env),
                        )
                    )

    def _check_not_negative(self, *field_names):
        """Refuse negative money and counts.

        :raises ValidationError: naming the field and the document
        """
        for document in self:
            for name in field_names:
                if (document[name] or 0) < 0:
                    raise ValidationError(
                        self.env._(
                            "%(document)s: %(field)s must not be negative.",
                            document=document.display_name,
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    def _check_department(self):
        """Refuse a department that is not the responsible person's.

        Its manager decides: who could choose it would choose who decides. Superiors may.

        :raises UserError: naming the department it belongs to
        """
        if self.env.su or self.env.user.has_groups(DEPARTMENT_GROUPS):
            return
        # whose department it is may be hidden from the user
        for document, own in self.sudo()._get_own_departments().items():
            if own and document.department_id != own:
                raise UserError(
                    self.env._(
                        "%(document)s belongs to the department of %(user)s: %(department)s. "
                        "Only a superior may move it to another one.",
                        document=document.display_name,
                        user=document.user_id.name,
                        department=own.name,
                    )
                )

    def _approval_excluded_users(self):
        """Who is responsible does not decide, whoever wrote the document."""
        return super()._approval_excluded_users() | self.user_id

    def _approval_department(self):
        """A stage for the department manager asks the manager of the document's department."""
        return self.department_id or super()._approval_department()

    def _approval_may_request(self):
        """The responsible person may submit, withdraw and revise like the applicant."""
        return super()._approval_may_request() | self.filtered(
            lambda document: document.user_id == self.env.user
        )
