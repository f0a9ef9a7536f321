from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from .people import fetch_reminders, flush_people, people_sql

ACTIVITY = "key_account_visits.mail_activity_type_feedback_quota"
CHUNK = 500
# Who owes has a row for this month and the eleven before; others where they submitted a form.
# Months before 2000 and after 2148 would leave the ids of whole numbers.
QUOTAS = """
   WITH person AS (%(people)s),
        counted AS (
       SELECT user_id, company_id, counted_month AS month, grade_id, COUNT(*) AS done
         FROM customer_feedback
        WHERE counted_month IS NOT NULL AND state <> 'draft'
     GROUP BY user_id, company_id, counted_month, grade_id
   ), asked AS (
       SELECT DISTINCT ON (company.id, quota.grade_id)
              company.id AS company_id, quota.grade_id, quota.minimum
         FROM res_company company
         JOIN customer_feedback_quota quota
           ON quota.company_id = company.id OR quota.company_id IS NULL
     ORDER BY company.id, quota.grade_id, quota.company_id NULLS LAST
   ), stint AS (
       SELECT person.employee_id, month::date AS month, TRUE AS owes
         FROM person
         JOIN %(zones)s AS zone ON zone.company_id = person.company_id
         CROSS JOIN generate_series(
                  GREATEST(date_trunc('month', person.since::timestamp),
                           date_trunc('month', zone.today::timestamp) - INTERVAL '11 months'),
                  date_trunc('month', zone.today::timestamp), INTERVAL '1 month') AS month
        WHERE person.owes
        UNION ALL
       SELECT person.employee_id, counted.month, FALSE
         FROM counted
         JOIN person ON person.user_id = counted.user_id
                    AND person.company_id = counted.company_id
   ), line AS (
       SELECT employee_id, month, bool_or(owes) AS owes FROM stint GROUP BY employee_id, month
   )
   SELECT line.employee_id * 1200
              + (EXTRACT(YEAR FROM line.month)::int - 2000) * 12
              + EXTRACT(MONTH FROM line.month)::int AS id,
          person.user_id, person.company_id, person.department_id, line.month, line.owes,
          COALESCE(done.total, 0)::int AS done,
          CASE WHEN line.owes THEN company.customer_feedback_minimum ELSE 0 END AS minimum,
          CASE WHEN line.owes THEN
              GREATEST(company.customer_feedback_minimum - COALESCE(done.total, 0),
                       COALESCE(grades.missing, 0), 0) ELSE 0 END::int AS missing,
          grades.done_text,
          CASE WHEN line.owes THEN grades.missing_text END AS missing_text
     FROM line
     JOIN person ON person.employee_id = line.employee_id
     JOIN res_company company ON company.id = person.company_id
     LEFT JOIN LATERAL (
         SELECT SUM(counted.done) AS total FROM counted
          WHERE counted.user_id = person.user_id AND counted.company_id = person.company_id
            AND counted.month = line.month) done ON TRUE
     LEFT JOIN LATERAL (
         SELECT SUM(GREATEST(asked.minimum - COALESCE(counted.done, 0), 0)) AS missing,
                string_agg(grade.code || ' ' || COALESCE(counted.done, 0) || '/' || asked.minimum,
                           ' · ' ORDER BY grade.sequence, grade.id) AS done_text,
                string_agg(grade.code || ' ' || (asked.minimum - COALESCE(counted.done, 0)),
                           ' · ' ORDER BY grade.sequence, grade.id)
                    FILTER (WHERE COALESCE(counted.done, 0) < asked.minimum) AS missing_text
           FROM asked
           JOIN customer_grade grade ON grade.id = asked.grade_id AND grade.active
           LEFT JOIN counted ON counted.user_id = person.user_id
                            AND counted.company_id = person.company_id
                            AND counted.month = line.month AND counted.grade_id = asked.grade_id
          WHERE asked.company_id = person.company_id) grades ON TRUE
"""


