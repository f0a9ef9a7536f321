from datetime import timedelta

from odoo import api, models
from odoo.addons.customer_approval.tools.departments import department_sql
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from .customer_anniversary import PERSONAL

CHUNK = 2000
# Days ahead in which open tasks are looked at when an occasion changes: all there are.
FAR = 800


def same_sql(alias):
    """Return the SQL that tells whether a task is the one that is ``wanted``."""
    return SQL(
        "%(task)s.day IS NOT NULL AND %(task)s.year = wanted.year"
        " AND %(task)s.partner_id = wanted.partner_id"
        " AND COALESCE(%(task)s.person_id, 0) = COALESCE(wanted.person_id, 0)"
        " AND COALESCE(%(task)s.anniversary_id, 0) = COALESCE(wanted.anniversary_id, 0)",
        task=SQL.identifier(alias),
    )


class CustomerCareTask(models.Model):
    """The nightly job, and how open tasks follow customers, people and occasions (REQ V-12)."""

    _inherit = "customer.care.task"

    # ------------------------------------------------------------------ nightly
    @api.model
    def _cron_care(self):
        """Make and take back tasks of the days ahead, then remind; restartable after any chunk."""
        companies = self.env["res.company"].search([("customer_care_active", "=", True)])
        for company in companies:
            mine = self.with_company(company)
            until = mine._wanted_until(company)
            for occasion in mine._occasions_of(company):
                mine._drop_unwanted(company, occasion, until)
                if not mine._add_wanted(company, occasion, until):
                    return
        self._cron_remind()

    @api.model
    def _occasions_of(self, company):
        occasions = self.env["customer.care.occasion"].with_context(active_test=False)
        return occasions.search([("company_id", "in", (company.id, False))])

    @api.model
    def _reminder_limits(self):
        companies = self.env["res.company"].search([("customer_care_active", "=", True)])
        return {company: company._workday_today() for company in companies}

    @api.model
    def _reminder_summary(self, count):
        if count == 1:
            return self.env._("Customer care: 1 task")
        return self.env._("Customer care: %(count)s tasks", count=count)

    @api.model
    def _flush_wanted(self):
        for name in (
            self._name, "res.partner", "res.users", "customer.contact", "customer.anniversary",
        ):  # fmt: skip
            self.env[name].flush_model()

    @api.model
    def _add_wanted(self, company, occasion, until):
        """Make what is missing of an occasion, by one statement a chunk of customers.

        :return: whether there is time left
        """
        self._flush_wanted()
        wanted = self._wanted(company, occasion, until)
        if wanted is None:
            return True
        cron = self.env["ir.cron"]
        missing = self._missing_customer_ids(company, occasion, wanted)
        cron._commit_progress(remaining=len(missing))
        for chunk in split_every(CHUNK, missing, list):
            among = SQL("customer.id = ANY(%s)", chunk)
            self._insert_wanted(company, occasion, self._wanted(company, occasion, until, among))
            if not cron._commit_progress(len(chunk)):
                return False
        return True

    @api.model
    def _missing_customer_ids(self, company, occasion, wanted):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT wanted.partner_id FROM (%(wanted)s) AS wanted
                  LEFT JOIN customer_care_task task
                    ON task.company_id = %(company)s AND task.occasion_id = %(occasion)s
                   AND %(same)s
                 WHERE task.id IS NULL OR (NOT task.by_hand AND %(stale)s)
                 ORDER BY wanted.partner_id
                """,
                wanted=wanted,
                company=company.id,
                occasion=occasion.id,
                same=same_sql("task"),
                stale=self._stale_sql("wanted"),
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _stale_sql(self, alias):
        """Taken back and wanted again, or moved to another day."""
        return SQL(
            "(task.state = 'cancelled' OR (task.state = 'open' AND"
            " (task.day <> %(new)s.day OR task.remind_on <> %(new)s.remind_on)))",
            new=SQL.identifier(alias),
        )

    @api.model
    def _insert_wanted(self, company, occasion, wanted):
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_care_task AS task
                       (company_id, occasion_id, partner_id, person_id, anniversary_id,
                        is_personal, user_id, department_id, year, day, remind_on, way, state,
                        by_hand, reminded, create_uid, create_date, write_uid, write_date)
                SELECT %(company)s, %(occasion)s, todo.partner_id, todo.person_id,
                       todo.anniversary_id, todo.is_personal, todo.user_id, %(department)s,
                       todo.year, todo.day, todo.remind_on, %(way)s, 'open', FALSE, FALSE,
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(wanted)s) AS todo
                    ON CONFLICT (company_id, occasion_id, year, partner_id,
                                 COALESCE(person_id, 0), COALESCE(anniversary_id, 0))
                 WHERE day IS NOT NULL
                    DO UPDATE SET state = 'open', reminded = FALSE, day = excluded.day,
                       remind_on = excluded.remind_on, is_personal = excluded.is_personal,
                       user_id = CASE WHEN task.state = 'open' THEN task.user_id
                                      ELSE excluded.user_id END,
                       department_id = CASE WHEN task.state = 'open' THEN task.department_id
                                            ELSE excluded.department_id END,
                       write_uid = excluded.write_uid, write_date = excluded.write_date
                 WHERE NOT task.by_hand AND %(stale)s
             RETURNING task.id
                """,
                company=company.id,
                occasion=occasion.id,
                department=department_sql(SQL("todo.user_id"), company),
                way=occasion.way or None,
                uid=self.env.uid,
                wanted=wanted,
                stale=self._stale_sql("excluded"),
            )
        )
        self.invalidate_model()
        return len(rows)

    @api.model
    def _drop_unwanted(self, company, occasion, until, commit=True):
        """Take back open tasks of coming days that nobody wants any more, in chunks."""
        self._flush_wanted()
        unwanted = SQL("TRUE")
        wanted = self._wanted(company, occasion, until)
        if wanted is not None:
            # by the id: an anti-join over all customers is planned as a loop in a loop
            unwanted = SQL(
                "task.id NOT IN (SELECT kept.id FROM (%s) AS wanted JOIN customer_care_task kept"
                " ON kept.company_id = %s AND kept.occasion_id = %s AND %s)",
                wanted,
                company.id,
                occasion.id,
                same_sql("kept"),
            )
        condition = SQL(
            "task.company_id = %s AND task.occasion_id = %s AND task.state = 'open'"
            " AND NOT task.by_hand AND task.day BETWEEN %s AND %s AND %s",
            company.id,
            occasion.id,
            company._workday_today(),
            until,
            unwanted,
        )
        while dropped := self._drop_chunk(condition):
            if commit:
                self.env["ir.cron"]._commit_progress(dropped)

    @api.model
    def _drop_chunk(self, condition):
        """Take back a chunk of open tasks; return how many."""
        rows = self.env.execute_query(
            SQL(
                # materialized: a subquery that locks would run again for every row
                "WITH todo AS MATERIALIZED (SELECT task.id FROM customer_care_task task"
                " WHERE %s LIMIT %s FOR UPDATE OF task SKIP LOCKED)"
                " UPDATE customer_care_task task SET state = 'cancelled', write_uid = %s,"
                " write_date = now() AT TIME ZONE 'UTC' FROM todo WHERE task.id = todo.id"
                " RETURNING task.id",
                condition,
                CHUNK,
                self.env.uid,
            )
        )
        self.invalidate_model()
        return len(rows)

    # ------------------------------------------------------------------ what open tasks follow
    @api.model
    @api.private
    def _follow_occasions(self, occasions):
        """Take back open tasks of customers that an occasion is not for any more."""
        for company in self.env["res.company"]._customer_companies():
            until = company._workday_today() + timedelta(days=FAR)
            mine = self.with_company(company)
            for occasion in occasions & mine._occasions_of(company):
                mine._drop_unwanted(company, occasion, until, commit=False)
        self._keep_reminders_true()

    @api.model
    @api.private
    def _drop_open(self, domain):
        """Take back the open tasks of a domain; the next job makes what is wanted of them."""
        tasks = self.search(Domain(domain) & Domain("state", "=", "open"))
        users = tasks.user_id
        tasks.write({"state": "cancelled"})
        if users:
            self._keep_reminders_true(users)

    @api.model
    @api.private
    def _drop_of_archived(self, partners):
        """Nobody greets whom we do not know any more."""
        # sudo: the tasks of whoever is responsible, whoever archives
        self.sudo()._drop_open(
            ["|", ("partner_id", "in", partners.ids), ("person_id", "in", partners.ids)]
        )

    @api.model
    @api.private
    def _forget_people(self, people):
        """Erase the days of people whose consent ended: open tasks go, done ones lose person and
        day and keep what they cost (PIPL 47)."""
        # sudo: whoever erases need not be allowed to see
        tasks_sudo = self.sudo().search(
            [("person_id", "in", people.ids), ("is_personal", "=", True)]
        )
        tasks_sudo._erase_days()

    def _erase_days(self):
        users = self.user_id
        done = self.filtered(lambda task: task.state == "done")
        (self - done).unlink()
        # the chatter told who it was, and when
        done.message_ids.unlink()
        done.write({"person_id": False, "anniversary_id": False, "day": False, "note": False})
        if users:
            self._keep_reminders_true(users)

    @api.model
    @api.private
    def _forget_anniversaries(self, anniversaries):
        """Erase what hangs on anniversaries about to be deleted.

        :return: those of customers, which are no personal data, with tasks that are done
        """
        tasks = self.search([("anniversary_id", "in", anniversaries.ids)])
        personal = tasks.filtered("is_personal")
        personal._erase_days()
        tasks -= personal
        done = tasks.filtered(lambda task: task.state == "done")
        (tasks - done).unlink()
        return done.anniversary_id

    @api.model
    @api.private
    def _follow_owner(self, customers, before):
        """Hand open tasks of the former responsible person to the new one.

        Personal ones only to who may see personal data, else to the company's keeper.
        """
        # sudo: the work follows the customer, whoever hands it over
        open_sudo = self.sudo().search(
            [("partner_id", "in", customers.ids), ("state", "=", "open")]
        )
        moved_sudo = open_sudo.filtered(
            lambda task: task.user_id == before[task.partner_id] or not task.user_id
        )
        lost_sudo = moved_sudo.browse()
        for (owner, company, personal), tasks in moved_sudo.grouped(
            lambda task: (task.partner_id.user_id, task.company_id, task.is_personal)
        ).items():
            if owner and personal and not owner.has_group(PERSONAL):
                owner = company.customer_care_keeper_id.filtered(
                    lambda user: user.has_group(PERSONAL)
                )
            if owner:
                tasks.write({"user_id": owner.id})
            else:
                lost_sudo |= tasks
        lost_sudo.write({"state": "cancelled"})
        users = moved_sudo.user_id.union(*before.values())
        if users:
            self._keep_reminders_true(users)

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Keep one task of an occasion and year of those about to become one, done ones first.

        What the others cost is added to the one that stays.
        """
        # sudo: tasks of everybody, whoever merges
        together_sudo = self.sudo().search(
            [
                "|",
                ("partner_id", "in", (sources | target).ids),
                ("person_id", "in", (sources | target).ids),
                ("day", "!=", False),
            ]
        )
        one = {partner.id: target.id for partner in sources}

        def key(task):
            partner_id, person_id = task.partner_id.id, task.person_id.id
            return (
                task.company_id, task.occasion_id, task.year, task.anniversary_id,
                one.get(partner_id, partner_id), one.get(person_id, person_id),
            )  # fmt: skip

        order = {"done": 0, "skipped": 1, "open": 2, "cancelled": 3}
        for same in together_sudo.grouped(key).values():
            kept, *_rest = same.sorted(lambda task: (order[task.state], task.id))
            others = same - kept
            if cost := sum(others.mapped("cost")):
                kept.cost += cost
            others.unlink()

    @api.model
    def _workday_redate(self, companies, _years):
        """Working days have changed: so has the last one before an occasion."""
        tasks = self.search([("company_id", "in", companies.ids), ("state", "=", "open")])
        self.env.add_to_compute(self._fields["remind_on"], tasks)
