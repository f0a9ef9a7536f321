from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.customer_approval.tools.departments import PLACES
from odoo.fields import Domain
from odoo.tools import SQL, split_every

CHUNK = 2000
# Every row is counted anew once in this many days, whatever happened to it.
RECOUNT_DAYS = 28
COLUMNS = (
    "company_id",
    "partner_id",
    "last_interaction_id",
    "last_date",
    "last_user_id",
    "user_id",
    "department_id",
    "next_due",
    "checked_on",
)

# Customers with a row that is missing, marked, or not as the records say.
STALE = """
   WITH zone AS %(zones)s, home AS (
       SELECT partner.id AS partner_id, partner.user_id,
              COALESCE(partner.company_id, owner.company_id) AS company_id
         FROM res_partner partner
    LEFT JOIN res_users owner ON owner.id = partner.user_id
        WHERE partner.customer_category IS NOT NULL AND partner.active
          AND partner.id = partner.commercial_partner_id
   ), last AS (
       SELECT DISTINCT ON (commercial_partner_id, company_id)
              commercial_partner_id AS partner_id, company_id, id,
              (date AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS day
         FROM customer_interaction JOIN zone USING (company_id)
     ORDER BY commercial_partner_id, company_id, date DESC, id DESC
   ), place AS (%(places)s)
   SELECT partner_id FROM customer_interaction_state
    WHERE checked_on IS NULL OR partner_id %% %(days)s = %(part)s
    UNION
   SELECT home.partner_id FROM home
LEFT JOIN customer_interaction_state state USING (partner_id, company_id)
LEFT JOIN place ON place.user_id = home.user_id AND place.company_id = home.company_id
    WHERE home.company_id IS NOT NULL
      AND (state.next_due IS NULL OR state.user_id IS DISTINCT FROM home.user_id
           OR state.department_id IS DISTINCT FROM place.department_id)
    UNION
   SELECT state.partner_id FROM customer_interaction_state state
LEFT JOIN home USING (partner_id, company_id)
    WHERE state.next_due IS NOT NULL AND home.partner_id IS NULL
    UNION
   SELECT partner_id FROM customer_interaction_state state
FULL JOIN last USING (partner_id, company_id)
    WHERE state.last_interaction_id IS DISTINCT FROM last.id
       OR state.last_date IS DISTINCT FROM last.day
    ORDER BY 1
"""


