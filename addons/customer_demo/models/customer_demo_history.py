from datetime import timedelta

from odoo import models
from odoo.addons.customer_approval.models.sealed import unsealed
from odoo.tools import SQL

from ..tables.developments import TARGETS, WHEN

DATED = {
    "start": "started_on",
    "confirm": "signed_on",
    "admit": "admitted_on",
    "summarize": "closed_on",
    "lose": "closed_on",
    "drop": "closed_on",
    "survey_drop": "closed_on",
    "approve_stop": "closed_on",
}


class CustomerDemo(models.AbstractModel):
    """Dates back what the ERP dates on the day it happens: a demo happens in one day."""

    _inherit = "customer.demo"

    def _write_history(self, stories):
        # Tracked changes are written into the chatter now, before they are dated.
        self.env.cr.flush()
        for story in stories:
            self._date_development(story)
            # sudo: rounds and events are the engine's, and demo data dates them back
            rounds = story.development.sudo().approval_ids.sorted("round")
            self._date_rounds(story, rounds, WHEN["submit"], WHEN["approve"])
            if story.stop:
                # sudo: rounds are the engine's, they are only dated here
                self._date_rounds(
                    story,
                    story.stop.sudo().approval_ids,
                    WHEN["request_stop"],
                    (WHEN["approve_stop"],),
                )
        self.env.cr.flush()
        self._date_messages(stories)

    def _date_development(self, story):
        # sudo: results are written by their actions only; here they are dated
        development = story.development.sudo().with_context(tracking_disable=True)
        values = {}
        for step in TARGETS[story.target]:
            if step in DATED:
                values[DATED[step]] = self._story_day(story, WHEN[step])
        if values:
            development.write(values)
        for survey in development.survey_ids.filtered("concluded_on"):
            survey.concluded_on = survey.date

    def _date_rounds(self, story, rounds, submitted, decided):
        """Date the rounds: the last one as told, earlier ones some days before."""
        for number, approval in enumerate(rounds):
            approval = unsealed(approval)
            earlier = timedelta(days=6 * (len(rounds) - 1 - number))
            start = self._story_day(story, submitted) - earlier
            submitted_on = self._moment(start)
            values = {"submitted_on": submitted_on}
            begun = start
            for step, part in zip(approval.step_ids.sorted("sequence"), decided, strict=False):
                if step.state not in ("pending", "approved", "rejected"):
                    break
                end = self._date_step(step, begun, self._story_day(story, part) - earlier)
                begun = end
                if step.state != "pending":
                    values["ended_on"] = self._moment(end, 240)
            if approval.state == "running":
                values.pop("ended_on", None)
            approval.write(values)
            self._date_events(approval)

    def _date_step(self, step, begun, end):
        """Date one step; return the day on which it was decided."""
        end = max(begun, end)
        due = (
            self.env.company._workday_add([begun], step.limit_days)[0] if step.limit_days else False
        )
        values = {
            "started_on": self._moment(begun, 5),
            "started_date": begun,
            "due_date": due,
        }
        if step.state != "pending":
            values["decided_on"] = self._moment(end, 240)
        else:
            # sudo: the reminders of the people asked follow the limit
            activities = (
                self.env[step.approval_id.res_model]
                .sudo()
                .browse(step.approval_id.res_id)
                .activity_ids
            )
            activities.filtered(
                lambda a: (
                    a.activity_type_id == self.env.ref("customer_approval.mail_activity_approval")
                )
            ).with_context(mail_activity_quick_update=True).date_deadline = due
        step.write(values)
        return end

    def _date_events(self, approval):
        for event in approval.event_ids:
            decided = event.step_id.decided_on
            if event.kind in ("approved", "rejected") and decided:
                event.date = decided
            else:
                event.date = approval.submitted_on

    def _history_spans(self, stories):
        """Return from when to when each document lived, as SQL values."""
        spans = []
        for story in stories:
            start = self._moment(self._days_ago(story.days))
            end = max(start, self._moment(self._days_ago(story.last), 300))
            spans.append(
                SQL("('customer.development', %s, %s, %s)", story.development.id, start, end)
            )
            if story.stop:
                day = self._moment(self._story_day(story, WHEN["request_stop"]), 30)
                spans.append(SQL("(%s, %s, %s, %s)", story.stop._name, story.stop.id, day, end))
        return spans

    def _date_messages(self, stories):
        """Spread the chatter over the time of each development; the ERP gives no other way."""
        spans = self._history_spans(stories)
        span = SQL("(VALUES %s) AS span (model, id, start, stop)", SQL(", ").join(spans))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message message SET date = dated.day, create_date = dated.day"
                "  FROM (SELECT m.id, (span.start + (span.stop - span.start)"
                "                 * (row_number() OVER w - 1)"
                "                 / GREATEST(count(*) OVER (PARTITION BY m.model, m.res_id) - 1, 1)"
                "               )::timestamp(0) AS day"
                "          FROM mail_message m"
                "          JOIN %s ON span.model = m.model AND span.id = m.res_id"
                "        WINDOW w AS (PARTITION BY m.model, m.res_id ORDER BY m.id)) dated"
                " WHERE dated.id = message.id",
                span,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE mail_tracking_value value SET create_date = message.date"
                "  FROM mail_message message JOIN %s"
                "    ON span.model = message.model AND span.id = message.res_id"
                " WHERE message.id = value.mail_message_id",
                span,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE customer_development development SET create_date = span.start FROM %s"
                " WHERE span.model = 'customer.development' AND span.id = development.id",
                span,
            )
        )
        self._date_back_creation("sale_order", "date_order")
        self._date_back_creation("account_move", "invoice_date")
