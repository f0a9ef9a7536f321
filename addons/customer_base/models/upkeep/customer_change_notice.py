from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.exceptions import ValidationError

# What the person who reports says; everything else follows from it.
REPORT_FIELDS = {"partner_id", "company_id", "kind", "known_on", "description"}


class CustomerChangeNotice(models.Model):
    """Something important changed at a customer and has to be entered (S1 二(三)2, 3).

    Anybody who works with customers reports it, customer service first of all; the responsible
    person updates the data within the company's number of working days from being known.
    """

    _name = "customer.change.notice"
    _inherit = ["customer.freshness.mixin"]
    _description = "Change Notice"

    kind = fields.Selection(
        [
            ("contact", "Contact Details"),
            ("scope", "Business Scope"),
            ("management", "Management"),
            ("other", "Other"),
        ],
        string="What Changed",
        required=True,
        default="contact",
    )
    known_on = fields.Date(required=True, default=lambda self: self.env.company._workday_today())
    description = fields.Text(required=True)
    changes = fields.Text(string="What Was Updated")

    _open_idx = models.Index("(due, user_id) WHERE state = 'open'")

    @api.constrains("known_on")
    def _check_known_on(self):
        for notice in self:
            if notice.known_on > notice.company_id._workday_today():
                raise ValidationError(
                    self.env._(
                        "%(customer)s: nobody knows of a change before today.",
                        customer=notice.partner_id.name,
                    )
                )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.partner_id = self.partner_id.commercial_partner_id

    @api.model_create_multi
    def create(self, vals_list):
        """Take what people report, find out who updates it until when, and tell them."""
        notices = super().create([self._complete_report(vals) for vals in vals_list])
        notices.sudo()._assign()  # department and reminder are the system's
        return notices

    @api.model
    def _complete_report(self, vals):
        """Return the values of a notice from what was reported."""
        if not self.env.su:
            # what a client sends or keeps as default decides nothing else
            vals = {name: vals[name] for name in vals if name in REPORT_FIELDS}
            vals |= dict.fromkeys(
                ("department_id", "done_on", "done_by_id", "changes", "reminded"), False
            )
        partner = self.env["res.partner"].browse(vals.get("partner_id") or ())
        partner.check_access("read")
        # sudo: whose contact it is and who is responsible is no secret to who reports
        customer_sudo = partner.sudo().commercial_partner_id
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        known_on = fields.Date.to_date(vals.get("known_on")) or company._workday_today()
        [due] = company._workday_add([known_on], company.sudo().customer_change_days)
        return {
            **vals,
            "partner_id": customer_sudo.id,
            "company_id": company.id,
            "user_id": customer_sudo.user_id.id,
            "known_on": known_on,
            "due": due,
            "state": "open",
        }

    def _assign(self):
        self._sync_department()
        wanted = self.filtered("company_id.customer_change_reminder")
        able = wanted.user_id._who_may_read(self._name)
        for notice in wanted.filtered(lambda notice: notice.user_id in able):
            notice.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=notice.user_id.id,
                date_deadline=notice.due,
                summary=for_reader(self, notice.user_id).env._("Update the customer's data"),
            )

    def action_updated(self):
        """The data of the customer are up to date again."""
        return self._complete({})
