from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.fields import Domain
from odoo.tools import SQL, groupby

from ...tools.level_moments import Level, LevelMoments

CHUNK = 5000
ACTIVITY = "customer_complaints.mail_activity_due"
DIRECTOR = "customer_base.group_customer_director"


class ResCompany(models.Model):
    # Who is told of complaints that are due.

    _inherit = "res.company"

    def _complaint_level_moments(self, working):
        """Return when which level is told of a clock of the company; none while switched off.

        :param working: of ``_complaint_working_time``
        """
        self.ensure_one()
        # sudo: the table and the switch hold whoever's clock it is
        company_sudo = self.sudo()
        levels_sudo = company_sudo.env["customer.complaint.level"]
        if company_sudo.customer_complaint_reminder:
            levels_sudo = levels_sudo.search_fetch(
                [("company_id", "in", [self.id, False])], ["kind", "hours", "target"]
            )
        levels = [
            Level(level.id, level.kind, round(level.hours * 3600), level.target)
            for level in levels_sudo
        ]
        return LevelMoments(working, levels, company_sudo.customer_complaint_reminder_since)

    def _complaint_whom(self, rows):
        """Return a function of a clock's row and a target: the ids of the people of a level.

        Where there is nobody, the next higher one; (None,) where nobody is there at all.

        :param rows: of ``_escalation_rows``
        """
        self.ensure_one()
        directors = self._complaint_directors()._ids or (None,)

        def ids(*names):
            return {row[name] for row in rows for name in names if row[name]}

        # sudo: who leads a department and who is still here, whoever started the job
        here = self.env["res.users"].sudo()
        here = set(here.browse(ids("assignee_id", "user_id")).filtered("active").ids)
        departments_sudo = self.env["hr.department"].sudo().browse(ids("department_id"))
        managers = {
            department.id: department.manager_id.user_id.filtered("active")._ids
            for department in departments_sudo
        }

        def whom(row, target):
            if target == "owner":
                for owner in (row["assignee_id"], row["user_id"]):
                    if owner in here:
                        return (owner,)
            manager = managers.get(row["department_id"]) if target != "director" else ()
            return manager or directors

        return whom

    def _complaint_directors(self):
        """Return the marketing directors of the company."""
        self.ensure_one()
        # sudo: roles of colleagues
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref(DIRECTOR).ids),
                    ("company_ids", "in", self.ids),
                    ("share", "=", False),
                ]
            )
            .sudo(False)
        )


