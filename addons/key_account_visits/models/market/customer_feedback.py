from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .people import check_author, given_names, is_superior

# What the system fills in: the way of a form and what it counts as.
SYSTEM_FIELDS = frozenset(
    {
        "state",
        "grade_id",
        "submitted_on",
        "counted_month",
        "answer",
        "asked_on",
        "answer_due",
        "answered_on",
        "answered_by_id",
        "return_reason",
    }
)
# What the market department still changes on a submitted form.
STILL_OPEN = {"answer_department_id"}


class CustomerFeedback(models.Model):
    """Feedback form (客户信息反馈表, REQ V-11, seed S3 六.2(3) and annex 8).

    draft → submitted to the market department → answered by the department it is for. It counts
    for its author in the month of its first submission, with the grade the customer has then.
    """

    _name = "customer.feedback"
    _inherit = [
        "customer.confidential.mixin",
        "customer.record.mixin",
        "customer.due.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Feedback Form"
    _order = "date desc, id desc"
    _mail_post_access = "read"
    _record_sequence = "customer.feedback"
    _record_amounts = ("price",)
    _due_field = "answer_due"
    _entry_links = ("partner_id", "contact_id")
    # whoever may see a customer may have heard something there
    _entry_right = "read"
    _entry_system_fields = SYSTEM_FIELDS
    _entry_transitions = {
        "submit": (("draft",), "author"),
        "return": (("submitted",), "superior"),
        "answer": (("submitted",), "answerer"),
    }

    contact_id = fields.Many2one(
        "res.partner",
        string="Said by",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    said_by = fields.Char(string="Said by (Name)", help="Somebody who is not among the contacts.")
    kind = fields.Selection(
        [
            ("quality", "Quality"),
            ("service", "Service"),
            ("price", "Price"),
            ("delivery", "Delivery"),
            ("new_product", "New Product"),
            ("competitor", "Competitor"),
            ("other", "Other"),
        ],
        string="About",
        required=True,
        default="quality",
        tracking=True,
    )
    text = fields.Text(string="What the Customer Says", required=True, tracking=True)
    suggestion = fields.Text(string="Our Suggestion", tracking=True)
    grade_id = fields.Many2one(
        "customer.grade",
        string="Grade",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        help="The customer's grade when the form was first submitted.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("answered", "Answered")],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    submitted_on = fields.Date(readonly=True, copy=False)
    counted_month = fields.Date(
        string="Counts for",
        readonly=True,
        copy=False,
        help="First day of the month in which the form was first submitted.",
    )
    counted_month_name = fields.Char(
        string="Counts for Month", compute="_compute_counted_month_name"
    )
    return_reason = fields.Text(string="Why Returned", readonly=True, copy=False)
    # the answer
    answer_department_id = fields.Many2one(
        "hr.department",
        string="Department to Answer",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Empty: nothing has to be answered.",
    )
    asked_on = fields.Date(readonly=True, copy=False)
    answer_due = fields.Date(string="Answer by", readonly=True, copy=False)
    answer = fields.Text(readonly=True, copy=False, tracking=True)
    answered_on = fields.Date(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    answer_state = fields.Selection(
        [
            ("none", "Not Needed"),
            ("waiting", "Waiting"),
            ("in_time", "In Time"),
            ("late", "Late"),
        ],
        string="Answer Given",
        compute="_compute_answer_state",
        store=True,
        index=True,
    )
    # S4 2.1, 意见反馈及时率
    answer_in_time_percent = fields.Float(
        string="Answered in Time (%)",
        compute="_compute_answer_state",
        store=True,
        aggregator="avg",
        help="Of the forms that needed an answer by now.",
    )
    is_overdue = fields.Boolean(
        string="Answer Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    # for the market library
    is_market_info = fields.Boolean(
        string="For the Market Library",
        help="When the form is submitted, market information is written from it.",
    )
    competitor_id = fields.Many2one(
        "customer.competitor",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Our Product",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    product_words = fields.Char(
        string="Product", help="As they call it: model, brand, specification."
    )
    price = fields.Monetary(aggregator=None)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    confidential = fields.Boolean(
        tracking=True,
        help="Seen only by who heard it, their superiors, the market department, director, "
        "general manager and administrators.",
    )
    can_submit = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")

    _counted_idx = models.Index("(counted_month, company_id, user_id)")
    _waiting_idx = models.Index("(answer_due) WHERE answer_state = 'waiting'")
    _price_not_negative = models.Constraint("CHECK(price >= 0)", "The price must not be negative.")

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------
    @api.depends("counted_month")
    def _compute_counted_month_name(self):
        for form in self:
            form.counted_month_name = form.counted_month and f"{form.counted_month:%Y-%m}"

    @api.depends("answer_due", "answered_on", "answer_department_id")
    def _compute_answer_state(self):
        for form in self:
            if not form.answer_due:
                form.answer_state = "none"
            elif not form.answered_on:
                form.answer_state = "waiting"
            else:
                in_time = form.answered_on <= form.answer_due
                form.answer_state = "in_time" if in_time else "late"
            form.answer_in_time_percent = 100.0 * (form.answer_state == "in_time")

    @api.depends("answer_state", "answer_due")
    def _compute_is_overdue(self):
        for form in self:
            today = form.company_id._workday_today() if form.company_id else None
            form.is_overdue = form.answer_state == "waiting" and form.answer_due < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"]._customer_companies()
        return Domain("answer_state", "=", "waiting") & companies._customer_day_domain(
            "answer_due", "<", "company_id"
        )

    @api.depends("state", "user_id", "department_id", "answer_department_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for form in self:
            saved = bool(form._origin)
            form.can_submit = saved and not form._why_not("submit")
            form.can_return = saved and not form._why_not("return")
            form.can_answer = saved and not form._why_not("answer")

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        person = self.partner_id
        self.partner_id = person.commercial_partner_id
        if person != self.partner_id:
            self.contact_id = person
        elif self.contact_id.commercial_partner_id != self.partner_id:
            self.contact_id = False

    @api.onchange("kind")
    def _onchange_kind(self):
        self.is_market_info = self.kind in ("price", "competitor", "new_product")

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    @api.constrains("date")
    def _check_date(self):
        for form in self:
            if form.date > form.company_id._workday_today():
                raise ValidationError(
                    self.env._(
                        "%(form)s: the customer has not said it yet. Enter the day it was said.",
                        form=form.display_name,
                    )
                )

    @api.constrains("contact_id", "partner_id")
    def _check_contact_id(self):
        for form in self.sudo():  # a contact of a customer the author may read
            customer = form.contact_id.commercial_partner_id
            if customer and customer != form.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s.",
                        contact=form.contact_id.sudo(False)._customer_label(),
                        customer=form.partner_id.sudo(False)._customer_label(),
                    )
                )

    @api.constrains("confidential", "answer_department_id")
    def _check_confidential(self):
        for form in self:
            if form.confidential and form.answer_department_id:
                raise ValidationError(
                    self.env._(
                        "%(form)s is confidential: no department reads it to answer. Take away "
                        "the department, or the mark.",
                        form=form.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        forms = super().create(vals_list)
        if not self.env.su:
            check_author(self.env, forms.user_id)
        forms._take_grade()
        return forms

    def write(self, vals):
        if not self.env.su:
            self._check_locked(vals)
        result = super().write(vals)
        if not self.env.su and "user_id" in vals:
            check_author(self.env, self.user_id)
        if "partner_id" in vals:
            self._take_grade()
        if "answer_department_id" in vals:
            self._set_answer_due()
        return result

    def _check_locked(self, vals):
        """:raises UserError: a submitted form, naming it and what may be done"""
        if names := given_names(self, vals):
            self.check_access("write")  # no refusal tells anything to who may not write at all
            for form in self.filtered(lambda form: form.state != "draft"):
                superior = is_superior(self.env.user, form.department_id)
                if form.state == "submitted" and superior and names <= STILL_OPEN:
                    continue
                raise UserError(
                    self.env._(
                        "%(form)s is submitted and locked. The market department can return it.",
                        form=form.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for form in self:
            if form.state != "draft" or form.counted_month:
                raise UserError(
                    self.env._(
                        "%(form)s was submitted and stays on record. Only drafts are deleted.",
                        form=form.display_name,
                    )
                )

    def _take_grade(self):
        """Note the customer's grade, until the form counts."""
        # sudo: the system's figure, of a customer that was checked
        for grade, forms in (
            self.sudo()
            .filtered(lambda form: not form.counted_month)
            .grouped(lambda form: form.commercial_partner_id.customer_grade_id)
            .items()
        ):
            forms.filtered(lambda form, grade=grade: form.grade_id != grade).grade_id = grade

    def _set_answer_due(self):
        """Give what is submitted and not answered its day, counted from now."""
        # sudo: the day is the system's
        for company, forms in self.sudo().grouped("company_id").items():
            asked = forms.filtered(lambda form: form.state == "submitted")
            needed = asked.filtered("answer_department_id")
            (asked - needed).write({"asked_on": False, "answer_due": False})
            if needed:
                today = company._workday_today()
                [due] = company._workday_add([today], company.customer_feedback_answer_days)
                needed.write({"asked_on": today, "answer_due": due})

    @api.model
    @api.private
    def _workday_redate(self, companies, _years):
        """Count the days of what waits for an answer again, where days off have changed."""
        waiting = self.search(
            [("answer_state", "=", "waiting"), ("company_id", "in", companies.ids)]
        )
        for company, forms in waiting.grouped("company_id").items():
            days = company.customer_feedback_answer_days
            dues = company._workday_add(forms.mapped("asked_on"), days)
            for form, due in zip(forms, dues, strict=True):
                if form.answer_due != due:
                    form.answer_due = due
