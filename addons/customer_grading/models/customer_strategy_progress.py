from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html, split_every

CHUNK = 500

# Customers of a company with the strategy that holds for each.
APPLIED = """
    SELECT state.partner_id, owner.id AS owner_id, state.department_id,
           COALESCE(partner.customer_managed_on, partner.create_date::date) AS since,
           chosen.id AS strategy_id
      FROM customer_contact_state state
      JOIN res_partner partner ON partner.id = state.partner_id AND partner.active
      JOIN res_users owner ON owner.id = state.user_id AND owner.active
      JOIN LATERAL (%(chosen)s) chosen ON TRUE
     WHERE state.company_id = %(company_id)s
       AND partner.customer_category IS NOT NULL
"""

# Tasks never begun, or whose time has come again while none of the kind is open.
DUE = """
    WITH applied AS (%(applied)s)
    SELECT task.id AS task_id, task.days, task.repeat, applied.partner_id, applied.since,
           COALESCE(chosen_user.id, applied.owner_id) AS user_id, progress.id AS progress_id
      FROM applied
      JOIN customer_strategy_task task
        ON task.strategy_id = applied.strategy_id AND task.active
 LEFT JOIN customer_strategy_progress progress
        ON progress.task_id = task.id AND progress.partner_id = applied.partner_id
       AND progress.company_id = %(company_id)s
 LEFT JOIN mail_activity activity ON activity.id = progress.activity_id AND activity.active
 LEFT JOIN hr_department department ON department.id = applied.department_id
 LEFT JOIN hr_employee manager ON manager.id = department.manager_id
 LEFT JOIN res_users chosen_user ON chosen_user.active AND chosen_user.id = CASE task.assign
               WHEN 'manager' THEN manager.user_id
               WHEN 'user' THEN task.user_id
               WHEN 'role' THEN (
                   SELECT MIN(access.user_id) FROM customer_access access
                    WHERE access.partner_id = applied.partner_id AND access.active
                      AND access.role_id = task.role_id
                      AND (access.until IS NULL OR access.until >= %(today)s))
           END
     WHERE progress.id IS NULL
        OR task.repeat = 'periodic' AND progress.next_date <= %(today)s AND activity.id IS NULL
  ORDER BY applied.partner_id, task.id
"""

# Open tasks of a strategy that does not hold for the customer any more.
OUTDATED = """
    WITH applied AS (%(applied)s)
    SELECT progress.activity_id
      FROM customer_strategy_progress progress
      JOIN mail_activity activity ON activity.id = progress.activity_id AND activity.active
     WHERE progress.company_id = %(company_id)s
       AND NOT EXISTS (
           SELECT FROM applied
             JOIN customer_strategy_task task
               ON task.strategy_id = applied.strategy_id AND task.active
            WHERE applied.partner_id = progress.partner_id AND task.id = progress.task_id)
  ORDER BY progress.activity_id
"""


class CustomerStrategyProgress(models.Model):
    """How far the tasks of a strategy have come with each customer (REQ G-09).

    One narrow row per company, task and customer, kept by the nightly job; nobody has the right
    to write it.
    """

    _name = "customer.strategy.progress"
    _description = "Strategy Task of a Customer"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    task_id = fields.Many2one("customer.strategy.task", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    next_date = fields.Date(required=True)
    activity_id = fields.Many2one("mail.activity", index="btree_not_null", ondelete="set null")

    _once = models.Constraint(
        "UNIQUE(task_id, partner_id, company_id)", "A task has one row for each customer."
    )

    @api.model
    def _cron_assign(self):
        """Give out the tasks that are due, in chunks; safe to stop and to run again."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([("customer_strategy_tasks", "=", True)]):
            outdated = self._outdated_ids(company)
            rows = self._due_rows(company)
            cron._commit_progress(remaining=len(outdated) + len(rows))
            for ids in split_every(CHUNK, outdated, list):
                self.env["mail.activity"].browse(ids).exists().unlink()
                if not cron._commit_progress(len(ids)):
                    return
            for chunk in split_every(CHUNK, rows, list):
                self._assign(company, chunk)
                if not cron._commit_progress(len(chunk)):
                    return

    @api.model
    def _query(self, template, company):
        self.env.flush_all()
        return SQL(
            template,
            applied=SQL(
                APPLIED,
                chosen=self.env["customer.strategy"]._chosen_query(company),
                company_id=company.id,
            ),
            company_id=company.id,
            today=company._workday_today(),
        )

    @api.model
    def _outdated_ids(self, company):
        """Return ids of open activities of strategies that no longer hold."""
        return [row[0] for row in self.env.execute_query(self._query(OUTDATED, company))]

    @api.model
    def _due_rows(self, company):
        """Return what is to be given out: list of dict of ``DUE``."""
        return self.env.execute_query_dict(self._query(DUE, company))

    @api.model
    @api.private
    def _assign(self, company, rows):
        """Make the activities of these rows and note when each task comes again."""
        today = company._workday_today()
        dates = company._workday_add(
            [row["since"] if row["repeat"] == "once" else today for row in rows],
            [row["days"] for row in rows],
        )
        deadlines = [max(today, day) for day in dates]
        model_id = self.env["ir.model"]._get_id("res.partner")
        texts = self._texts(rows)
        # the list of activities tells them: no mail for every single customer
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    texts[row["task_id"], row["user_id"]]
                    | {
                        "res_model_id": model_id,
                        "res_id": row["partner_id"],
                        "user_id": row["user_id"],
                        "date_deadline": deadline,
                        "automated": True,
                    }
                    for row, deadline in zip(rows, deadlines, strict=True)
                ]
            )
        )
        self._note(company, rows, deadlines, activities)

    @api.model
    def _note(self, company, rows, deadlines, activities):
        """Keep the activity of each row and the day on which the task comes again."""
        self.env.execute_query(
            SQL(
                "INSERT INTO customer_strategy_progress "
                "(company_id, task_id, partner_id, next_date, activity_id) VALUES %s "
                "ON CONFLICT (task_id, partner_id, company_id) DO UPDATE SET "
                "next_date = EXCLUDED.next_date, activity_id = EXCLUDED.activity_id RETURNING id",
                SQL(", ").join(
                    SQL(
                        "(%s, %s, %s, %s, %s)",
                        company.id,
                        row["task_id"],
                        row["partner_id"],
                        deadline,
                        activity.id,
                    )
                    for row, deadline, activity in zip(rows, deadlines, activities, strict=True)
                ),
            )
        )
        self.invalidate_model()

    @api.model
    def _texts(self, rows):
        """Return {(task id, user id): type, summary and note}, in the language of each user."""
        users = self.env["res.users"].browse({row["user_id"] for row in rows})
        languages = {user.id: user.lang for user in users}
        texts = {}
        for task_id, user_id in {(row["task_id"], row["user_id"]) for row in rows}:
            task = (
                self.env["customer.strategy.task"]
                .with_context(lang=languages[user_id])
                .browse(task_id)
            )
            texts[task_id, user_id] = {
                "activity_type_id": task.activity_type_id.id,
                "summary": task.name,
                "note": task.note and plaintext2html(task.note),
            }
        return texts

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Leave one row of each task when customers become one: what is done stays done."""
        # sudo: the system's own table
        together = self.sudo().search([("partner_id", "in", (sources | target).ids)])
        seen, twice = set(), self.browse()
        for row in together.sorted(lambda row: (row.partner_id != target, row.id)):
            key = (row.task_id.id, row.company_id.id)
            if key in seen:
                twice |= row
            seen.add(key)
        twice.activity_id.unlink()
        twice.unlink()
