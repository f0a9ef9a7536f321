from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Who may move a document to another department than the responsible person's.
DEPARTMENT_GROUPS = (
    "customer_base.group_customer_manager,customer_base.group_customer_director,"
    "customer_base.group_customer_admin"
)


class CustomerStaffMixin(models.AbstractModel):
    """A record of one of our people: number, responsible person, department, company, date.

    What is about a customer adds it by ``customer.record.mixin``; a trip has several or none.

    Class attributes:
      * ``_record_sequence``: code of the ``ir.sequence`` that numbers the records
      * ``_record_date_pairs``: pairs of date fields, the second never before the first
      * ``_record_amounts``: names of numeric fields that are never negative
    """

    _name = "customer.staff.mixin"
    _description = "Record of One of Our People"
    _order = "date desc, id desc"
    _check_company_auto = True

    _record_sequence = None
    _record_date_pairs = ()
    _record_amounts = ()

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    name = fields.Char(
        string="Document Number", readonly=True, copy=False, index="trigram", default=False
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
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._workday_today(),
        tracking=True,
        copy=False,
    )

    # by a method: the text of a constraint stays English on models of other addons
    _name_company_uniq = models.Constraint(
        "UNIQUE(company_id, name)",
        lambda env, _diagnostics: env._("A document with this number already exists."),
    )

    @api.constrains(lambda self: [name for pair in self._record_date_pairs for name in pair])
    def _check_record_dates(self):
        self._check_date_order(*self._record_date_pairs)

    @api.constrains(lambda self: list(self._record_amounts))
    def _check_record_amounts(self):
        self._check_not_negative(*self._record_amounts)

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        """Department of the responsible person's employee in the document's company."""
        for document, department in self._get_own_departments().items():
            document.department_id = department or document.department_id

    def _get_own_departments(self):
        """Return {document: department of the responsible person}."""
        departments = self.env["hr.department"]
        return {
            document: departments.browse(
                document.user_id._employee_in(document.company_id).department_id.id
            )
            if document.user_id
            else departments
            for document in self
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Give every new document its number; a number sent along is ignored."""
        vals_list = [dict(vals) for vals in vals_list]
        by_company = defaultdict(list)
        for vals in vals_list:
            by_company[vals.get("company_id") or self.env.company.id].append(vals)
        for company_id, company_vals in by_company.items():
            numbers = self._next_record_numbers(company_id, len(company_vals))
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
    def _next_record_numbers(self, company_id, count):
        """Return ``count`` fresh numbers of the company's sequence.

        :raises UserError: when no sequence with the code exists
        """
        # Users draw numbers without having any right on sequences.
        sequence_sudo = (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [
                    ("code", "=", self._record_sequence),
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
                    code=self._record_sequence,
                )
            )
        return [sequence_sudo.next_by_id() for _index in range(count)]

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
