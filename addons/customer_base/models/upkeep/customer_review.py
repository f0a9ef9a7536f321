from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Working days before the due day on which everybody is reminded of open reviews.
REMIND_DAYS = 3


class CustomerReview(models.Model):
    """Monthly look through all data of a customer by the responsible person (S1 二(三)1)."""

    _name = "customer.review"
    _inherit = ["customer.freshness.mixin"]
    _description = "Monthly Review"
    _reminder_type = "customer_base.mail_activity_review"

    period = fields.Date(string="Month", required=True)
    period_name = fields.Char(string="Year and Month", compute="_compute_period_name")
    changed = fields.Boolean(readonly=True)

    _period_uniq = models.Constraint(
        "UNIQUE(company_id, partner_id, period)", "A customer is reviewed once a month."
    )
    _open_idx = models.Index("(due, user_id) WHERE state = 'open'")

    @api.depends("period")
    def _compute_period_name(self):
        for review in self:
            review.period_name = review.period and f"{review.period:%Y-%m}"

    @api.model
    def _cron_generate(self):
        """Make this month's reviews; safe to stop and to run again."""
        for company in self.env["res.company"].search([("customer_review_active", "=", True)]):
            month = company._workday_today().replace(day=1)
            [due] = company._workday_add([month - timedelta(days=1)], [company.customer_review_day])
            self._generate(
                company, month, due, company.customer_review_categories, SQL("partner.user_id")
            )
        self._cron_remind()

    @api.model
    def _reminder_limits(self):
        companies = self.env["res.company"].search([("customer_review_active", "=", True)])
        return {
            company: company._workday_add([company._workday_today()], [REMIND_DAYS])[0]
            for company in companies
        }

    @api.model
    def _reminder_summary(self, count):
        if count == 1:
            return self.env._("Monthly review: 1 customer")
        return self.env._("Monthly review: %(count)s customers", count=count)

    def action_unchanged(self):
        """Reviewed, nothing has changed."""
        return self._complete({"changed": False})

    def action_changed(self):
        """Ask what has changed."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reviewed: Changed"),
            "res_model": "customer.review.changed",
            "view_mode": "form",
            "target": "new",
            "context": {"default_review_ids": self.ids},
        }

    def _complete_changed(self, changes):
        """Close the reviews with what changed.

        :raises UserError: nothing said
        """
        if not (changes or "").strip():
            raise UserError(self.env._("Say what has changed."))
        return self._complete({"changed": True, "changes": changes.strip()})