class CustomerFeedbackMonth(models.Model):
    """Feedback forms of each person and month against the quota (REQ V-11, S3 六.2(3)).

    One query over what is submitted and what is asked; past months are held against the quota
    of today.
    """

    _name = "customer.feedback.month"
    _description = "Feedback Forms of a Month"
    _auto = False
    _order = "month desc, missing desc, id"
    _rec_name = "user_id"
    _depends = {
        "customer.feedback": ["user_id", "company_id", "counted_month", "grade_id", "state"],
        "customer.feedback.quota": ["grade_id", "minimum", "company_id"],
        "customer.grade": ["code", "sequence", "active"],
        "res.company": ["customer_feedback_minimum"],
    }

    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    month = fields.Date(readonly=True)
    month_name = fields.Char(string="Year and Month", compute="_compute_month_name")
    owes = fields.Boolean(string="Has a Quota", readonly=True)
    done = fields.Integer(string="Submitted", readonly=True)
    minimum = fields.Integer(string="Quota", readonly=True)
    missing = fields.Integer(
        readonly=True, help="Forms still needed for the number of the month and of each grade."
    )
    done_text = fields.Char(
        string="By Grade", readonly=True, help="Submitted / at least, of each grade with a quota."
    )
    missing_text = fields.Char(string="Missing by Grade", readonly=True)
    is_this_month = fields.Boolean(
        string="This Month", compute="_compute_is_this_month", search="_search_is_this_month"
    )

    @api.depends("month")
    def _compute_month_name(self):
        for row in self:
            row.month_name = f"{row.month:%Y-%m}"

    @api.depends("month", "company_id")
    def _compute_is_this_month(self):
        for row in self:
            row.is_this_month = row.month == row.company_id._workday_today().replace(day=1)

    @api.model
    def _search_is_this_month(self, operator, value):
        """The month of each company's own day; a client's day may be another."""
        if operator != "in":
            return NotImplemented
        return self._this_month_domain(self.env["res.company"]._customer_companies())

    @api.model
    def _this_month_domain(self, companies):
        months = companies.grouped(lambda company: company._workday_today().replace(day=1))
        return Domain.OR(
            Domain("company_id", "in", some.ids) & Domain("month", "=", month)
            for month, some in months.items()
        )

    @property
    def _table_query(self):
        flush_people(self.env)
        return SQL(
            QUOTAS,
            people=people_sql(self.env),
            zones=self.env["res.company"]._customer_zones(),
        )

    def action_open_forms(self):
        """Open the forms that count for this person and month."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "key_account_visits.customer_feedback_action"
        )
        action["domain"] = [
            ("user_id", "=", self.user_id.id),
            ("counted_month", "=", self.month),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {}
        return action

    # ------------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------------
    @api.model
    def _cron_remind(self):
        """In the last working days of a month, say once a person what is missing."""
        companies = self._reminding_companies()
        people = self._rows_missing(companies).user_id | self._reminded_people()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(people))
        for chunk in split_every(CHUNK, people.ids, people.browse):
            self._remind(companies, chunk)
            if not cron._commit_progress(len(chunk)):
                return

    @api.model
    def _reminding_companies(self):
        """Return {company: last working day of the month}: those that remind today."""
        wanted = self.env["res.company"].search([("customer_feedback_reminder", "=", True)])
        result = {}
        for company in wanted:
            today = company._workday_today()
            following = today.replace(day=1) + relativedelta(months=1)
            days = company.customer_feedback_remind_days
            first, last = company._workday_add([following, following], [-days, -1])
            if first <= today < following:
                result[company] = max(last, today)
        return result

    @api.model
    def _rows_missing(self, companies, users=None):
        """Return the rows of this month in which something is missing, by one query."""
        domain = self._this_month_domain(self.env["res.company"].union(*companies))
        domain &= Domain("missing", ">", 0)
        if users is not None:
            domain &= Domain("user_id", "in", users.ids)
        self.invalidate_model()  # the rows of a query do not follow what was written since
        return self.search_fetch(domain, ["user_id", "company_id", "missing", "missing_text"])

    @api.model
    def _remind(self, companies, users):
        """Make the reminders of these people say what is missing now."""
        fetch_reminders(users, ACTIVITY)
        rows = self._rows_missing(companies, users)
        reminders = {}
        for user, own in rows.grouped("user_id").items():
            reader = for_reader(self, user)
            grades = " · ".join(filter(None, own.mapped("missing_text")))
            missing = sum(own.mapped("missing"))
            summary = (
                reader.env._(
                    "Feedback forms missing this month: %(count)s (%(grades)s)",
                    count=missing,
                    grades=grades,
                )
                if grades
                else reader.env._("Feedback forms missing this month: %(count)s", count=missing)
            )
            reminders[user] = (summary, min(companies[row.company_id] for row in own))
        self.env["mail.activity"]._remind_people(ACTIVITY, reminders, over=users)

    @api.model
    def _reminded_people(self):
        """Return who has a reminder now."""
        activity_type = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not activity_type:
            return self.env["res.users"]
        # sudo: reminders of other people, made and taken back by the system
        activities_sudo = self.env["mail.activity"].sudo()
        return activities_sudo.search_fetch(
            [("activity_type_id", "=", activity_type.id), ("user_id", "!=", False)], ["user_id"]
        ).user_id.sudo(False)

    @api.model
    @api.private
    def _keep_reminders_true(self, users):
        """Bring the open reminders of these people up to date, after forms came in or went."""
        rows_sudo = self.sudo()  # of whoever wrote the form, whoever submits or returns it
        if reminded := rows_sudo._reminded_people() & users:
            rows_sudo._remind(rows_sudo._reminding_companies(), reminded)
