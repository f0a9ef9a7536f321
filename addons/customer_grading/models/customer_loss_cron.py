from markupsafe import Markup, escape
from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import unsealed
from odoo.fields import Domain
from odoo.tools import SQL, format_date, split_every

from .customer_loss_query import (
    FALL_GAPS,
    FALL_LONGEST,
    HORIZON,
    RECOVERY_MARGIN,
    RETURN_QUERY,
    STEPS_QUERY,
)
from .customer_loss_warning import RUNNING

# Customers whose purchases are read by one query, and warnings written in one transaction.
READ_CHUNK = 1500
CHUNK = 100
# Up to this many open warnings a person has an activity on each; who has more works through the
# list and has one reminder.
FEW = 10
LIST_TYPE = "customer_grading.mail_activity_type_loss_list"
# Customers named in a manager's message; the list shows all.
NAMED = 20
FIGURES = (
    "seen_on",
    "last_day",
    "purchase_count",
    "gap_days",
    "shortest_days",
    "silent_days",
    "usual_amount",
    "fall_days",
    "recent_amount",
    "before_amount",
    "fall",
    "silence_level",
    "fall_level",
)
SINCE = {1: "attention_on", 2: "serious_on", 3: "lost_on"}


class CustomerLossWarning(models.Model):
    """Finding the warnings every night, and telling people once (REQ G-08)."""

    _inherit = "customer.loss.warning"

    @api.model
    def _cron_watch(self):
        """Open, change and close warnings, then tell owners and managers.

        Read in ranges of customers; each chunk of what is to be done is committed, so that the
        job may be stopped and run again: what is done is not found any more.
        """
        cron = self.env["ir.cron"]
        if not self._end_unwatched():
            return
        work = [
            (company, first, last)
            for company in self._companies()
            for first, last in self._ranges()
        ]
        cron._commit_progress(remaining=len(work))
        for company, first, last in work:
            for chunk in split_every(CHUNK, self._todo(company, first, last), list):
                self._apply(chunk)
                if not cron._commit_progress():
                    return
            if not cron._commit_progress(1):
                return
        self._tell_owners()
        self._tell_managers()

    @api.model
    def _companies(self):
        return self.env["res.company"].search([("customer_loss_warning", "=", True)])

    @api.model
    def _ranges(self):
        """Return [(first id, last id)] of as many customers each as one query reads."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT MIN(id), MAX(id)
                  FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS chunk
                          FROM res_partner
                         WHERE customer_category IS NOT NULL AND active
                           AND id = commercial_partner_id) numbered
              GROUP BY chunk ORDER BY chunk
                """,
                READ_CHUNK,
            )
        )

    @api.model
    def _todo(self, company, first, last):
        """Return what is to be done: dicts of the figures, ordered by customer.

        :param company: res.company
        :param first: id of the first customer of the range
        :param last: id of the last one
        """
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                STEPS_QUERY,
                company=company.id,
                today=company._workday_today(),
                first=first,
                last=last,
                gaps=FALL_GAPS,
                longest=FALL_LONGEST,
                horizon=HORIZON,
                margin=RECOVERY_MARGIN,
            )
        )

    @api.model
    def _apply(self, rows):
        """Do one chunk; warnings that somebody is handling at this moment wait for tomorrow."""
        ids = [row["warning_id"] for row in rows if row["warning_id"]]
        locked = {
            warning.id: warning
            for warning in unsealed(self).browse(ids).try_lock_for_update()
            if warning.state in (*RUNNING, "lost")
        }
        # the fields say when and what: no note of the creation for thousands at once
        opened = (
            unsealed(self)
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            .create([self._opening_vals(row) for row in rows if row["step"] == "open"])
        )
        closing = opened.browse()
        moved = {}
        for row in rows:
            warning = locked.get(row["warning_id"])
            if not warning:
                continue
            if row["step"] == "close":
                closing |= warning
            elif warning.state in RUNNING:
                if warning.user_id.id != row["user_id"]:
                    moved[row["user_id"]] = moved.get(row["user_id"], closing.browse()) | warning
                warning._change(row)
        closing._close()
        for user_id, warnings in moved.items():
            warnings._hand_over(self.env["res.users"].browse(user_id or ()))

    @api.model
    def _opening_vals(self, row):
        return {
            "company_id": row["company_id"],
            "partner_id": row["partner_id"],
            "user_id": row["user_id"],
            "department_id": row["department_id"],
            **self._figure_vals(row),
        }

    @api.model
    def _figure_vals(self, row):
        return {
            **{name: row[name] for name in FIGURES},
            "level": str(row["level"]),
            SINCE[row["level"]]: row["seen_on"],
        }

    def _change(self, row):
        """Write what changed on a running warning; what nobody was told yet opens it again."""
        self.ensure_one()
        vals = {"department_id": row["department_id"]}
        if str(row["level"]) != self.level:
            vals |= self._figure_vals(row)
            if row["level"] > self.told_level:
                vals["state"] = "open"
        self.write(vals)

    def _hand_over(self, user):
        """Give these and the reminders of the former responsible people to another."""
        mine = self.env["mail.activity"].union(
            *(
                warning.activity_ids.filtered(
                    lambda activity, owner=warning.user_id: (
                        activity.active and activity.user_id == owner
                    )
                )
                for warning in self
            )
        )
        self.write({"user_id": user.id})
        if user._who_may_read(self._name):
            mine.with_context(mail_activity_quick_update=True).write({"user_id": user.id})
        else:
            mine.unlink()

    # ------------------------------------------------------------------
    # The end
    # ------------------------------------------------------------------
    def _close(self):
        """End warnings of customers who buy again, with the invoice that shows it."""
        for company, warnings in self.grouped("company_id").items():
            today = company._workday_today()
            warnings.flush_recordset()
            returned = {
                warning_id: move_id
                for warning_id, move_id, _day in self.env.execute_query(
                    SQL(RETURN_QUERY, ids=warnings.ids, today=today)
                )
            }
            for warning in warnings:
                move_id = returned.get(warning.id)
                warning.write(
                    {
                        "state": "closed" if move_id else "ended",
                        "return_move_id": move_id,
                        "closed_on": today,
                    }
                )
        self._end_activities()

    @api.model
    def _end_unwatched(self):
        """End warnings of who is no customer any more, or of companies without the watch.

        :return: whether there is time left
        """
        gone = unsealed(self).search(
            [
                ("state", "in", (*RUNNING, "lost")),
                "|",
                ("company_id", "not in", self._companies().ids),
                "|",
                ("partner_id.active", "=", False),
                ("partner_id.customer_category", "=", False),
            ]
        )
        cron = self.env["ir.cron"]
        for chunk in split_every(CHUNK, gone.ids, gone.browse):
            locked = chunk.try_lock_for_update()
            for company, warnings in locked.grouped("company_id").items():
                warnings.write({"state": "ended", "closed_on": company._workday_today()})
            locked._end_activities()
            if not cron._commit_progress(len(chunk)):
                return False
        return True

    @api.model
    @api.private
    def _merge_customers(self, sources, target):
        """Leave one running warning of customers about to become one: the worst.

        The others are ended, or moving them would meet the one that stays.
        """
        running = unsealed(self).search(
            [
                ("partner_id", "in", (sources | target).ids),
                ("state", "in", (*RUNNING, "lost")),
            ],
            order="level desc, id",
        )
        for company, warnings in running.grouped("company_id").items():
            surplus = warnings[1:]
            surplus.write({"state": "ended", "closed_on": company._workday_today()})
            surplus._end_activities()

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------
    @api.model
    def _untold(self, told_field):
        return unsealed(self).search(
            Domain("state", "in", RUNNING)
            & Domain.OR(
                Domain("level", "=", str(level)) & Domain(told_field, "<", level) for level in SINCE
            )
        )

    @api.model
    def _tell_owners(self):
        """Tell the responsible people what is new or worse: a list, or an activity on each.

        Who may not open the list is not asked. Noted chunk by chunk: nobody is told twice.
        """
        opened = unsealed(self)._read_group(
            [("state", "=", "open"), ("user_id", "!=", False)],
            ["user_id"],
            ["__count", "seen_on:min"],
        )
        able = self.env["res.users"].union(*(user for user, _count, _since in opened))
        able = able._who_may_read(self._name)
        many = {
            user: (count, since) for user, count, since in opened if count > FEW and user in able
        }
        cron = self.env["ir.cron"]
        untold = self._untold("told_level")
        for chunk in split_every(CHUNK, untold.ids, untold.browse):
            chunk._end_activities(reminders_only=True)
            chunk.filtered(
                lambda warning: warning.user_id in able and warning.user_id not in many
            )._make_activities()
            for level, warnings in chunk.grouped("level").items():
                warnings.write({"told_level": int(level)})
            if not cron._commit_progress():
                return
        self._remind_lists(many)

    def _make_activities(self):
        activity_type = self.env.ref("customer_grading.mail_activity_loss_warning")
        # no mail for every single customer: the activities are on their list
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    **self._activity_vals(activity_type),
                    "res_id": warning.id,
                    "user_id": warning.user_id.id,
                    "date_deadline": warning.seen_on,
                    "summary": for_reader(warning, warning.user_id)._summary(),
                }
                for warning in self
            ]
        )

    @api.model
    def _remind_lists(self, many):
        """Let people with many open warnings have one reminder each that says how many.

        :param many: {user: (number of open warnings, day of the first)}
        """
        Activity = self.env["mail.activity"]
        kind = self.env.ref(LIST_TYPE, raise_if_not_found=False)
        reminded = Activity.search([("activity_type_id", "=", kind.id)]).user_id if kind else None
        Activity._remind_people(
            LIST_TYPE,
            {
                user: (
                    for_reader(self, user).env._("%(count)s loss warnings to handle", count=count),
                    since,
                )
                for user, (count, since) in many.items()
            },
            over=reminded,
        )

    def _summary(self):
        return self.env._(
            "%(customer)s: loss warning, %(level)s",
            customer=self.partner_id.name,
            level=dict(self._fields["level"]._description_selection(self.env))[self.level],
        )

    @api.model
    def _tell_managers(self):
        """Send every manager one message about what is new or worse in the departments.

        Sent and noted manager by manager; who was told of a level is not told again.
        """
        untold = self._untold("manager_told_level")
        # sudo: who manages which department is no secret
        managers = self.env["hr.department"].sudo().search([("manager_id", "!=", False)])
        able = managers.manager_id.user_id._who_may_read(self._name)
        by_manager = {}
        for (department, owner), warnings in untold.grouped(
            lambda row: (row.department_id, row.user_id)
        ).items():
            manager = self._manager(department, owner, able)
            by_manager[manager] = by_manager.get(manager, untold.browse()) | warnings
        cron = self.env["ir.cron"]
        for manager, warnings in by_manager.items():
            if manager:
                warnings.sorted(lambda row: (row.level, row.usual_amount), reverse=True)._digest(
                    manager
                )
            for level, of_level in warnings.grouped("level").items():
                of_level.write({"manager_told_level": int(level)})
            if not cron._commit_progress():
                return

    @api.model
    def _manager(self, department, owner, able):
        """Return the user to tell: the nearest manager with the right, not the owner."""
        while department:
            manager = department.manager_id.user_id
            if manager in able and manager != owner:
                return manager
            department = department.parent_id
        return self.env["res.users"]

    def _digest(self, manager):
        """Send a manager one message about these warnings, the worst first."""
        mine = for_reader(self, manager)
        lines = [
            Markup("<li>%s</li>")
            % mine.env._(
                "%(summary)s (%(user)s): %(explanation)s",
                summary=warning._summary(),
                user=warning.user_id.name or mine.env._("nobody responsible"),
                explanation=warning.explanation,
            )
            for warning in mine[:NAMED]
        ]
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            mine.env._(
                "New or worse since the last message: %(count)s customers.", count=len(mine)
            ),
            Markup("").join(lines),
        )
        if len(mine) > NAMED:
            body += escape(
                mine.env._(
                    "The list of loss warnings shows the other %(count)s.",
                    count=len(mine) - NAMED,
                )
            )
        mine.env["mail.thread"].message_notify(
            partner_ids=manager.partner_id.ids,
            subject=mine.env._(
                "Loss warnings of %(date)s",
                date=format_date(mine.env, max(mine.mapped("seen_on"))),
            ),
            body=body,
        )