class CustomerComplaintClock(models.Model):
    # The job: marks what is overdue, tells each level once, one reminder a person (REQ C-03).

    _inherit = "customer.complaint.clock"

    @api.model
    def _cron_escalate(self):
        """Look at every clock whose moment has come; restartable after any chunk."""
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        self.flush_model()
        [[due]] = self.env.execute_query(
            SQL("SELECT count(*) FROM customer_complaint_clock WHERE next_check <= %s", now)
        )
        cron._commit_progress(remaining=due)
        people = self._complaint_told_people()
        while looked := self._escalate_chunk(now, people):
            if not cron._commit_progress(looked):
                break
        # once at the end: what a broken run has left out is said by the next one
        self._refresh_complaint_reminders(people)
        cron._commit_progress()

    @api.model
    def _escalate_chunk(self, now, people):
        """Look at one chunk of clocks whose moment has come; return how many.

        :param people: set of the ids of people to remind, which grows by those told
        """
        clocks = self._take_due(now)
        if clocks:
            people |= clocks._escalate(now)
        return len(clocks)

    @api.model
    def _complaint_told_people(self):
        """Return the ids of people who were told of open clocks, or have a reminder."""
        self.env["customer.complaint.notice"].flush_model()
        activity_type = self.env.ref(ACTIVITY, raise_if_not_found=False)
        rows = self.env.execute_query(
            SQL(
                "SELECT notice.user_id FROM customer_complaint_notice notice"
                " JOIN customer_complaint_clock clock ON clock.id = notice.clock_id"
                " WHERE clock.date_done IS NULL AND notice.user_id IS NOT NULL"
                " UNION SELECT user_id FROM mail_activity WHERE activity_type_id = %s",
                activity_type.id if activity_type else None,
            )
        )
        return {user_id for (user_id,) in rows if user_id}

    @api.model
    def _take_due(self, now):
        """Lock and return a chunk of clocks to look at; others' are skipped."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM customer_complaint_clock WHERE next_check <= %s"
                " ORDER BY next_check, id LIMIT %s FOR UPDATE SKIP LOCKED",
                now,
                CHUNK,
            )
        )
        self.invalidate_model()
        # sudo: the job's, whoever started it
        return self.sudo().browse([clock_id for (clock_id,) in rows])

    def _escalate(self, now):
        """Tell what these clocks have to tell now; return the ids of the people told."""
        values, notices = [], []
        known = self._known_levels()
        for company_id, rows in groupby(self._escalation_rows(), key=lambda row: row["company_id"]):
            company = self.env["res.company"].browse(company_id)
            moments = company._complaint_level_moments(company._complaint_working_time())
            whom = company._complaint_whom(rows)
            for row in rows:
                running, due = row["state"] == "running", row["date_due"]
                missed = running and due < now
                later = [due] if running and not missed else []
                told = known.get(row["id"], ())
                for level, moment in moments.of(row["kind"], due, row["date_start"]):
                    if level.id in told:
                        continue
                    if moment > now:
                        later.append(moment)
                        continue
                    notices += [(row["id"], level.id, person) for person in whom(row, level.target)]
                state = "missed" if missed else row["state"]
                values.append((row["id"], state, missed, min(later, default=None)))
        self._write_looked(values)
        self._write_notices(notices, now)
        return {user_id for _clock, _level, user_id in notices if user_id}

    def _escalation_rows(self):
        """Return what the job needs of these clocks and of who works on them, in one query."""
        return self.env.execute_query_dict(
            SQL(
                "SELECT clock.id, clock.kind, clock.state, clock.date_due, clock.date_start,"
                " complaint.company_id, complaint.user_id,"
                " CASE WHEN solving.it THEN complaint.assignee_id END AS assignee_id,"
                " COALESCE(CASE WHEN solving.it THEN complaint.responsible_department_id END,"
                " complaint.department_id) AS department_id"
                " FROM customer_complaint_clock clock"
                " JOIN customer_complaint complaint ON complaint.id = clock.complaint_id"
                " CROSS JOIN LATERAL (SELECT clock.kind IN ('solution', 'execution') AS it) solving"
                " WHERE clock.id = ANY(%s) ORDER BY clock.next_check, clock.id",
                self.ids,
            )
        )

    def _known_levels(self):
        """Return {clock id: ids of the levels told already}, in one query."""
        rows = self.env.execute_query(
            SQL(
                "SELECT clock_id, array_agg(level_id) FROM customer_complaint_notice"
                " WHERE clock_id = ANY(%s) GROUP BY clock_id",
                self.ids,
            )
        )
        return dict(rows)

    @api.model
    def _write_looked(self, values):
        """Write in one statement what was found; rows are locked by :meth:`_take_due`."""
        self.env.cr.execute(
            SQL(
                "UPDATE customer_complaint_clock clock SET state = seen.state,"
                " missed_on = CASE WHEN seen.missed THEN date_due ELSE missed_on END,"
                " next_check = seen.next_check"
                " FROM unnest(%s::int[], %s::text[], %s::bool[], %s::timestamp[])"
                " AS seen(id, state, missed, next_check) WHERE clock.id = seen.id",
                *[list(column) for column in zip(*values, strict=True)],
            )
        )
        self.invalidate_model()

    @api.model
    def _write_notices(self, notices, now):
        """Keep who was told, in one statement."""
        if not notices:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO customer_complaint_notice (clock_id, level_id, user_id, date,"
                " complaint_id, create_uid, create_date)"
                " SELECT clock.id, told.level_id, told.user_id, %s, clock.complaint_id, %s, %s"
                " FROM unnest(%s::int[], %s::int[], %s::int[])"
                " AS told(clock_id, level_id, user_id)"
                " JOIN customer_complaint_clock clock ON clock.id = told.clock_id"
                " ON CONFLICT DO NOTHING",
                now,
                self.env.uid,
                now,
                *[list(column) for column in zip(*notices, strict=True)],
            )
        )
        self.env["customer.complaint.notice"].invalidate_model()

    # ------------------------------------------------------------------
    # One reminder a person
    # ------------------------------------------------------------------
    @api.model
    def _refresh_complaint_reminders(self, people=None):
        """Make the reminders say how many complaints wait; nothing left, no reminder.

        :param people: ids of users; of everybody told or reminded when None
        """
        users = self.env["res.users"].browse(
            self._complaint_told_people() if people is None else people
        )
        if not users:
            return
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT notice.user_id, count(DISTINCT clock.complaint_id), min(clock.date_due)"
                " FROM customer_complaint_notice notice"
                " JOIN customer_complaint_clock clock ON clock.id = notice.clock_id"
                " JOIN res_company company ON company.id = clock.company_id"
                " WHERE clock.date_done IS NULL AND company.customer_complaint_reminder"
                " AND notice.user_id = ANY(%s) GROUP BY notice.user_id",
                users.ids,
            )
        )
        reminders = {}
        for user_id, count, due in rows:
            user = users.browse(user_id)
            text = for_reader(self, user).env._("Complaints due or overdue: %(count)s", count=count)
            reminders[user] = (text, user.company_id._customer_local_date(due))
        self.env["mail.activity"]._remind_people(ACTIVITY, reminders, over=users)


class CustomerComplaint(models.Model):
    # The list that a reminder opens.

    _inherit = "customer.complaint"

    told_me = fields.Boolean(
        string="I Was Told", compute="_compute_told_me", search="_search_told_me"
    )

    @api.depends_context("uid")
    def _compute_told_me(self):
        found = self.search([("id", "in", self.ids), ("told_me", "=", True)])
        for complaint in self:
            complaint.told_me = complaint in found

    @api.model
    def _search_told_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain(
            "clock_ids",
            "any",
            [("date_done", "=", False), ("notice_ids.user_id", "=", self.env.uid)],
        )
