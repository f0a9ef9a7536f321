from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# For whom a standard holds, from the most specific on.
SUBJECTS = {"person": "employee_id", "job": "job_id", "department": "department_id", "all": None}
# How much later than every end "no end" is.
FOREVER = fields.Date.to_date("9999-12-31")


class CustomerExpenseStandard(models.Model):
    """What an expense may come to, by category and by who has it (费用标准).

    REQ V-17, seed S4 2.2 第18条 (mobile phone within the approved amount) and 五.1 (meals and
    lodging by the company's rules). Above it the manager's approval with a reason is needed.
    """

    _name = "customer.expense.standard"
    _inherit = ["mail.thread"]
    _description = "Expense Standard"
    _order = "company_id, product_id, applies_to desc, date_from desc, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    product_id = fields.Many2one(
        "product.product",
        string="Category",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('can_be_expensed', '=', True)]",
        tracking=True,
    )
    applies_to = fields.Selection(
        [
            ("all", "Everybody"),
            ("department", "Department"),
            ("job", "Job Position"),
            ("person", "Person"),
        ],
        string="Applies to",
        required=True,
        default="all",
        index=True,
        help="The most specific standard holds: for a person first, then for the job position, "
        "then for the nearest department, then for everybody.",
    )
    job_id = fields.Many2one(
        "hr.job", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    department_id = fields.Many2one(
        "hr.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Person",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        tracking=True,
    )
    unit = fields.Selection(
        [
            ("month", "Month"),
            ("day", "Day"),
            ("night", "Night"),
            ("head", "Head"),
            ("once", "Single Expense"),
        ],
        string="Per",
        required=True,
        default="once",
        tracking=True,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(string="Standard", required=True, tracking=True, aggregator=None)
    date_from = fields.Date(
        string="Valid from",
        required=True,
        default=lambda self: self.env.company._workday_today(),
        tracking=True,
    )
    date_to = fields.Date(string="Valid to", tracking=True)
    note = fields.Char(string="Notes")
    is_mine = fields.Boolean(
        string="Holds for Me", compute="_compute_is_mine", search="_search_is_mine"
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A standard is an amount above 0.")
    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A standard must not end before it begins.",
    )
    _one_subject = models.Constraint(
        "CHECK((employee_id IS NOT NULL) = (applies_to = 'person')"
        " AND (job_id IS NOT NULL) = (applies_to = 'job')"
        " AND (department_id IS NOT NULL) = (applies_to = 'department'))",
        "A standard is for everybody, one department, one job position or one person.",
    )
    _begins_once = models.UniqueIndex(
        "(company_id, product_id, applies_to, date_from, COALESCE(employee_id, 0),"
        " COALESCE(job_id, 0), COALESCE(department_id, 0))",
        "There is a standard for the same from this day on already.",
    )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    @api.depends("product_id", "applies_to", "employee_id", "job_id", "department_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for standard in self:
            parts = (standard.product_id.display_name, standard._subject_name())
            standard.display_name = " · ".join(part for part in parts if part)

    def _subject_name(self):
        name = SUBJECTS.get(self.applies_to)
        if name:
            # sudo: whoever may read the standard may know for whom it is
            return self.sudo()[name].display_name
        return dict(self._fields["applies_to"]._description_selection(self.env)).get(
            self.applies_to
        )

    def _compute_is_mine(self):
        mine = self._mine()
        for standard in self:
            standard.is_mine = standard._origin in mine

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._mine().ids)

    # ------------------------------------------------------------------
    # What may be entered
    # ------------------------------------------------------------------
    @api.onchange("applies_to")
    def _onchange_applies_to(self):
        for kind, name in SUBJECTS.items():
            if name and kind != self.applies_to:
                self[name] = False

    @api.constrains("product_id")
    def _check_product_id(self):
        for standard in self:
            if not standard.product_id.can_be_expensed:
                raise ValidationError(
                    self.env._(
                        "%(product)s is no expense category. Choose one that people enter "
                        "expenses with.",
                        product=standard.product_id.display_name,
                    )
                )

    @api.constrains("currency_id", "company_id", "date_from")
    def _check_rate(self):
        """Odoo takes 1 for a missing rate: a limit would silently be another one."""
        for standard in self:
            if not standard._rates(
                [(standard.currency_id, standard.company_id, standard.date_from)]
            ):
                raise ValidationError(
                    self.env._(
                        "There is no exchange rate for %(currency)s on %(day)s. Enter one in "
                        "the list of currencies first.",
                        currency=standard.currency_id.name,
                        day=format_date(self.env, standard.date_from),
                    )
                )

    @api.constrains(
        "company_id", "product_id", "applies_to", "job_id", "department_id", "employee_id",
        "date_from", "date_to",
    )  # fmt: skip
    def _check_overlap(self):
        """Of two standards for the same on one day nobody would know which one holds."""
        # sudo: also standards that the user does not see
        candidates_sudo = self.sudo().search(
            [
                ("company_id", "in", self.company_id.ids),
                ("product_id", "in", self.product_id.ids),
                ("applies_to", "in", self.mapped("applies_to")),
            ]
        )
        by_key = candidates_sudo.grouped(lambda standard: standard._key())
        for standard in self.sudo():  # sudo: compared only
            for other in by_key[standard._key()] - standard:
                if (
                    other.date_from <= (standard.date_to or FOREVER)
                    and (other.date_to or FOREVER) >= standard.date_from
                ):
                    raise ValidationError(
                        self.env._(
                            "%(standard)s: there is one from %(day)s on already. End it before "
                            "the new one begins.",
                            standard=other.display_name,
                            day=format_date(self.env, other.date_from),
                        )
                    )

    def _key(self):
        """Return what two standards at the same time must not have in common."""
        name = SUBJECTS[self.applies_to]
        subject = self[name].id if name else False
        return self.company_id.id, self.product_id.id, self.applies_to, subject
