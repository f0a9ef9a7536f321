from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from ..outing.customer_outing_mixin import OUTING_SYSTEM_FIELDS


class CustomerReception(models.Model):
    """Guests of a customer with us: planned, approved, prepared, received, reported (V-08).

    Seed S4 3.3.2 and 3.3.3 五.
    """

    _name = "customer.reception"
    _inherit = ["customer.document.mixin", "customer.outing.mixin", "customer.overlap.mixin"]
    _description = "Reception"
    _order = "date_start desc, id desc"
    _mail_post_access = "read"

    _record_sequence = "customer.reception"
    _record_date_pairs = (("date_start", "date_stop"),)
    _record_amounts = ("budget", "extra_guests")
    _entry_system_fields = OUTING_SYSTEM_FIELDS
    _reminder_type = "key_account_visits.mail_activity_reception_report"

    purpose = fields.Text(string="Occasion and Aim", required=True)
    kind = fields.Selection(
        [
            ("visit", "Ordinary Visit"),
            ("inspection", "Inspection of the Works"),
            ("negotiation", "Negotiation"),
            ("acceptance", "Acceptance or Training"),
            ("other", "Other"),
        ],
        required=True,
        default="visit",
        tracking=True,
    )
    date_start = fields.Datetime(
        string="From", required=True, tracking=True, copy=False, default=lambda s: s._next_hour(10)
    )
    date_stop = fields.Datetime(
        string="To", required=True, tracking=True, copy=False, default=lambda s: s._next_hour(17)
    )
    level_id = fields.Many2one(
        "customer.guest.level",
        string="Level of Guests",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    guest_ids = fields.One2many("customer.reception.guest", "reception_id", string="Guests")
    extra_guests = fields.Integer(
        string="Further Guests", help="Drivers and others who are not named."
    )
    head_count = fields.Integer(string="Guests in All", compute="_compute_head_count", store=True)
    host_ids = fields.Many2many(
        "res.users",
        "customer_reception_host_rel",
        string="Hosts",
        tracking=True,
        domain="[('share', '=', False)]",
    )
    slot_ids = fields.One2many("customer.reception.slot", "reception_id", string="Schedule")
    material_ids = fields.One2many("customer.visit.material", "reception_id", string="Preparation")
    report = fields.Text(string="How It Went", copy=False)
    results = fields.Text(string="What Came of It", copy=False)
    customer_view = fields.Text(string="What the Guests Said", copy=False)
    next_step = fields.Char(copy=False)
    next_date = fields.Date(string="Next Step on", copy=False)
    satisfaction = fields.Selection(
        selection="_selection_satisfaction",
        string="Satisfaction",
        copy=False,
    )

    @api.depends("guest_ids", "extra_guests")
    def _compute_head_count(self):
        for reception in self:
            reception.head_count = len(reception.guest_ids) + reception.extra_guests

    @api.depends("host_ids")
    def _compute_overlap_warning(self):
        super()._compute_overlap_warning()

    @api.depends("date_stop", "company_id")
    def _compute_report_due(self):
        super()._compute_report_due()

    # ------------------------------------------------------------------
    # What the mixins ask
    # ------------------------------------------------------------------
    def _outing_people(self):
        self.ensure_one()
        return self.user_id | self.host_ids

    def _outing_own_people(self):
        """A host who only sits at the table may still read the report of those who invited."""
        return super()._outing_own_people() - (self.host_ids - self.user_id - self.applicant_id)

    def _approval_excluded_users(self):
        return super()._approval_excluded_users() - (
            self.host_ids - self.user_id - self.applicant_id - self.create_uid - self.env.user
        )

    def _outing_report_missing(self):
        self.ensure_one()
        return [
            self._fields[name]._description_string(self.env)
            for name in ("report", "results", "customer_view")
            if not (self[name] or "").strip()
        ]

    def _approval_amount(self):
        self.ensure_one()
        return self.budget, self.currency_id

    def _approval_key_fields(self):
        return super()._approval_key_fields() | {
            "partner_id",
            "purpose",
            "level_id",
            "budget",
            "currency_id",
            "extra_guests",
            "guest_ids",
        }

    def _approval_fact_fields(self):
        return ["partner_id", "purpose", "level_id", "date_start", "budget"]

    def _check_can_submit(self):
        super()._check_can_submit()
        for reception in self:
            if not reception.head_count:
                raise UserError(
                    self.env._(
                        "%(reception)s has no guests. Enter who comes.",
                        reception=reception.display_name,
                    )
                )
        self._check_meal_hosts()

    def _check_meal_hosts(self):
        """Refuse meals at which nobody of the role that the level asks for is a host (S4 五.1).

        :raises UserError: naming the role
        """
        for reception in self:
            group_sudo = reception.level_id.sudo().host_group_id  # names of roles
            meals = reception.slot_ids.filtered(lambda slot: slot.kind == "meal")
            if not group_sudo or not meals:
                continue
            hosts = meals.host_ids | reception.host_ids | reception.user_id
            leaders_sudo = group_sudo.all_user_ids
            if not hosts & leaders_sudo.sudo(False) and not meals._deputy_named():
                raise UserError(
                    self.env._(
                        "%(reception)s: at a meal with guests of this level (%(level)s) somebody "
                        "of “%(role)s” is a host. Enter who, or on the meal who stands in for "
                        "them.",
                        reception=reception.display_name,
                        level=reception.level_id.name,
                        role=group_sudo.name,
                    )
                )

    def _outing_reported(self):
        super()._outing_reported()
        self._record_contact()

    def _prepare_interaction_vals(self):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "contact_ids": [fields.Command.set(self.guest_ids.partner_id.ids)],
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "date": self.date_start,
            "way": "reception",
            "direction": "in",
            "summary": self.report,
            "needs": self.customer_view,
            "satisfaction": self.satisfaction,
            "next_step": self.next_step,
            "next_date": self.next_date,
            "res_model": self._name,
            "res_id": self.id,
        }

    @api.constrains("partner_id")
    def _check_customer_active(self):
        for reception in self:
            if not reception.partner_id.sudo().active:  # archived or not, whoever may read it
                raise ValidationError(
                    self.env._(
                        "%(customer)s is archived. Choose a customer in use.",
                        customer=reception.partner_id._customer_label(),
                    )
                )

    def _guest_names(self):
        """Return the guests in one line, for the printed plan."""
        self.ensure_one()
        names = self.guest_ids.mapped("name")
        if self.extra_guests:
            names.append(self.env._("%(count)s more", count=self.extra_guests))
        return format_list(self.env, names)

    def action_add_materials(self):
        """Add what a reception usually needs and is not on the list yet."""
        return self.env["customer.visit.material"]._add_usual(self, "for_reception")
