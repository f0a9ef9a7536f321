"""The nightly job of the tasks of strategies: who has to do what with which customer."""

from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.tools import SQL, plaintext2html, split_every

# Customers looked at in one transaction.
CHUNK = 2000
# Up to this many open tasks a person has an activity on each customer. Who has more works through
# the list and has one reminder.
FEW = 10
LIST_TYPE = "customer_grading.mail_activity_type_strategy_list"
# Activities made in one transaction.
ACTIVITY_CHUNK = 200

# What each of these customers asks of whom: the strategy that holds, its tasks, and the person.
# A person is one who may open the list and sees the customer; else the responsible person.
WANTED = """
    SELECT state.partner_id, task.id AS task_id, task.days, task.repeat,
           COALESCE(partner.customer_managed_on, partner.create_date::date) AS since,
           COALESCE(chosen_user.id, owner.id) AS user_id
      FROM customer_interaction_state state
      JOIN res_partner partner ON partner.id = state.partner_id AND partner.active
       AND partner.customer_category IS NOT NULL
      JOIN res_users owner ON owner.id = state.user_id AND owner.active
      JOIN LATERAL (%(chosen)s) chosen ON TRUE
      JOIN customer_strategy_task task ON task.strategy_id = chosen.id AND task.active
 LEFT JOIN hr_department department ON department.id = state.department_id
 LEFT JOIN hr_employee manager ON manager.id = department.manager_id
 LEFT JOIN LATERAL (
           SELECT CASE task.assign
                  WHEN 'manager' THEN manager.user_id
                  WHEN 'user' THEN task.user_id
                  WHEN 'role' THEN (
                      SELECT MIN(access.user_id) FROM customer_access access
                       WHERE access.partner_id = state.partner_id AND access.active
                         AND access.role_id = task.role_id
                         AND (access.until IS NULL OR access.until >= %(today)s))
                  END AS id
           ) asked ON TRUE
 LEFT JOIN res_users chosen_user
        ON chosen_user.id = asked.id AND chosen_user.id = ANY(%(able)s)
       AND (chosen_user.id = ANY(%(see_all)s)
            OR task.assign = 'manager' AND chosen_user.id = ANY(%(managers)s)
            OR EXISTS (SELECT FROM customer_access seen
                        WHERE seen.partner_id = state.partner_id
                          AND seen.user_id = chosen_user.id AND seen.active
                          AND (seen.until IS NULL OR seen.until >= %(today)s)))
     WHERE state.company_id = %(company_id)s AND state.partner_id = ANY(%(ids)s)
       AND (chosen_user.id IS NOT NULL OR owner.id = ANY(%(able)s))
"""

# Tasks never begun, or done and their time has come again; open ones of somebody else by now.
STEPS = """
    SELECT wanted.*, progress.id AS progress_id,
           progress.id IS NOT NULL AND progress.done_on IS NULL AS is_open
      FROM (%(wanted)s) wanted
 LEFT JOIN customer_strategy_progress progress
        ON progress.task_id = wanted.task_id AND progress.partner_id = wanted.partner_id
       AND progress.company_id = %(company_id)s
     WHERE progress.id IS NULL
        OR progress.done_on IS NULL AND progress.user_id IS DISTINCT FROM wanted.user_id
        OR progress.done_on IS NOT NULL AND wanted.repeat = 'periodic'
           AND progress.due <= %(today)s
  ORDER BY wanted.partner_id, wanted.task_id
"""

# Open tasks that no strategy asks for any more.
OUTDATED = """
    WITH wanted AS MATERIALIZED (%(wanted)s)
    DELETE FROM customer_strategy_progress progress
     WHERE progress.company_id = %(company_id)s AND progress.partner_id = ANY(%(ids)s)
       AND progress.done_on IS NULL
       AND NOT EXISTS (SELECT FROM wanted WHERE wanted.task_id = progress.task_id
                          AND wanted.partner_id = progress.partner_id)
 RETURNING progress.activity_id
"""

