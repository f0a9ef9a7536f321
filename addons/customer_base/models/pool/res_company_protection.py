from datetime import datetime, time

import pytz
from odoo import api, fields, models, tools

# What tells of people who take out customer data; changes of them are on record.
LIMIT_FIELDS = ("customer_bulk_read_limit", "customer_export_alert")


class ResCompany(models.Model):
    # Settings of export, referrals, protection and pool (REQ B-09, B-14, B-15).

    _inherit = "res.company"

    customer_bulk_read_limit = fields.Integer(
        string="Bulk Read From",
        default=500,
        help="Reading more customers than this at once is put on record.",
        groups="base.group_user",
    )
    customer_export_alert = fields.Integer(
        string="Alert From",
        default=2000,
        help="Administrators are told when a person takes out more customers than this in one "
        "day. 0: never.",
        groups="base.group_user",
    )
    customer_referral_days = fields.Integer(
        string="Days to Answer a Referral",
        default=3,
        help="Working days within which the colleague accepts or declines.",
        groups="base.group_user",
    )
    customer_protection = fields.Boolean(
        string="Protection Period",
        help="Whoever is responsible for a customer keeps it for a time and must get on with it.",
        groups="base.group_user",
    )
    customer_protection_days = fields.Integer(
        string="Protected For",
        default=30,
        help="Working days, counted anew with every progress.",
        groups="base.group_user",
    )
    customer_protection_remind_days = fields.Integer(
        string="Remind Before",
        default=5,
        help="Working days before the protection ends.",
        groups="base.group_user",
    )
    customer_pool = fields.Boolean(
        string="Public Pool",
        help="Customers whose protection ends without progress go to the pool, where colleagues "
        "claim them.",
        groups="base.group_user",
    )
    customer_pool_claims = fields.Integer(
        string="Claims a Month",
        default=5,
        help="For every person. 0: no limit.",
        groups="base.group_user",
    )
    customer_pool_holding = fields.Integer(
        string="Customers Held at Most",
        default=50,
        help="Potential and interested customers of one person; who holds more cannot claim. "
        "0: no limit.",
        groups="base.group_user",
    )
    customer_pool_former_days = fields.Integer(
        string="Former Owner Waits",
        default=15,
        help="Working days until the former responsible person may claim the customer back.",
        groups="base.group_user",
    )
    customer_pool_keep_closed = fields.Boolean(
        string="Closed-Deal Customers Stay",
        default=True,
        help="Customers who have ordered or been invoiced never go to the pool.",
        groups="base.group_user",
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
        limits = [self._fields[name] for name in LIMIT_FIELDS if name in vals]
        before = {(company, field): company[field.name] for company in self for field in limits}
        result = super().write(vals)
        cached = {
            *LIMIT_FIELDS,
            "customer_protection",
            "customer_pool",
            "customer_setup_done",
            # a record rule looks at it
            "customer_partner_rule",
        }
        if cached & vals.keys():
            self.env.registry.clear_cache()
        self.env["customer.export.log"]._log_limits(
            [
                (company, field, old, company[field.name])
                for (company, field), old in before.items()
                if old != company[field.name]
            ]
        )
        return result

    @api.model
    @tools.ormcache()
    def _customer_guard(self):
        """Return what is asked all the time, of all companies at once and without a query.

        :return: ``bulk_read_limit`` (the lowest of all companies: who changes the company does
            not change the limit), ``export_alert`` (the lowest, 0 where nobody counts),
            ``protection`` and ``pool`` (ids of companies that use them)
        """
        # sudo: the same answer for everybody, or it could not be cached
        companies_sudo = self.sudo().search([("id", "!=", False)])
        protection = companies_sudo.filtered("customer_protection")
        alerts = filter(None, companies_sudo.mapped("customer_export_alert"))
        return {
            "bulk_read_limit": min(companies_sudo.mapped("customer_bulk_read_limit")),
            "export_alert": min(alerts, default=0),
            "protection": frozenset(protection.ids),
            "pool": frozenset(protection.filtered("customer_pool").ids),
        }

    def _customer_local_midnight(self, day):
        """Return the beginning of ``day`` where the company works, as naive UTC."""
        self.ensure_one()
        midnight = self._workday_tz().localize(datetime.combine(day, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)
