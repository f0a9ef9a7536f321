from datetime import datetime, time

import pytz
from odoo import api, fields, models, tools


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_code_prefix = fields.Char(
        string="Customer Code Prefix",
        default="KH",
        help="Stands before the running number of every new customer code.",
    )
    customer_bulk_read_limit = fields.Integer(
        string="Bulk Read From",
        default=500,
        help="Reading more customers than this at once is put on record.",
    )
    customer_export_alert = fields.Integer(
        string="Alert From",
        default=2000,
        help="Administrators are told when a person takes out more customers than this in one "
        "day. 0: never.",
    )
    customer_referral_days = fields.Integer(
        string="Days to Answer a Referral",
        default=3,
        help="Working days within which the colleague accepts or declines.",
    )
    customer_protection = fields.Boolean(
        string="Protection Period",
        help="Whoever is responsible for a customer keeps it for a time and must get on with it.",
    )
    customer_protection_days = fields.Integer(
        string="Protected For", default=30, help="Working days, counted anew with every progress."
    )
    customer_protection_remind_days = fields.Integer(
        string="Remind Before", default=5, help="Working days before the protection ends."
    )
    customer_pool = fields.Boolean(
        string="Public Pool",
        help="Customers whose protection ends without progress go to the pool, where colleagues "
        "claim them.",
    )
    customer_pool_claims = fields.Integer(
        string="Claims a Month", default=5, help="For every person. 0: no limit."
    )
    customer_pool_holding = fields.Integer(
        string="Customers Held at Most",
        default=50,
        help="Potential and interested customers of one person; who holds more cannot claim. "
        "0: no limit.",
    )
    customer_pool_former_days = fields.Integer(
        string="Former Owner Waits",
        default=15,
        help="Working days until the former responsible person may claim the customer back.",
    )
    customer_pool_keep_closed = fields.Boolean(
        string="Closed-Deal Customers Stay",
        default=True,
        help="Customers who have ordered or been invoiced never go to the pool.",
    )

    _customer_guard_numbers = models.Constraint(
        "CHECK(customer_bulk_read_limit >= 1 AND customer_export_alert >= 0"
        " AND customer_referral_days >= 0 AND customer_protection_days >= 1"
        " AND customer_protection_remind_days >= 0 AND customer_pool_claims >= 0"
        " AND customer_pool_holding >= 0 AND customer_pool_former_days >= 0)",
        "Limits and days must not be negative, and a protection lasts one working day at least.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if {"customer_bulk_read_limit", "customer_protection", "customer_pool"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache()
    def _customer_guard(self):
        """Return what is asked all the time, of all companies at once and without a query.

        :return: ``bulk_read_limit`` (the lowest of all companies: who changes the company does
            not change the limit), ``protection`` and ``pool`` (ids of companies that use them)
        """
        # sudo: the same answer for everybody, or it could not be cached
        companies_sudo = self.sudo().search([])
        protection = companies_sudo.filtered("customer_protection")
        return {
            "bulk_read_limit": min(companies_sudo.mapped("customer_bulk_read_limit")),
            "protection": frozenset(protection.ids),
            "pool": frozenset(protection.filtered("customer_pool").ids),
        }

    def _customer_local_midnight(self, day):
        """Return the beginning of ``day`` where the company works, as naive UTC."""
        self.ensure_one()
        midnight = self._workday_tz().localize(datetime.combine(day, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    customer_partner_rule = fields.Boolean(
        string="Limit Who Sees Customers",
        help="Salespeople, clerks and everybody without a role in customer management see a "
        "customer only when they are responsible for it, on its team, or let in on request. "
        "Contacts without a customer category stay visible.",
    )
    customer_access_max_days = fields.Integer(string="Longest Access on Request (days)", default=90)

    _customer_access_max_days_positive = models.Constraint(
        "CHECK(customer_access_max_days > 0)", "Access on request must last at least one day."
    )

    # ------------------------------------------------------------------
    # Contacts and fresh data (REQ B-05, B-07, G-07)
    # ------------------------------------------------------------------
    customer_contact_days = fields.Integer(
        string="Contact Frequency without Grade",
        default=21,
        help="Working days within which a customer without a grade is contacted again.",
    )
    customer_contact_reminder = fields.Boolean(
        string="Remind of Overdue Contacts",
        default=True,
        help="The responsible person gets one activity when a contact becomes overdue.",
    )
    customer_review_active = fields.Boolean(string="Monthly Reviews", default=True)
    customer_review_categories = fields.Selection(
        "_selection_freshness_categories",
        string="Customers to Review",
        required=True,
        default="interested",
    )
    customer_review_day = fields.Integer(
        string="Review Due on Working Day",
        default=15,
        help="The working day of the month by which a monthly review is due.",
    )
    customer_change_days = fields.Integer(
        string="Working Days for Changes",
        default=5,
        help="Within this many working days of being known, an important change of a customer "
        "is entered.",
    )
    customer_verification_active = fields.Boolean(string="Quarterly Verification", default=True)
    customer_verification_categories = fields.Selection(
        "_selection_freshness_categories",
        string="Customers to Verify",
        required=True,
        default="interested",
    )
    customer_verifier_id = fields.Many2one(
        "res.users",
        string="Verifier",
        domain="[('share', '=', False)]",
        help="Verifies the data of all customers. Empty: the clerk of the responsible person's "
        "department, or the responsible person where there is none.",
    )
    customer_verification_notice_days = fields.Integer(
        string="Verification Reminder",
        default=5,
        help="Working days before the end of the quarter.",
    )

    _customer_contact_days_positive = models.Constraint(
        "CHECK(customer_contact_days > 0)",
        "The contact frequency must be at least one working day.",
    )
    _customer_review_day_range = models.Constraint(
        "CHECK(customer_review_day BETWEEN 1 AND 16)",
        "The due day of the monthly review must be between the 1st and the 16th working day.",
    )
    _customer_change_days_not_negative = models.Constraint(
        "CHECK(customer_change_days >= 0 AND customer_verification_notice_days >= 0)",
        "Numbers of working days must not be negative.",
    )

    @api.model
    def _selection_freshness_categories(self):
        labels = {
            "closed": self.env._("Closed-Deal Customers"),
            "interested": self.env._("Interested and Closed-Deal Customers"),
            "all": self.env._("All Customers"),
        }
        return list(labels.items())

    def write(self, vals):
        result = super().write(vals)
        if "customer_contact_days" in vals:
            self.env["customer.contact.state"]._mark_stale([("company_id", "in", self.ids)])
        return result

    @api.model
    def _workday_redate_hooks(self):
        return super()._workday_redate_hooks() + [("customer.contact.state", "_workday_redate")]

    def _customer_local_date(self, moment):
        """Return the date of a stored moment (naive, UTC) where the company works."""
        self.ensure_one()
        return pytz.utc.localize(moment).astimezone(self._workday_tz()).date()