# Activities done or taken away otherwise than by our own buttons.
ENDED = """
    UPDATE customer_strategy_progress progress
       SET done_on = COALESCE(activity.date_done, %(today)s), done_by_id = activity.user_id
      FROM customer_strategy_progress known
 LEFT JOIN mail_activity activity ON activity.id = known.activity_id
     WHERE known.id = progress.id
       AND progress.company_id = %(company_id)s AND progress.partner_id = ANY(%(ids)s)
       AND progress.done_on IS NULL AND progress.by_activity
       AND activity.active IS NOT TRUE
 RETURNING progress.id
"""

GIVEN_OUT = """
    INSERT INTO customer_strategy_progress
           (company_id, task_id, partner_id, user_id, due, by_activity)
    SELECT %(company_id)s, task_id, partner_id, user_id, due, FALSE
      FROM unnest(%(tasks)s, %(partners)s, %(users)s, %(dues)s)
        AS given (task_id, partner_id, user_id, due)
        ON CONFLICT (task_id, partner_id, company_id) DO UPDATE
       SET user_id = EXCLUDED.user_id, due = EXCLUDED.due, by_activity = FALSE,
           activity_id = NULL, done_on = NULL, done_by_id = NULL
 RETURNING id
"""

HANDED_OVER = """
    UPDATE customer_strategy_progress progress SET user_id = given.user_id
      FROM unnest(%(rows)s, %(users)s) AS given (id, user_id)
     WHERE progress.id = given.id
 RETURNING progress.id
"""


