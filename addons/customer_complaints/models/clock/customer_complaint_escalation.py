from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.fields import Domain
from odoo.tools import SQL

CHUNK = 5000
ACTIVITY = "customer_complaints.mail_activity_due"
DIRECTOR = "customer_base.group_customer_director"


class ResCompany(models.Model):
    # Who is told of complaints that are due.

    _inherit = "res.company"

    def _complaint_levels(self):
        """Return the levels of escalation that the company tells; none while switched off."""
        self.ensure_one()
        # sudo: the table and the switch hold whoever's clock it is
        company_sudo = self.sudo()
        levels_sudo = company_sudo.env["customer.complaint.level"]
        if not company_sudo.customer_complaint_reminder:
            return levels_sudo
        return levels_sudo.search([("company_id", "in", [self.id, False])])

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
        self.flush_model()
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
        for company, clocks in self.grouped("company_id").items():
            working = company._complaint_working_time()
            levels = company._complaint_levels()
            directors = company._complaint_directors()._ids
            for clock in clocks:
                due = clock.date_due
                missed = clock.state == "running" and due < now
                later = [due] if clock.state == "running" and not missed else []
                for level, moment in clock._level_moments(company, working, levels):
                    if level.id in known.get(clock.id, ()):
                        continue
                    if moment > now:
                        later.append(moment)
                        continue
                    notices += [
                        (clock.id, level.id, user_id)
                        for user_id in clock._whom(level.target, directors) or (None,)
                    ]
                state = "missed" if missed else clock.state
                values.append((clock.id, state, missed, min(later, default=None)))
        self._write_looked(values)
        self._write_notices(notices, now)
        return {user_id for _clock, _level, user_id in notices if user_id}

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

    def _whom(self, target, directors):
        """Return the ids of the people of a level; the next higher one where there is none."""
        complaint = self.complaint_id
        by_department = self.kind in ("solution", "execution")
        department = complaint.responsible_department_id if by_department else False
        department = department or complaint.department_id
        manager = department.manager_id.user_id.ids
        if target == "owner":
            owner = complaint.assignee_id if by_department else complaint.user_id
            return (owner or complaint.user_id).ids
        if target == "manager":
            return manager or directors
        return directors

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
