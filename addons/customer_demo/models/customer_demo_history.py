from datetime import timedelta
from itertools import pairwise

from odoo import models
from odoo.addons.customer_approval.tools.seal import unsealed
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
        self._date_documents(self._history_spans(stories))
        self._date_back_creation("sale_order", "date_order")
        self._date_back_creation("account_move", "invoice_date")

    def _date_development(self, story):
        # sudo: results are written by their actions only; here they are dated
        development = story.development.sudo().with_context(tracking_disable=True)
        values = {}
        for step in TARGETS[story.target]:
            if step in DATED:
                values[DATED[step]] = self._story_day(story, WHEN[step])
        if values:
            development.write(values)
        if development.closed_on:
            # sudo: lessons are the system's, they are only dated here
            self.env["customer.development.lesson"].sudo().search(
                [("development_id", "=", development.id)]
            ).date = development.closed_on
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
            begun = self._moment(start, 5)
            for step, part in zip(approval.step_ids.sorted("sequence"), decided, strict=False):
                if step.state not in ("pending", "approved", "rejected"):
                    break
                begun = self._date_step(step, begun, self._story_day(story, part) - earlier)
                if step.state != "pending":
                    values["ended_on"] = begun
            if approval.state == "running":
                values.pop("ended_on", None)
            approval.write(values)
            self._date_events(approval)

    def _date_step(self, step, begun, end):
        """Date one step; return the moment at which it was decided."""
        day = begun.date()
        decided = max(begun + timedelta(minutes=25), self._moment(end, 240))
        due = self.env.company._workday_add([day], step.limit_days)[0] if step.limit_days else False
        values = {"started_on": begun, "started_date": day, "due_date": due}
        if step.state != "pending":
            values["decided_on"] = decided
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
        return decided

    def _date_events(self, approval):
        for event in approval.event_ids:
            decided = event.step_id.decided_on
            if event.kind in ("approved", "rejected") and decided:
                event.date = decided
            else:
                event.date = approval.submitted_on

    def _history_spans(self, stories):
        """Return (document, from when, to when) of each document that lived."""
        spans = []
        for story in stories:
            start = self._moment(self._days_ago(story.days))
            end = max(start, self._moment(self._days_ago(story.last), 300))
            # sudo: the whole chatter is dated, whoever wrote it
            spans.append((story.development.sudo(), start, end))
            spans.append((story.development.partner_id.sudo(), start, end))
            if story.stop:
                day = self._moment(self._story_day(story, WHEN["request_stop"]), 30)
                spans.append((story.stop.sudo(), day, end))
        return spans

    def _event_dates(self, document, messages):
        """Return {message: when} for the notes that approvals left in a document's chatter."""
        if "approval_ids" not in document._fields:
            return {}
        event_model = self.env["customer.approval.event"]
        labels = dict(event_model._fields["kind"]._description_selection(document.env))
        # sudo: the rounds of everybody are dated
        rounds = event_model.approval_id.sudo().search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)]
        )
        events, found = list(rounds.event_ids.sorted("id")), {}
        for message in messages:
            for number, event in enumerate(events):
                if event.step_id.name in message.body and labels[event.kind] in message.body:
                    found[message] = event.date
                    events = events[number + 1 :]
                    break
        return found

    def _in_office(self, moments):
        """Return the moments, those outside office time moved to its nearest end."""
        days = self._workdays_back([moment.date() for moment in moments])
        return [
            self._moment(day, 480)
            if day != moment.date()
            else min(max(moment, self._moment(day)), self._moment(day, 480))
            for day, moment in zip(days, moments, strict=True)
        ]

    def _spread(self, messages, known, start, end):
        """Return {message id: when}: the known ones, the others evenly between them."""
        last = len(messages) - 1
        fixed = [(number, known[m]) for number, m in enumerate(messages) if m in known]
        if not fixed or fixed[0][0]:
            fixed.insert(0, (0, min(start, *known.values()) if known else start))
        if fixed[-1][0] < last:
            fixed.append((last, max(end, fixed[-1][1])))
        moments = [fixed[0][1]]
        for (number, begin), (following, stop) in pairwise(fixed):
            part = (stop - begin) / (following - number)
            between = [begin + part * step for step in range(1, following - number)]
            moments += [*self._in_office(between), stop]
        return dict(zip(messages.ids, moments, strict=True))

    def _date_documents(self, spans):
        """Date documents, their chatter and what was tracked; the ERP gives no other way.

        :param spans: list of (document, from when, to when)
        """
        dates = {}
        for document, start, end in spans:
            messages = self.env["mail.message"].search(
                [("model", "=", document._name), ("res_id", "=", document.id)], order="id"
            )
            if messages:
                known = self._event_dates(document, messages)
                dates.update(self._spread(messages, known, start, end))
        self._date_rows("mail_message", dates, "date", "create_date")
        if dates:
            self.env.cr.execute(
                SQL(
                    "UPDATE mail_tracking_value value SET create_date = message.date"
                    "  FROM mail_message message"
                    " WHERE message.id = value.mail_message_id AND message.id IN %s",
                    tuple(dates),
                )
            )
        for table in {document._table for document, _start, _end in spans}:
            created = {
                document.id: start for document, start, _end in spans if document._table == table
            }
            self._date_rows(table, created, "create_date")
