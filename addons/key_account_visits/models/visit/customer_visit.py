from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..outing.customer_outing_mixin import OUTING_SYSTEM_FIELDS

# What a plan is approved as; the hour may still move.
KEY_FIELDS = frozenset(
    {"partner_id", "kind", "purpose", "contact_ids", "participant_ids", "budget", "currency_id"}
)


class CustomerVisit(models.Model):
    """A visit to one customer: planned, approved, made, reported, followed up.

    Seeds S4 3.3.1 and 3.3.3 三, 四; S3 六.2(1) with annexes 6 and 7 (REQ V-01 to V-07).
    """

    _name = "customer.visit"
    _inherit = ["customer.document.mixin", "customer.outing.mixin"]
    _description = "Visit"
    _order = "date_start desc, id desc"
    _mail_post_access = "read"

    _record_sequence = "customer.visit"
    _record_date_pairs = (("date_start", "date_stop"),)
    _record_amounts = ("budget",)
    _entry_system_fields = OUTING_SYSTEM_FIELDS | {
        "event_id",
        "follow_up_due",
        "follow_up_on",
        "follow_up_by_id",
    }
    _reminder_type = "key_account_visits.mail_activity_visit_report"

    kind = fields.Selection(
        [
            ("planned", "Planned Visit"),
            ("adhoc", "Ad-Hoc Visit"),
            ("periodic", "Return Visit"),
            ("joint", "Going Along"),
            ("inspection", "Superior's Check"),
        ],
        required=True,
        default="planned",
        tracking=True,
        index=True,
    )
    way = fields.Selection(
        [
            ("onsite", "At the Customer's"),
            ("office", "At Our Place"),
            ("phone", "By Phone"),
            ("video", "By Video"),
            ("other", "Other"),
        ],
        string="Way of Visiting",
        required=True,
        default="onsite",
        tracking=True,
    )
    purpose = fields.Text(string="Aim", required=True, help="What this visit is to bring about.")
    date_start = fields.Datetime(
        string="From", required=True, tracking=True, copy=False, default=lambda s: s._next_hour(10)
    )
    date_stop = fields.Datetime(
        string="To", required=True, tracking=True, copy=False, default=lambda s: s._next_hour(11)
    )
    place = fields.Char(help="Where it takes place; the customer's address when left empty.")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        default=lambda self: self.env.company.currency_id,
    )
    budget = fields.Monetary(tracking=True, help="Money asked for; finance decides on it as well.")
    grade_id = fields.Many2one(
        related="partner_id.customer_grade_id", string="Grade", related_sudo=False
    )
    color = fields.Integer(compute="_compute_color")

    _date_idx = models.Index("(company_id, date_start)")

    @api.depends("state", "report_late")
    def _compute_color(self):
        """Colour of the card: red what is late, green what is closed."""
        colors = {"approved": 4, "done": 3, "reported": 5, "closed": 10, "submitted": 2}
        for visit in self:
            visit.color = 1 if visit.report_late else colors.get(visit.state, 0)

    @api.depends("date_stop", "company_id")
    def _compute_report_due(self):
        super()._compute_report_due()

    # ------------------------------------------------------------------
    # What the mixins ask
    # ------------------------------------------------------------------
    def _outing_people(self):
        self.ensure_one()
        return self.user_id | self.participant_ids

    def _approval_amount(self):
        self.ensure_one()
        return self.budget, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | KEY_FIELDS

    def _approval_fact_fields(self):
        return ["partner_id", "purpose", "date_start", "budget"]

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    @api.constrains("partner_id")
    def _check_customer_active(self):
        """A visit is planned to a customer that is there, of its own company."""
        for visit in self:
            customer_sudo = visit.partner_id.sudo()  # archived or not, whoever may read it
            if not customer_sudo.active:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is archived. Choose a customer in use.",
                        customer=visit.partner_id._customer_label(),
                    )
                )

    # ------------------------------------------------------------------
    # Owner and merge events
    # ------------------------------------------------------------------
    @api.model
    def _follow_owner_domain(self):
        """Plans, and what is approved and still to come; what is under way stays."""
        coming = Domain("state", "=", "approved") & Domain("date_start", ">", fields.Datetime.now())
        return super()._follow_owner_domain() | coming
