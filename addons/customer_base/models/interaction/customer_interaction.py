from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.roles import SERVING_GROUPS

# Who may put down a contact that a colleague made.
AUTHOR_GROUPS = (
    "customer_base.group_customer_manager,customer_base.group_customer_director,"
    "customer_base.group_customer_clerk,customer_base.group_customer_admin"
)
# Set by the system alone: where a record comes from and what hangs on it.
SYSTEM_FIELDS = frozenset({"res_model", "res_id", "activity_id"})
# What moves the customer's last contact.
STATE_FIELDS = {"partner_id", "date", "user_id", "company_id"}
UNSATISFIED = ("1", "2")


class CustomerInteraction(models.Model):
    """One contact with a customer: when, by whom, with whom, about what (REQ B-07).

    Seeds S1 二(一), 四(二)1 and S0 九. Contact frequencies are checked against these records
    (``customer.interaction.state``); meetings, done activities and later visits write them too.
    """

    _name = "customer.interaction"
    _inherit = [
        "customer.entry.mixin",
        "customer.access.mixin",
        "customer.confidential.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Interaction"
    _order = "date desc, id desc"
    _check_company_auto = True
    _access_user_field = "user_id"
    _entry_links = ("partner_id",)
    # whoever may see a customer may have talked to them
    _entry_right = "read"
    _entry_system_fields = SYSTEM_FIELDS

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        help="Choosing a contact person sets the customer and the person met.",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Commercial Entity", store=True
    )
    contact_ids = fields.Many2many(
        "res.partner",
        "customer_interaction_contact_rel",
        string="People Met",
        tracking=True,
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, tracking=True)
    duration = fields.Float(help="In hours.")
    way = fields.Selection(
        [
            ("phone", "Phone"),
            ("email", "E-Mail"),
            ("letter", "Letter"),
            ("wechat", "WeChat"),
            ("visit", "Visit"),
            ("reception", "Reception"),
            ("meeting", "Meeting"),
            ("event", "Event"),
            ("other", "Other"),
        ],
        string="Means of Contact",
        required=True,
        default="phone",
        tracking=True,
    )
    direction = fields.Selection(
        [("out", "We Contacted Them"), ("in", "They Contacted Us")], string="Who Began"
    )
    summary = fields.Text(required=True, tracking=True)
    needs = fields.Text(string="Customer's Needs", tracking=True)
    satisfaction = fields.Selection(
        [
            ("1", "Very Dissatisfied"),
            ("2", "Dissatisfied"),
            ("3", "Neutral"),
            ("4", "Satisfied"),
            ("5", "Very Satisfied"),
        ],
        tracking=True,
    )
    suggestion = fields.Text(string="Customer's Suggestions", tracking=True)
    next_step = fields.Char(tracking=True)
    next_date = fields.Date(
        string="Next Step on", tracking=True, help="You get an activity on the customer."
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Activity",
        readonly=True,
        copy=False,
        # each activity that is done is deleted and looks for its interactions
        index="btree_not_null",
        ondelete="set null",
    )
    res_model = fields.Char(string="Source Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Source", model_field="res_model", readonly=True, copy=False
    )

    # the newest contact of a customer, and a customer's records in their order
    _last_idx = models.Index("(commercial_partner_id, company_id, date DESC, id DESC)")
    _date_idx = models.Index("(company_id, date DESC)")
    _source_uniq = models.UniqueIndex(
        "(res_model, res_id, partner_id) WHERE res_model IS NOT NULL",
        "This contact has been recorded already.",
    )
    _duration_not_negative = models.Constraint(
        "CHECK(duration >= 0)", "The duration must not be negative."
    )

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for record in self:
            employee = record.user_id._employee_in(record.company_id)
            record.department_id = employee.department_id

    @api.depends("partner_id", "summary")
    def _compute_display_name(self):
        for record in self:
            first_line = (record.summary or "").strip().split("\n")[0][:50]
            # sudo: of an own record the customer may be somebody else's by now
            parts = (record.partner_id.sudo().name, first_line)
            record.display_name = ": ".join(part for part in parts if part)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        person = self.partner_id
        customer = person.commercial_partner_id
        if person and person != customer:
            self.contact_ids |= person
            self.partner_id = customer
        self.contact_ids = self.contact_ids.filtered(
            lambda contact: contact._origin.commercial_partner_id == customer._origin
        )

    @api.constrains("date")
    def _check_date(self):
        now = fields.Datetime.now()
        for record in self:
            if record.date > now:
                raise ValidationError(
                    self.env._(
                        "%(record)s: a contact is recorded after it took place. Plan a future one "
                        "as an activity or meeting.",
                        record=record.display_name,
                    )
                )

    @api.constrains("contact_ids", "partner_id")
    def _check_contact_ids(self):
        for record in self.sudo():  # contacts of a customer the author may read
            strangers = record.contact_ids.filtered(
                lambda contact, record=record: (
                    contact.commercial_partner_id != record.commercial_partner_id
                )
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s.",
                        contact=strangers[0].sudo(False)._customer_label(),
                        customer=record.partner_id.sudo(False)._customer_label(),
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(self._with_customers(vals_list))
        if not self.env.su:
            records._check_author(records.user_id)
        records._sync_next_step()
        records._contact_made()
        return records

    def write(self, vals):
        if "partner_id" in vals:
            [vals] = self._with_customers([vals])
        # sudo: the customers' last contact follows whoever changes a record
        before = self.sudo().commercial_partner_id if STATE_FIELDS & vals.keys() else None
        result = super().write(vals)
        if not self.env.su and "user_id" in vals:
            self._check_author(self.user_id)
        if {"next_step", "next_date", "user_id", "partner_id"} & vals.keys():
            self._sync_next_step()
        if before is not None:
            # sudo: as above, for the customers after the change
            (before | self.sudo().commercial_partner_id)._customer_contact_refresh()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_fresh_or_admin(self):
        if self.env.su or self.env.user.has_group("customer_base.group_customer_admin"):
            return
        for record in self:
            company = record.company_id
            created_on = company._customer_local_date(record.create_date)
            if record.create_uid != self.env.user or created_on != company._workday_today():
                raise UserError(
                    self.env._(
                        "%(record)s stays on record: only who wrote it can delete it, on the same "
                        "day. Correct it instead.",
                        record=record.display_name,
                    )
                )

    def unlink(self):
        customers_sudo = self.sudo().commercial_partner_id  # the table follows whoever deletes
        self.sudo().activity_id.filtered("active").unlink()  # its own reminders
        result = super().unlink()
        customers_sudo._customer_contact_refresh()
        return result

    @api.model
    def _with_customers(self, vals_list):
        """Return copies of ``vals_list`` with contact persons replaced by their customers."""
        # sudo: only to find out whose contacts these are; rights are checked on the record
        partner_model_sudo = self.env["res.partner"].sudo()
        people_sudo = partner_model_sudo.browse(
            # whatever else came in is refused where the field reads it
            {vals["partner_id"] for vals in vals_list if type(vals.get("partner_id")) is int}
        )
        customers = {person.id: person.commercial_partner_id.id for person in people_sudo.exists()}
        result = []
        for vals in vals_list:
            person_id = vals.get("partner_id")
            customer_id = customers.get(person_id) if type(person_id) is int else None
            if customer_id and customer_id != person_id:
                met = [*(vals.get("contact_ids") or ()), fields.Command.link(person_id)]
                vals = {**vals, "partner_id": customer_id, "contact_ids": met}
            result.append(dict(vals))
        return result

    @api.model
    def _entry_check_target(self, target, right):
        """Customer service, finance and legal put down talks with customers they serve."""
        if target._name == "res.partner" and self.env.user.has_groups(SERVING_GROUPS):
            target -= target._filtered_access("read")
        super()._entry_check_target(target, right)

    @api.model
    def _check_author(self, users):
        """Refuse records made in a colleague's name.

        :raises AccessError: naming who may write for others
        """
        if users - self.env.user and not self.env.user.has_groups(AUTHOR_GROUPS):
            raise AccessError(
                self.env._(
                    "You record your own contacts. A manager, director or clerk can record one "
                    "that %(user)s made.",
                    user=(users - self.env.user)[:1].sudo().name,  # a colleague's name
                )
            )

    # ------------------------------------------------------------------
    # What follows from a contact
    # ------------------------------------------------------------------
    def _contact_made(self):
        """Move the customers' last contact and count down the reminders it answers."""
        customers_sudo = self.sudo().commercial_partner_id  # whoever recorded the contact
        customers_sudo._customer_contact_refresh()
        self.env["customer.interaction.state"]._keep_reminders_true(customers_sudo.user_id)

    def _sync_next_step(self):
        """Keep one activity on the customer for each record with a date for the next step."""
        activity_type = self.env.ref("mail.mail_activity_data_todo")
        # sudo: the reminder is the author's, whatever they may change on the customer
        to_create = self.browse().sudo()
        for record_sudo in self.sudo():
            activity = record_sudo.activity_id.filtered("active")
            if not record_sudo.next_date:
                activity.unlink()
                continue
            if activity and activity.res_id == record_sudo.partner_id.id:
                activity.write(record_sudo._prepare_activity_vals())
            else:
                activity.unlink()
                to_create |= record_sudo
        if not to_create:
            return
        model_id = self.env["ir.model"]._get_id("res.partner")
        activities = to_create.env["mail.activity"].create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": record_sudo.partner_id.id,
                    "activity_type_id": activity_type.id,
                    **record_sudo._prepare_activity_vals(),
                }
                for record_sudo in to_create
            ]
        )
        for record_sudo, activity in zip(to_create, activities, strict=True):
            record_sudo.activity_id = activity

    def _prepare_activity_vals(self):
        self.ensure_one()
        return {
            "user_id": self.user_id.id,
            "date_deadline": self.next_date,
            "summary": self.next_step or self.display_name,
        }

    # ------------------------------------------------------------------
    # From meetings and activities
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _record_source(self, vals_list):
        """Record contacts that other documents show, each document and customer once.

        :param vals_list: values with ``res_model`` and ``res_id`` of the source
        :raises AccessError: the customer or the author is not the user's to record
        """
        vals_list = self._with_customers(vals_list)
        customers = self.env["res.partner"].browse({vals["partner_id"] for vals in vals_list})
        customers._customer_check_access("read")
        self._check_author(self.env["res.users"].browse({vals["user_id"] for vals in vals_list}))
        # sudo: nobody but the system says where a record comes from; rights are checked above
        return self.sudo().create(vals_list).sudo(False)

    @api.model
    @api.private
    def _recorded_ids(self, model_name, res_ids):
        """Return {(source id, customer id)} of the sources that were recorded already."""
        records_sudo = self.sudo().search(  # also by colleagues
            [("res_model", "=", model_name), ("res_id", "in", res_ids)]
        )
        return {(record.res_id, record.partner_id.id) for record in records_sudo}

    @api.model
    @api.private
    def _noon(self, day):
        """Return the moment to record for a day without time: noon, never in the future."""
        noon = self.env.company._workday_tz().localize(datetime.combine(day, time(12)))
        moment = noon.astimezone(pytz.utc).replace(tzinfo=None)
        return min(moment, fields.Datetime.now() - timedelta(seconds=1))

    def action_open_source(self):
        """Open the meeting or activity this record was made from."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            raise UserError(self.env._("This contact was recorded by hand."))
        source = self.env[self.res_model].browse(self.res_id).exists()
        if not source:
            raise UserError(self.env._("The document this was recorded from does not exist."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
