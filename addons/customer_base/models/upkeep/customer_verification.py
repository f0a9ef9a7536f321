from collections import Counter

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.departments import department_sql
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.date_utils import start_of


class CustomerVerification(models.Model):
    """Quarterly verification of a customer's data by a named person (S3 四.5(1)).

    By phone, mail or visit; the outcome is kept and not changed afterwards.
    """

    _name = "customer.verification"
    _inherit = ["customer.freshness.mixin"]
    _description = "Quarterly Verification"
    _reminder_type = "customer_base.mail_activity_verification"

    period = fields.Date(string="Quarter", required=True)
    period_name = fields.Char(string="Year and Quarter", compute="_compute_period_name")
    way = fields.Selection(
        [("phone", "Phone"), ("mail", "Mail"), ("visit", "Visit")],
        string="Verified by",
        readonly=True,
        tracking=True,
    )
    outcome = fields.Selection(
        [("confirmed", "Confirmed"), ("changed", "Changed"), ("unreached", "Not Reached")],
        readonly=True,
        tracking=True,
    )
    digested = fields.Boolean(readonly=True)

    _period_uniq = models.Constraint(
        "UNIQUE(company_id, partner_id, period)", "A customer is verified once a quarter."
    )
    _open_idx = models.Index("(due, user_id) WHERE state = 'open'")

    # ------------------------------------------------------------------
    # Nightly
    # ------------------------------------------------------------------
    @api.depends("period")
    def _compute_period_name(self):
        for verification in self:
            period = verification.period
            verification.period_name = period and f"{period.year} Q{(period.month + 2) // 3}"

    @api.model
    def _cron_generate(self):
        """Make this quarter's verifications, remind before and report after the due day."""
        companies = self.env["res.company"].search([("customer_verification_active", "=", True)])
        for company in companies:
            quarter = start_of(company._workday_today(), "quarter")
            [due] = company._workday_add([quarter + relativedelta(months=3)], [-1])
            self._generate(
                company,
                quarter,
                due,
                company.customer_verification_categories,
                self._assignee_sql(company),
            )
        self._cron_remind()
        for company in companies:
            self._digest(company)

    @api.model
    def _reminder_limits(self):
        companies = self.env["res.company"].search([("customer_verification_active", "=", True)])
        return {
            company: company._workday_add(
                [company._workday_today()], [company.customer_verification_notice_days]
            )[0]
            for company in companies
        }

    @api.model
    def _assignee_sql(self, company):
        """Who verifies: the named verifier, else the department's clerk, else the owner."""
        if company.customer_verifier_id.active:
            return SQL("%s", company.customer_verifier_id.id)
        clerks = self.env.ref("customer_base.group_customer_clerk").all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )
        by_department = {}
        for clerk in clerks.sorted("id"):
            department = clerk._employee_in(company).department_id
            if department:
                by_department.setdefault(department.id, clerk.id)
        if not by_department:
            return SQL("partner.user_id")
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", department_id, clerk_id)
            for department_id, clerk_id in by_department.items()
        )
        department = department_sql(SQL("partner.user_id"), company)
        return SQL("CASE %s %s ELSE partner.user_id END", department, cases)

    @api.model
    def _reminder_summary(self, count):
        if count == 1:
            return self.env._("Quarterly verification: 1 customer")
        return self.env._("Quarterly verification: %(count)s customers", count=count)

    @api.model
    def _digest(self, company):
        """Tell the managers once what was not verified in time, by person."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE customer_verification SET digested = TRUE
                 WHERE company_id = %s AND state = 'open' AND digested IS NOT TRUE AND due < %s
             RETURNING department_id, user_id""",
                company.id,
                company._workday_today(),
            )
        )
        self.invalidate_model(["digested"])
        counts = {}
        for department_id, user_id in rows:
            of_department = counts.setdefault(department_id, Counter())
            of_department[user_id] += 1
        departments = self.env["hr.department"].browse(filter(None, counts))
        able = departments.manager_id.user_id._who_may_read(self._name)
        for department in departments:
            if department.manager_id.user_id & able:
                self._tell_manager(department.manager_id.user_id, counts[department.id])
        self.env["ir.cron"]._commit_progress(len(rows))

    @api.model
    def _tell_manager(self, manager, counts):
        mine = for_reader(self, manager)
        people = self.env["res.users"].browse
        lines = [
            mine.env._("%(user)s: %(count)s", user=people(user_id).name or "—", count=count)
            for user_id, count in counts.items()
        ]
        mine.env["mail.thread"].message_notify(
            partner_ids=manager.partner_id.ids,
            subject=mine.env._("Quarterly verification is overdue"),
            body="\n".join(lines),
        )

    # ------------------------------------------------------------------
    # Completing
    # ------------------------------------------------------------------
    def action_complete(self):
        """Ask how and with what outcome the data were verified."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Verified"),
            "res_model": "customer.verification.complete",
            "view_mode": "form",
            "target": "new",
            "context": {"default_verification_ids": self.ids},
        }

    def _complete_verified(self, way, outcome, changes):
        """Close the verifications with their outcome.

        :raises UserError: changed data without saying what
        """
        changes = (changes or "").strip()
        if outcome == "changed" and not changes:
            raise UserError(self.env._("Say what has changed."))
        return self._complete({"way": way, "outcome": outcome, "changes": changes})
