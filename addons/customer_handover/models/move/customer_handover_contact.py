from odoo import api, fields, models
from odoo.tools import SQL


class CustomerHandoverCustomer(models.Model):
    # "New to me": the first contact with a customer taken over (REQ H-07).

    _inherit = ["customer.handover.customer", "customer.reminder.mixin"]
    _name = "customer.handover.customer"

    _reminder_type = "customer_handover.mail_activity_first_contact"
    _reminder_day = "contact_due"
    _reminder_waiting = SQL(
        "record.state = 'moved' AND NOT EXISTS (SELECT FROM customer_interaction contact"
        " WHERE contact.commercial_partner_id = record.partner_id"
        " AND contact.user_id = record.user_id AND contact.date >= record.moved_on)"
    )

    user_id = fields.Many2one(related="receiver_id", store=True, index=True, string="New Person")
    company_id = fields.Many2one(related="handover_id.company_id", store=True, index=True)
    reminded = fields.Boolean(readonly=True)

    @api.model
    def _reminder_limits(self):
        companies = self.env["res.company"].search([("handover_first_days", ">", 0)])
        return {
            company: company._workday_add([company._workday_today()], company.handover_first_days)[
                0
            ]
            for company in companies
        }

    @api.model
    def _reminder_summary(self, count):
        return self.env._("New customers to contact: %(count)s", count=count)


class CustomerHandover(models.Model):
    _inherit = "customer.handover"

    def _set_contact_due(self):
        """Until when the new people contact the customers they took over."""
        days = self.company_id.handover_first_days
        if not days:
            return
        [due] = self.company_id._workday_add([self.company_id._workday_today()], days)
        self.customer_ids.filtered(
            lambda row: row.state == "moved" and row.decision == "move"
        ).write({"contact_due": due})
        self.env.ref("customer_handover.ir_cron_handover_remind")._trigger()
