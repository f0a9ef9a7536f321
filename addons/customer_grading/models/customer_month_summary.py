from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader, in_company_language
from odoo.addons.customer_approval.tools.seal import (
    is_unsealed,
    read_comment,
    seal_of,
    unsealed,
)
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

MARKETING = "customer_base.group_customer_marketing"
# Who sends a summary back, and makes those of all departments.
MARKETING_GROUPS = f"{MARKETING},customer_base.group_customer_admin"
# What the manager writes; all else is the system's.
TEXTS = frozenset({"summary", "problems", "next_month"})


class CustomerMonthSummary(models.Model):
    """What a department reports to the market department about a month (REQ G-10).

    Seed S3 五.3(5): every sales department sums up its customer information once a month. The
    figures are taken when the summary is made, for all departments by one query, and stay as
    they are; the department's manager adds the text and sends it. A sent summary is locked.
    """

    _name = "customer.month.summary"
    _inherit = [
        "customer.month.figures.mixin",
        "customer.export.mixin",
        "customer.confidential.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Monthly Summary"
    _seal = seal_of("customer.month.summary")
    _order = "month desc, department_id, id desc"

    department_id = fields.Many2one(
        "hr.department", required=True, readonly=True, index=True, ondelete="restrict"
    )
    month = fields.Date(required=True, readonly=True, help="First day of the month.")
    month_name = fields.Char(string="Year and Month", compute="_compute_month_name")
    company_id = fields.Many2one(readonly=True, index=True)
    manager_id = fields.Many2one(
        "res.users", string="To Be Sent by", readonly=True, ondelete="restrict"
    )
    made_on = fields.Date(
        string="Figures as of",
        readonly=True,
        help="Departments, categories and grades of the customers are those of this day.",
    )
    due = fields.Date(readonly=True)
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    state = fields.Selection(
        [("draft", "To Send"), ("sent", "Sent to Marketing")],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    summary = fields.Text(string="Work of the Month", tracking=True)
    problems = fields.Text(tracking=True)
    next_month = fields.Text(string="Plan for Next Month", tracking=True)
    sent_on = fields.Datetime(readonly=True)
    sent_by_id = fields.Many2one(
        "res.users", string="Summary Sent by", readonly=True, ondelete="restrict"
    )
    line_ids = fields.One2many("customer.month.summary.line", "summary_id", readonly=True)

    _once = models.Constraint(
        "UNIQUE(company_id, department_id, month)", "A department has one summary a month."
    )

    @api.depends("month")
    def _compute_month_name(self):
        for record in self:
            record.month_name = record.month and f"{record.month:%Y-%m}"

    @api.depends("department_id", "month")
    def _compute_display_name(self):
        for record in self:
            # sudo: the name of the own department is no secret
            record.display_name = f"{record.department_id.sudo().name} {record.month_name}"

    @api.depends("state", "due")
    def _compute_is_overdue(self):
        today = self.env.company._workday_today()
        for record in self:
            record.is_overdue = bool(record.state == "draft" and record.due and record.due < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "draft") & Domain("due", "<", self.env.company._workday_today())

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if vals_list and not is_unsealed(self):
            raise AccessError(
                self.env._("Monthly summaries are made by the system, or with “Make Summaries”.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not is_unsealed(self):
            self._check_write(vals)
        return super().write(vals)

    def _check_write(self, vals):
        """Only texts are written, and only until the summary is sent.

        :raises AccessError: for a figure
        :raises UserError: for a sent summary
        """
        own = {
            name
            for name in vals
            if not name.startswith(("message_", "activity_", "website_message_"))
        }
        if own - TEXTS:
            raise AccessError(self.env._("The figures of a monthly summary are not changed."))
        sent = self.filtered(lambda record: record.state == "sent")
        if own and sent:
            raise UserError(
                self.env._(
                    "%(summary)s is sent and locked. The market department can send it back.",
                    summary=sent[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Monthly summaries are kept for good."))

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------
    def action_send(self):
        """Send the summary to the market department and lock it.

        :raises AccessError: for anybody but the department's manager, marketing, administrators
        :raises UserError: without text, or when it was sent before
        """
        self.check_access("write")
        for record in self:
            if record.state != "draft":
                raise UserError(
                    self.env._("%(summary)s was sent before.", summary=record.display_name)
                )
            if not read_comment(record.summary):
                raise UserError(
                    self.env._(
                        "%(summary)s: write what was done before you send it.",
                        summary=record.display_name,
                    )
                )
        unsealed(self).write(
            {"state": "sent", "sent_on": fields.Datetime.now(), "sent_by_id": self.env.uid}
        )
        self.sudo().activity_unlink(  # sudo: also the reminder of a former manager
            ["customer_grading.mail_activity_type_month_summary"]
        )
        self._tell_marketing()
        return True

    def _tell_marketing(self):
        # sudo: who belongs to the market department
        users_sudo = self.env.ref(MARKETING).sudo().all_user_ids.filtered("active")
        for record in self:
            readers_sudo = users_sudo.filtered(
                lambda user, company=record.company_id: company in user.company_ids
            )
            # one message for all of them
            told = in_company_language(record, record.company_id, self.env.user)
            told.message_post(
                body=told.env._("The monthly summary was sent."),
                partner_ids=(readers_sudo - self.env.user).partner_id.ids,
            )

    def action_send_back(self):
        """Open a sent summary again (marketing, administrators).

        :raises AccessError: for everybody else
        :raises UserError: when it was not sent
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_groups(MARKETING_GROUPS):
            raise AccessError(self.env._("The market department sends a summary back."))
        for record in self:
            if record.state != "sent":
                raise UserError(
                    self.env._("%(summary)s was not sent yet.", summary=record.display_name)
                )
        records = unsealed(self)
        records.write({"state": "draft", "sent_on": False, "sent_by_id": False})
        records._remind()
        return True

    def _remind(self):
        """Give the managers an activity each for what they have to send (called unsealed)."""
        type_id = self.env.ref("customer_grading.mail_activity_type_month_summary").id
        model_id = self.env["ir.model"]._get_id(self._name)
        able = self.manager_id._who_may_read(self._name)
        # sudo: the reminder is for the manager, whoever makes or sends back the summary
        self.env["mail.activity"].sudo().create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": record.id,
                    "activity_type_id": type_id,
                    "user_id": record.manager_id.id,
                    "date_deadline": record.due,
                    # goes when the summary is sent
                    "automated": True,
                    "summary": for_reader(record, record.manager_id).env._(
                        "Monthly summary %(month)s", month=f"{record.month:%Y-%m}"
                    ),
                }
                for record in self
                if record.manager_id in able
            ]
        )
