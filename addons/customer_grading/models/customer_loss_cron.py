from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.addons.customer_approval.models.sealed import unsealed
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from .customer_loss_query import FALL_RHYTHM_DAYS, RECOVERY_MARGIN, RETURN_QUERY, STEPS_QUERY
from .customer_loss_warning import RUNNING

CHUNK = 500
# Customers whose warnings are looked at in one run of the job; the next run takes the rest.
LIMIT = 20000
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

        One query finds what is to be done; each chunk is committed with its activities, so that
        the job may be stopped and run again: what is done is not found any more.
        """
        cron = self.env["ir.cron"]
        if not self._end_unwatched():
            return
        todo = self._todo()
        cron._commit_progress(remaining=len(todo))
        for chunk in split_every(CHUNK, todo, list):
            self._apply(chunk)
            if not cron._commit_progress(len(chunk)):
                return
        if len(todo) == LIMIT:
            self.env.ref("customer_grading.ir_cron_loss_warning")._trigger()
            return
        self._tell_managers()

    @api.model
    def _companies(self):
        return self.env["res.company"].search([("customer_loss_warning", "=", True)])

    @api.model
    def _todo(self):
        """Return what is to be done: dicts of the figures, ordered by company and customer."""
        companies = self._companies()
        if not companies:
            return []
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                STEPS_QUERY,
                companies=companies.ids,
                days=[company._workday_today() for company in companies],
                fall_rhythm=FALL_RHYTHM_DAYS,
                margin=RECOVERY_MARGIN,
                limit=LIMIT,
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
        worse = opened
        closing = opened.browse()
        for row in rows:
            warning = locked.get(row["warning_id"])
            if not warning:
                continue
            if row["step"] == "close":
                closing |= warning
            elif warning.state in RUNNING and warning._change(row):
                worse |= warning
        closing._close()
        worse._tell_owners()

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
        """Write what changed on a running warning.

        :return: whether it is worse than anybody was told
        """
        self.ensure_one()
        vals = {"department_id": row["department_id"]}
        if self.user_id.id != row["user_id"]:
            vals["user_id"] = row["user_id"]
            self._hand_over(self.env["res.users"].browse(row["user_id"] or ()))
        worse = False
        if str(row["level"]) != self.level:
            vals |= self._figure_vals(row)
            worse = row["level"] > self.told_level
            if worse:
                vals["state"] = "open"
        self.write(vals)
        return worse

    def _hand_over(self, user):
        """Give the reminders of the former responsible person to the new one."""
        mine = self.activity_ids.filtered(
            lambda activity: activity.user_id == self.user_id and activity.active
        )
        if user.active:
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
    def _tell_owners(self):
        """Give each responsible person one activity for each warning that is new or worse."""
        activity_type = self.env.ref("customer_grading.mail_activity_loss_warning")
        self._end_activities(reminders_only=True)
        # no mail for every single customer: the activities are on their list
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    **self._activity_vals(activity_type),
                    "res_id": warning.id,
                    "user_id": warning.user_id.id,
                    "date_deadline": warning.seen_on,
                    "summary": warning.with_context(lang=warning.user_id.lang)._summary(),
                }
                for warning in self
                if warning.user_id.active
            ]
        )
        for level, warnings in self.grouped("level").items():
            warnings.write({"told_level": int(level)})

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
        untold = unsealed(self).search(
            Domain("state", "in", RUNNING)
            & Domain.OR(
                Domain("level", "=", str(level)) & Domain("manager_told_level", "<", level)
                for level in SINCE
            )
        )
        by_manager = {}
        for (department, owner), warnings in untold.grouped(
            lambda row: (row.department_id, row.user_id)
        ).items():
            manager = self._manager(department, owner)
            by_manager[manager] = by_manager.get(manager, untold.browse()) | warnings
        cron = self.env["ir.cron"]
        for manager, warnings in by_manager.items():
            if manager:
                warnings.sorted(lambda row: (row.level, row.usual_amount), reverse=True)._digest(
                    manager
                )
            for level, of_level in warnings.grouped("level").items():
                of_level.write({"manager_told_level": int(level)})
            if not cron._commit_progress(len(warnings)):
                return

    @api.model
    def _manager(self, department, owner):
        """Return the user to tell: the nearest manager who is not the responsible person."""
        while department:
            manager = department.manager_id.user_id
            if manager.active and manager != owner:
                return manager
            department = department.parent_id
        return self.env["res.users"]

    def _digest(self, manager):
        """Send a manager one message about these warnings, the worst first."""
        mine = self.with_context(lang=manager.lang)
        lines = [
            Markup("<li>%s, %s: %s</li>")
            % (warning._summary(), warning.user_id.name or "—", warning.explanation)
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
                date=fields.Date.to_string(max(mine.mapped("seen_on"))),
            ),
            body=body,
        )
