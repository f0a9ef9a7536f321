from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.tools import SQL

CHUNK = 5000


class CustomerReminderMixin(models.AbstractModel):
    """Records that become due: one reminder a person, with a number and a list (REQ G-07, P-01).

    Never one a record: nobody works off a thousand activities. Whoever may not open the records
    is not asked (L-02). A model of it names the kind of activity, the companies that want it and
    until which day, and the SQL of what waits; ``record`` is its table.
    """

    _name = "customer.reminder.mixin"
    _description = "Reminded of Once a Person"

    _reminder_type = None  # external id of the activity type
    _reminder_day = "due"  # field of the day
    _reminder_waiting = SQL("record.state = 'open'")
    _reminder_untold = SQL("record.reminded IS NOT TRUE")
    _reminder_told = SQL("reminded = TRUE")

    @api.model
    def _reminder_limits(self):
        """Return {company: day}; what is due until that day is reminded of."""
        return {}

    @api.model
    def _reminder_summary(self, count):
        """Return what the reminder says, in the language of ``self``; models word it."""
        return f"{self.env['ir.model']._get(self._name).name} ({count})"

    @api.model
    def _cron_remind(self):
        """Remind everybody of what became due since the last time; restartable after any chunk."""
        self._keep_reminders_true()
        limits = self._reminder_limits()
        cron = self.env["ir.cron"]
        if not limits:
            cron._commit_progress(remaining=0)
            return
        users = self.env["res.users"].search([("share", "=", False)])._who_may_read(self._name)
        due = self._reminder_due(limits, users)
        self.flush_model()
        [[untold]] = self.env.execute_query(
            SQL("SELECT count(*) %s AND %s", due, self._reminder_untold)
        )
        cron._commit_progress(remaining=untold)
        while told := self._mark_reminded(due):
            self._refresh_reminders(self.env["res.users"].browse(set(told)))
            if not cron._commit_progress(len(told)):
                return

    @api.model
    def _reminder_due(self, limits, users):
        """Return the SQL from FROM on: the records of these people that are due."""
        return SQL(
            "FROM %(table)s record JOIN unnest(%(companies)s::int[], %(days)s::date[])"
            " AS wanted(company_id, day) ON wanted.company_id = record.company_id"
            " WHERE %(field)s <= wanted.day AND %(waiting)s AND record.user_id = ANY(%(users)s)",
            table=SQL.identifier(self._table),
            companies=[company.id for company in limits],
            days=list(limits.values()),
            field=SQL.identifier("record", self._reminder_day),
            waiting=self._reminder_waiting,
            users=users.ids,
        )

    @api.model
    def _mark_reminded(self, due):
        """Mark a chunk of what nobody was told of; return the ids of the people it is for."""
        rows = self.env.execute_query(
            SQL(
                # materialized: a subquery that locks would run again for every row
                "WITH todo AS MATERIALIZED (SELECT record.id %(due)s AND %(untold)s"
                " ORDER BY record.user_id, record.id LIMIT %(limit)s"
                " FOR UPDATE OF record SKIP LOCKED)"
                " UPDATE %(table)s record SET %(told)s FROM todo WHERE record.id = todo.id"
                " RETURNING record.user_id",
                table=SQL.identifier(self._table),
                told=self._reminder_told,
                due=due,
                untold=self._reminder_untold,
                limit=CHUNK,
            )
        )
        self.invalidate_model()
        return [user_id for (user_id,) in rows]

    @api.model
    def _refresh_reminders(self, users):
        """Make the reminders of these people say how many records of theirs are due."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT record.user_id, count(*), min(%s) %s GROUP BY record.user_id",
                SQL.identifier("record", self._reminder_day),
                self._reminder_due(self._reminder_limits(), users),
            )
        )
        reminders = {
            user: (for_reader(self, user)._reminder_summary(count), day)
            for user, count, day in (
                (users.browse(user_id), count, day) for user_id, count, day in rows
            )
        }
        self.env["mail.activity"]._remind_people(self._reminder_type, reminders, over=users)

    @api.model
    @api.private
    def _keep_reminders_true(self, users=None):
        """Bring open reminders up to date: other numbers, or nothing left.

        :param users: whose; everybody's when None
        """
        activity_type = self.env.ref(self._reminder_type, raise_if_not_found=False)
        if not activity_type:
            return
        domain = [("activity_type_id", "=", activity_type.id), ("user_id", "!=", False)]
        if users is not None:
            domain.append(("user_id", "in", users.ids))
        # sudo: the reminders of whoever is responsible, whoever has done what they are about
        present_sudo = self.env["mail.activity"].sudo().search_fetch(domain, ["user_id"])
        if present_sudo:
            self.sudo()._refresh_reminders(present_sudo.user_id)