class CustomerInteractionState(models.Model):
    """Last contact of every customer and when the next one is due (REQ G-07, S1 四(二)1).

    One narrow row per company and customer, kept up to date by set-based statements: written
    when a contact is recorded, a customer changes hands, category or grade, and healed nightly.
    Nobody has the right to write it.
    """

    _name = "customer.interaction.state"
    _inherit = ["customer.access.mixin", "customer.reminder.mixin", "customer.due.mixin"]
    _description = "Contact Due"
    _order = "next_due, id"
    _rec_name = "partner_id"
    _access_partner_field = "partner_id"
    _access_user_field = "user_id"
    _log_access = False
    _due_field = "next_due"

    _reminder_type = "customer_base.mail_activity_contact_due"
    _reminder_day = "next_due"
    _reminder_waiting = SQL("TRUE")
    _reminder_untold = SQL("record.reminded_due IS DISTINCT FROM record.next_due")
    _reminder_told = SQL("reminded_due = next_due")

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Responsible", index=True, ondelete="set null")
    department_id = fields.Many2one("hr.department", ondelete="set null")
    last_interaction_id = fields.Many2one(
        "customer.interaction",
        string="Last Interaction",
        index="btree_not_null",
        ondelete="set null",
    )
    last_date = fields.Date(string="Last Contact")
    last_user_id = fields.Many2one("res.users", string="Contacted by", ondelete="set null")
    next_due = fields.Date(string="Next Contact Due")
    reminded_due = fields.Date(string="Reminded of")
    checked_on = fields.Date()
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    customer_category = fields.Selection(related="partner_id.customer_category")
    customer_grade_id = fields.Many2one(related="partner_id.customer_grade_id")

    _company_partner_uniq = models.Constraint(
        "UNIQUE(company_id, partner_id)", "There is one row per company and customer."
    )
    _due_idx = models.Index("(next_due) WHERE next_due IS NOT NULL")

    @api.depends("next_due")
    def _compute_overdue(self):
        today = self.env.company._workday_today()
        for state in self:
            state.overdue = bool(state.next_due and state.next_due < today)

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("next_due", "<", self.env.company._workday_today())

    # ------------------------------------------------------------------
    # Keeping the table
    # ------------------------------------------------------------------
    @api.model
    @api.private
    def _refresh(self, partner_ids):
        """Recompute the rows of these customers from records, customers and grades.

        Reads, counts the working days and writes each chunk by one statement.

        :param partner_ids: ids of commercial entities
        """
        self.env["customer.interaction"].flush_model()
        self.env["customer.grade"].flush_model(["contact_days"])
        self.env["res.partner"].flush_model()
        self.flush_model()
        for chunk in split_every(CHUNK, sorted(set(partner_ids))):
            facts = self.env.execute_query_dict(self._facts_query(list(chunk)))
            self._upsert(list(chunk), self._rows(facts))
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(
            ["customer_last_contact", "customer_next_contact_due", "customer_contact_overdue"]
        )

    @api.model
    def _facts_query(self, partner_ids):
        """Query of one row per company and customer that deserves one.

        A customer is due in its own company, else in the responsible person's; the other
        companies that were in contact with it keep their last contact.
        """
        # by ids first: with the other conditions the planner reads all customers of an index
        return SQL(
            """
            WITH wanted AS MATERIALIZED (
                SELECT id, commercial_partner_id, user_id, company_id, customer_grade_id, active,
                       customer_category, customer_managed_on, create_date
                  FROM res_partner WHERE id = ANY(%(ids)s)
            ), customer AS (
                SELECT partner.id, partner.user_id, grade.contact_days,
                       COALESCE(partner.company_id, owner.company_id) AS home_id,
                       COALESCE(partner.customer_managed_on, partner.create_date::date) AS since
                  FROM wanted partner
             LEFT JOIN res_users owner ON owner.id = partner.user_id
             LEFT JOIN customer_grade grade ON grade.id = partner.customer_grade_id
                 WHERE partner.active AND partner.id = partner.commercial_partner_id
                   AND partner.customer_category IS NOT NULL
            ), last AS (
                SELECT DISTINCT ON (commercial_partner_id, company_id)
                       commercial_partner_id AS partner_id, company_id, id, date, user_id
                  FROM customer_interaction
                 WHERE commercial_partner_id = ANY(%(ids)s)
              ORDER BY commercial_partner_id, company_id, date DESC, id DESC
            ), pair AS (
                SELECT id AS partner_id, home_id AS company_id FROM customer
                 WHERE home_id IS NOT NULL
                 UNION
                SELECT partner_id, company_id FROM last
            )
            SELECT pair.partner_id, pair.company_id, last.id AS last_id, last.date AS last_date,
                   last.user_id AS last_user_id, customer.user_id, customer.since,
                   customer.contact_days, customer.home_id IS NOT NULL AS is_home
              FROM pair
         LEFT JOIN last USING (partner_id, company_id)
         LEFT JOIN customer ON customer.id = pair.partner_id
                           AND customer.home_id = pair.company_id
          ORDER BY 2, 1
            """,
            ids=partner_ids,
        )

    @api.model
    def _rows(self, facts):
        """Return the rows to store for the facts, with local dates and working days counted."""
        by_company = defaultdict(list)
        for fact in facts:
            by_company[fact["company_id"]].append(fact)
        rows = []
        for company_id, company_facts in by_company.items():
            # sudo: every company's rows are kept, whichever the user has chosen
            company_sudo = self.env["res.company"].sudo().browse(company_id)
            today = company_sudo._workday_today()
            departments = self._owner_departments(company_sudo, company_facts)
            for fact in company_facts:
                moment = fact["last_date"]
                fact["last_date"] = moment and company_sudo._customer_local_date(moment)
            due = [fact for fact in company_facts if fact["is_home"]]
            dates = company_sudo._workday_add(
                [fact["last_date"] or fact["since"] for fact in due],
                [fact["contact_days"] or company_sudo.customer_contact_days for fact in due],
            )
            next_due = {fact["partner_id"]: day for fact, day in zip(due, dates, strict=True)}
            rows += [
                (
                    company_id,
                    fact["partner_id"],
                    fact["last_id"],
                    fact["last_date"],
                    fact["last_user_id"],
                    fact["user_id"],
                    departments.get(fact["user_id"]),
                    next_due.get(fact["partner_id"]),
                    today,
                )
                for fact in company_facts
            ]
        return rows

    @api.model
    def _owner_departments(self, company, facts):
        owners = self.env["res.users"].browse(
            {fact["user_id"] for fact in facts if fact["user_id"]}
        )
        return {owner.id: owner._employee_in(company).department_id.id or None for owner in owners}

    @api.model
    def _upsert(self, partner_ids, rows):
        """Write the rows and take away those of the customers that are not among them."""
        self.env.execute_query(
            SQL(
                "DELETE FROM customer_interaction_state state WHERE partner_id = ANY(%s) "
                "AND NOT EXISTS (SELECT FROM unnest(%s::int[], %s::int[]) AS kept(company, partner)"
                " WHERE kept.partner = state.partner_id AND kept.company = state.company_id) "
                "RETURNING id",
                partner_ids,
                [row[0] for row in rows],
                [row[1] for row in rows],
            )
        )
        if not rows:
            return
        names = [SQL.identifier(name) for name in COLUMNS]
        types = ("int", "int", "int", "date", "int", "int", "int", "date", "date")
        arrays = [
            SQL("%s::" + cast + "[]", list(column))
            for column, cast in zip(zip(*rows, strict=True), types, strict=True)
        ]
        self.env.execute_query(
            SQL(
                "INSERT INTO customer_interaction_state (%s) SELECT * FROM unnest(%s) "
                "ON CONFLICT (company_id, partner_id) DO UPDATE SET %s RETURNING id",
                SQL(", ").join(names),
                SQL(", ").join(arrays),
                SQL(", ").join(SQL("%s = EXCLUDED.%s", name, name) for name in names[2:]),
            )
        )

    @api.model
    @api.private
    def _mark_stale(self, domain):
        """Have the nightly job recompute these rows now."""
        stale_sudo = self.sudo().search(domain)  # the system's own table
        stale_sudo.write({"checked_on": False})
        job = self.env.ref("customer_base.ir_cron_interaction_state", raise_if_not_found=False)
        if job:
            # sudo: whoever changes what decides on dates has the job run now
            job.sudo()._trigger()

    @api.model
    def _workday_redate(self, companies, _years):
        """Count again where days off have changed."""
        self._mark_stale(Domain("company_id", "in", companies.ids))

    # ------------------------------------------------------------------
    # Nightly
    # ------------------------------------------------------------------
    @api.model
    def _cron_heal_and_remind(self):
        """Recompute what does not say what the records say, then remind (REQ G-07)."""
        cron = self.env["ir.cron"]
        partner_ids = self._stale_partner_ids()
        cron._commit_progress(remaining=len(partner_ids))
        for chunk in split_every(CHUNK, partner_ids):
            ids = list(chunk)
            self._refresh(ids)
            if not cron._commit_progress(len(ids)):
                return
        self._cron_remind()

    @api.model
    def _stale_partner_ids(self):
        """Return ids of customers with a row that is missing, marked, or not as the records say.

        One query: the work of a night grows with what has changed, not with the customers.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                STALE,
                zones=self.env["res.company"]._customer_zones(),
                places=SQL(PLACES),
                days=RECOUNT_DAYS,
                part=self.env.company._workday_today().toordinal() % RECOUNT_DAYS,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _reminder_limits(self):
        companies = self.env["res.company"].search([("customer_contact_reminder", "=", True)])
        return {company: company._workday_today() - timedelta(days=1) for company in companies}

    @api.model
    def _reminder_summary(self, count):
        if count == 1:
            return self.env._("1 contact is overdue")
        return self.env._("%(count)s contacts are overdue", count=count)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_record_contact(self):
        """Record a contact with the customer of this row."""
        self.ensure_one()
        return self.partner_id.action_record_contact()