class CustomerStrategyProgress(models.Model):
    """Giving out the tasks of strategies every night (REQ G-09)."""

    _inherit = "customer.strategy.progress"

    @api.model
    def _cron_assign(self):
        """Give out the tasks that are due, in chunks of customers, then remind each person once.

        Safe to stop and to run again: what is given out is not found any more.
        """
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("customer_strategy_tasks", "=", True)])
        for company in companies:
            people = self._people(company)
            partner_ids = self._customer_ids(company)
            cron._commit_progress(remaining=len(partner_ids))
            for chunk in split_every(CHUNK, partner_ids, list):
                self._advance(company, chunk, people)
                if not cron._commit_progress(len(chunk)):
                    return
        self._withdraw_switched_off(companies)
        self._make_activities()
        self._remind_lists()

    @api.model
    def _people(self, company):
        """Return who may be asked: able to open the list, seeing all customers, managers."""
        able = (
            self.env["res.users"]
            .search([("share", "=", False), ("company_ids", "in", company.ids)])
            ._who_may_read(self._name)
        )
        return {
            "able": able.ids,
            "see_all": able.filtered(lambda user: user._customer_sees_all()).ids,
            "managers": able.filtered(
                lambda user: user.has_group("customer_base.group_customer_manager")
            ).ids,
        }

    @api.model
    def _customer_ids(self, company):
        """Return ids of the customers of the company, and of those that still have open tasks."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM customer_interaction_state
                 WHERE company_id = %(company_id)s AND user_id IS NOT NULL
                 UNION
                SELECT partner_id FROM customer_strategy_progress
                 WHERE company_id = %(company_id)s AND done_on IS NULL
                 ORDER BY 1
                """,
                company_id=company.id,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    @api.private
    def _advance(self, company, partner_ids, people):
        """Bring the tasks of these customers up to date; as many queries for all as for one."""
        self.env.flush_all()
        arguments = {
            "company_id": company.id,
            "ids": partner_ids,
            "today": company._workday_today(),
        }
        wanted = SQL(
            WANTED,
            chosen=self.env["customer.strategy"]._chosen_query(company),
            **people,
            **arguments,
        )
        self.env.execute_query(SQL(ENDED, **arguments))
        outdated = self.env.execute_query(SQL(OUTDATED, wanted=wanted, **arguments))
        self.env["mail.activity"].browse([row[0] for row in outdated if row[0]]).exists().unlink()
        steps = self.env.execute_query_dict(SQL(STEPS, wanted=wanted, **arguments))
        self._hand_over([row for row in steps if row["is_open"]])
        self._give_out(company, [row for row in steps if not row["is_open"]])
        self.invalidate_model()

    @api.model
    def _hand_over(self, rows):
        """Give open tasks to who has to do them now, with their activities."""
        if not rows:
            return
        self.env.execute_query(
            SQL(
                HANDED_OVER,
                rows=[row["progress_id"] for row in rows],
                users=[row["user_id"] for row in rows],
            )
        )
        moved = self.browse([row["progress_id"] for row in rows])
        moved.invalidate_recordset()
        for user, theirs in moved.grouped("user_id").items():
            activities = theirs.activity_id.with_context(mail_activity_quick_update=True)
            activities.write({"user_id": user.id})

    @api.model
    def _give_out(self, company, rows):
        """Write what is to be done, with the day until when."""
        if not rows:
            return
        today = company._workday_today()
        days = company._workday_add(
            [row["since"] if row["repeat"] == "once" else today for row in rows],
            [row["days"] for row in rows],
        )
        self.env.execute_query(
            SQL(
                GIVEN_OUT,
                company_id=company.id,
                tasks=[row["task_id"] for row in rows],
                partners=[row["partner_id"] for row in rows],
                users=[row["user_id"] for row in rows],
                dues=[max(today, day) for day in days],
            )
        )

    @api.model
    def _withdraw_switched_off(self, companies):
        """Take open tasks back where the company switched them off."""
        cron = self.env["ir.cron"]
        off = self.search([("company_id", "not in", companies.ids), ("done_on", "=", False)])
        for chunk in split_every(CHUNK, off.ids, self.browse):
            chunk.activity_id.unlink()
            chunk.unlink()
            if not cron._commit_progress():
                return

    # ------------------------------------------------------------------
    # Telling people
    # ------------------------------------------------------------------
    @api.model
    def _open_by_person(self, users=None):
        """Return [(user, number of open tasks, first due day)] over all companies."""
        domain = [("done_on", "=", False), ("user_id", "!=", False)]
        if users is not None:
            domain.append(("user_id", "in", users.ids))
        # sudo: counted for everybody; each person is told of their own
        return self.sudo()._read_group(domain, ["user_id"], ["__count", "due:min"])

    @api.model
    def _make_activities(self):
        """Give people with a few tasks an activity on each customer, in their language."""
        cron = self.env["ir.cron"]
        few = [user.id for user, count, _due in self._open_by_person() if count <= FEW]
        rows = self.search(
            [("done_on", "=", False), ("by_activity", "=", False), ("user_id", "in", few)],
            order="partner_id, task_id",
        )
        for chunk in split_every(ACTIVITY_CHUNK, rows.ids, self.browse):
            chunk._make_chunk_of_activities()
            if not cron._commit_progress():
                return

    def _make_chunk_of_activities(self):
        model_id = self.env["ir.model"]._get_id("res.partner")
        # the list of activities tells them: no mail for every single customer
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    row._activity_texts()
                    | {
                        "res_model_id": model_id,
                        "res_id": row.partner_id.id,
                        "user_id": row.user_id.id,
                        "date_deadline": row.due,
                        "automated": True,
                    }
                    for row in self
                ]
            )
        )
        self.env.execute_query(
            SQL(
                "UPDATE customer_strategy_progress progress "
                "SET by_activity = TRUE, activity_id = made.activity_id "
                "FROM unnest(%s, %s) AS made (id, activity_id) "
                "WHERE progress.id = made.id RETURNING progress.id",
                self.ids,
                activities.ids,
            )
        )
        self.invalidate_recordset()

    def _activity_texts(self):
        task = for_reader(self.task_id, self.user_id)
        return {
            "activity_type_id": task.activity_type_id.id,
            "summary": task.name,
            "note": task.note and plaintext2html(task.note),
        }

    @api.model
    @api.private
    def _remind_lists(self, users=None):
        """Let people with many tasks have one reminder each that says how many are open.

        :param users: only these; everybody by default
        """
        Activity_sudo = self.env["mail.activity"].sudo()  # reminders of whomever
        kind = self.env.ref(LIST_TYPE, raise_if_not_found=False)
        if users is None and kind:
            reminded = Activity_sudo.search([("activity_type_id", "=", kind.id)]).user_id
        else:
            reminded = users
        reminders = {
            user: (
                for_reader(self, user).env._(
                    "%(count)s tasks with customers to be done", count=count
                ),
                due,
            )
            for user, count, due in self._open_by_person(users)
            if count > FEW
        }
        Activity_sudo._remind_people(LIST_TYPE, reminders, over=reminded)
