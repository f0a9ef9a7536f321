from odoo import api, fields, models
from odoo.addons.customer_base.models.mixin.customer_confidential_mixin import keep_readers
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_list

from .terms import (
    HANDLER_GROUPS,
    MANAGER_GROUP,
    OPEN_STATES,
    SERVICE_GROUP,
    SUPERIOR_GROUPS,
)

# What those write who work on causes and solution but do not deal with the customer.
PART_FIELDS = frozenset(
    {
        "solution",
        "cost",
        "cause_id",
        "cause_note",
        "why_1",
        "why_2",
        "why_3",
        "why_4",
        "why_5",
        "action_ids",
    }
)
# What may change although a complaint is over: conversation and activities.
FREE_PREFIXES = ("message_", "activity_", "rating_", "website_message_", "access_token")


class CustomerComplaint(models.Model):
    # Who may do what, and what a complaint has to be from the beginning.

    _inherit = "customer.complaint"

    is_handler = fields.Boolean(compute="_compute_is_handler")
    is_locked = fields.Boolean(compute="_compute_is_locked")

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------
    @api.depends("user_id", "commercial_partner_id")
    @api.depends_context("uid")
    def _compute_is_handler(self):
        for complaint in self:
            complaint.is_handler = complaint._complaint_is_handler()

    @api.depends("state")
    def _compute_is_locked(self):
        for complaint in self:
            complaint.is_locked = complaint.state not in OPEN_STATES

    def _complaint_is_handler(self):
        """Tell whether the user deals with the customer: handler, service, whose customer it is."""
        self.ensure_one()
        user = self.env.user
        # sudo: who handles it is asked before rights are known
        return bool(
            self.env.su
            or self.sudo().user_id == user
            or user.has_group(SERVICE_GROUP)
            or (self.access_write and user.has_groups(HANDLER_GROUPS))
        )

    def _complaint_is_part(self):
        """Tell whether the user works on it: deals with it, or has it to solve."""
        self.ensure_one()
        complaint_sudo = self.sudo()  # who has it to solve, for whoever asks
        user = self.env.user
        return (
            self._complaint_is_handler()
            or user in complaint_sudo.assignee_id | complaint_sudo.team_ids
            or complaint_sudo.responsible_department_id in user.customer_department_ids
        )

    def _complaint_is_superior(self):
        """Tell whether the user answers for a department concerned, or for the company."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_groups(SUPERIOR_GROUPS):
            return True
        complaint_sudo = self.sudo()  # whose department it is, for whoever asks
        departments = complaint_sudo.responsible_department_id | complaint_sudo.department_id
        return bool(departments & user.customer_department_ids) or (
            # of whoever looks after the customer
            user.has_group(MANAGER_GROUP) and self.access_write
        )

    def _complaint_is_accused(self):
        """Tell whether the user is the one judged to be at fault."""
        self.ensure_one()
        # sudo: the employee, whom the user themselves need not see
        return not self.env.su and self.env.user in self.sudo().fault_employee_id.user_id

    def _why_not_who(self, who):
        if who.endswith("!") and self._complaint_is_accused():
            return self.env._(
                "%(complaint)s: you are the one found to be at fault. Somebody else has to do "
                "this; you may appeal.",
                complaint=self.display_name,
            )
        who = who.rstrip("!")
        if who == "handler" and not self._complaint_is_handler():
            return self.env._(
                "%(complaint)s: this is for %(person)s, customer service and those responsible "
                "for the customer.",
                complaint=self.display_name,
                # sudo: a colleague's name is no secret
                person=self.sudo().user_id.name,
            )
        if who == "part" and not self._complaint_is_part():
            return self.env._(
                "%(complaint)s: this is for those who handle it or have it to solve.",
                complaint=self.display_name,
            )
        if who == "superior" and not self._complaint_is_superior():
            return self.env._(
                "%(complaint)s: this is for the manager of the department, the marketing "
                "director or an administrator.",
                complaint=self.display_name,
            )
        return False

    @api.model
    def _entry_check_target(self, target, right):
        """Customer service takes complaints of every customer of its companies."""
        if target._name == "res.partner" and self.env.user.has_group(SERVICE_GROUP):
            target.check_access("read")
            return
        super()._entry_check_target(target, right)

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._check_received()
        for complaint in complaints:
            complaint._claim_evidence()
        complaints._clock_start(
            "contact",
            "solution",
            starts={complaint: complaint.received_on for complaint in complaints},
        )
        # lines have looked for theirs
        complaints.filtered(lambda complaint: not complaint.line_ids)._find_repeats()
        complaints._acknowledge()
        return complaints

    def write(self, vals):
        if not self.env.su:
            self._check_complaint_write(vals)
        result = super().write(vals)
        if "evidence_ids" in vals:
            self._claim_evidence()
        if {"category_id", "cause_id", "partner_id"} & vals.keys():
            self._find_repeats()
            self._find_repeats_later()
        return result

    def _check_complaint_write(self, vals):
        """Refuse what is over, what is not one's part, and what clocks stand on.

        :raises UserError, AccessError: naming the complaint and what to do
        """
        names = {
            name for name in vals if name in self._fields and not name.startswith(FREE_PREFIXES)
        }
        if not names:
            return
        self.check_access("write")
        for complaint in self:
            if complaint.state not in OPEN_STATES:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(complaint)s cannot be changed: %(state)s. Reopen it with a reason.",
                        complaint=complaint.display_name,
                        state=labels[complaint.state],
                    )
                )
            complaint._check_own_part(names)
            if {"user_id", "department_id"} & names and complaint._complaint_is_accused():
                raise UserError(complaint._why_not_who("any!"))
        if "received_on" in names and any(
            complaint.received_on != fields.Datetime.to_datetime(vals["received_on"])
            for complaint in self
        ):
            raise UserError(
                self.env._("Clocks run from the moment a complaint was received: it stays.")
            )

    def _check_own_part(self, names):
        """:raises AccessError: naming what is not the user's to write"""
        self.ensure_one()
        if not self._complaint_is_part():
            raise AccessError(self._why_not_who("part"))
        foreign = names - PART_FIELDS
        if foreign and not self._complaint_is_handler():
            labels = [self._fields[name]._description_string(self.env) for name in sorted(foreign)]
            raise AccessError(
                self.env._(
                    "%(complaint)s: %(fields)s is for %(person)s and customer service. You "
                    "enter solution, causes and actions.",
                    complaint=self.display_name,
                    fields=format_list(self.env, labels),
                    # sudo: a colleague's name is no secret
                    person=self.sudo().user_id.name,
                )
            )

    def _check_received(self):
        now = fields.Datetime.now()
        for complaint in self:
            if complaint.received_on > now:
                raise ValidationError(
                    self.env._(
                        "%(complaint)s cannot be received in the future.",
                        complaint=complaint.display_name,
                    )
                )

    def _claim_evidence(self):
        """Put files that are evidence on the complaint, so that they follow its rights."""
        for complaint in self:
            # sudo: files that this user has just put here; others' stay where they are
            loose_sudo = complaint.sudo().evidence_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            loose_sudo.write({"res_model": self._name, "res_id": complaint.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for complaint in self:
            raise UserError(
                self.env._(
                    "%(complaint)s stays on record. Withdraw it with a reason, or join it with "
                    "another one.",
                    complaint=complaint.display_name,
                )
            )

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    @api.constrains("partner_id", "contact_id", "order_id", "invoice_id", "company_id")
    def _check_of_customer(self):
        """REQ C-01: person, order and invoice belong to the customer and the company."""
        for complaint_sudo in self.sudo():  # whose they are, whoever may read them
            customer = complaint_sudo.commercial_partner_id
            wrong = []
            if complaint_sudo.contact_id.commercial_partner_id not in (
                customer,
                self.env["res.partner"],
            ):
                wrong.append("contact_id")
            order, invoice = complaint_sudo.order_id, complaint_sudo.invoice_id
            if order and (order.partner_id.commercial_partner_id, order.company_id) != (
                customer,
                complaint_sudo.company_id,
            ):
                wrong.append("order_id")
            if invoice and (
                (invoice.commercial_partner_id, invoice.company_id)
                != (customer, complaint_sudo.company_id)
                or invoice.move_type != "out_invoice"
            ):
                wrong.append("invoice_id")
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(complaint)s: %(field)s is not of this customer and company. Choose "
                        "one of %(customer)s.",
                        complaint=complaint_sudo.display_name,
                        field=self._fields[wrong[0]]._description_string(self.env),
                        customer=complaint_sudo.partner_id.sudo(False)._customer_label(),
                    )
                )

    # ------------------------------------------------------------------
    # Conversation
    # ------------------------------------------------------------------
    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Our people only where they may read it; customers are part of the conversation."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        return keep_readers(self, recipients, outsiders=True)
