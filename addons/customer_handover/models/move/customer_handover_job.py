import logging
import time

import psycopg2
from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# Rows are locked for as long as one chunk takes: nobody waits a second for it. How many that are
# depends on the machine and on what else it does.
FIRST, LEAST, MOST, SECONDS = 500, 100, 1000, 0.5
RETRIES = 5


def next_size(size, seconds):
    """Return how many to do in the next chunk, after so many took so long."""
    return int(min(MOST, max(LEAST, size * SECONDS / max(seconds, 0.001))))


class CustomerHandover(models.Model):
    # What runs by itself after the approval: letters, moving, taking back (REQ H-03, H-06).

    _inherit = "customer.handover"

    def action_move(self):
        """Begin to move now, whatever the day; it goes on by itself.

        :raises UserError: not approved
        """
        self._check_action("move")
        today = self.env.company._workday_today()
        for handover in self.filtered(lambda handover: handover.state == "approved"):
            if handover.move_on > today:
                # the day is part of what was approved; sudo: who may move was checked
                handover._approval_set_state("moving")
                handover._begin_move()
        self.env.ref("customer_handover.ir_cron_handover")._trigger()
        return True

    @api.model
    def _cron_work(self):
        """Go on with every hand-over; chunk by chunk, restartable at any point."""
        handovers = self.search([("state", "in", ("approved", "moving", "undoing"))], order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(handovers))
        failed = None
        for handover in handovers:
            try:
                if not handover._work():
                    return  # no time left; the next run goes on
            except Exception as exception:  # noqa: BLE001 one sheet does not stop the others
                self.env.cr.rollback()
                _logger.exception("Hand-over %s did not go on.", handover.id)
                failed = exception
            if not cron._commit_progress(1):
                return
        if failed:
            raise failed

    def _work(self):
        """Go on with one hand-over until nothing is left to do now.

        :return: False when the time of the job is up
        """
        self.ensure_one()
        steps = {
            "approved": self._work_approved,
            "moving": self._work_moving,
            "undoing": self._work_undoing,
        }
        while self.state in steps:
            state = self.state
            if not steps[state]():
                return False
            if self.state == state:
                break  # waits for its day, or for rows that others hold
        return True

    def _work_approved(self):
        if not self._send_notices():
            return False
        if self.move_on <= self.company_id._workday_today():
            self._approval_set_state("moving")
            self._begin_move()
        return True

    def _begin_move(self):
        """Look once more at what the person holds now; what came late goes the same way.

        Who cannot take over any more gets nothing: those customers wait with the reason.
        """
        self._collect()
        self._give_late()
        for user in self.customer_ids.filtered(lambda row: row.state == "ready").receiver_id:
            why = self._why_not_receiver(user)
            if why:
                rows = self.customer_ids.filtered(
                    lambda row, user=user: row.receiver_id == user and row.state == "ready"
                )
                rows.write({"state": "skipped", "skipped_why": why})

    def _give_late(self):
        """What came to the person since the approval goes to the main receiver."""
        late = self._without()
        if late and self.main_receiver_id:
            late.write({"receiver_id": self.main_receiver_id.id, "how": "rule"})
        lines = self.line_ids.filtered(
            lambda line: line.decision == "move" and line._needs_receiver()
        )
        receiver = self.main_receiver_id or self.receiver_ids[:1].user_id
        lines.write({"receiver_id": receiver.id})

    def _work_moving(self):
        if not self._in_chunks(self._move_customers):
            return False
        for line in self.line_ids.filtered(lambda line: line.decision == "move"):
            if not self._in_chunks(lambda size, line=line: self._move_line(line, size)):
                return False
        if not self._left_to_move():
            self._end_move()
        return True

    def _in_chunks(self, step):
        """Call a step until it finds nothing more, each in a transaction of its own.

        :return: False when the time of the job is up
        """
        tries, size = 0, FIRST
        while True:
            begin = time.monotonic()
            try:
                done = step(size)
                self.env.flush_all()
            except psycopg2.errors.SerializationFailure:
                # somebody changed one of the rows between looking and locking: look again
                self.env.cr.rollback()
                self.env.invalidate_all()
                tries += 1
                if tries > RETRIES:
                    _logger.info("Hand-over %s: rows are busy, later.", self.id)
                    return True
                continue
            tries, size = 0, next_size(size, time.monotonic() - begin)
            if not done:
                return True
            if not self.env["ir.cron"]._commit_progress():
                return False

    def _end_move(self):
        """All that can move has: tell everybody once, and ask for the signatures."""
        self.sudo().write({"moved_on": fields.Datetime.now()})  # sudo: kept by the system
        self._approval_set_state("moved")
        self._set_contact_due()
        for row in self.receiver_ids:
            self._tell_receiver(row)
        if self.leaver_id.active:
            reader = for_reader(self, self.leaver_id)
            self.activity_schedule(
                "customer_handover.mail_activity_sign",
                user_id=self.leaver_id.id,
                summary=reader.env._("Sign the handover sheet"),
            )

    def _tell_receiver(self, row):
        """One message and one to-do for each person, however many customers."""
        user = row.user_id
        reader = for_reader(self, user)
        moved = self.env["customer.handover.customer"].search_count(
            [
                ("handover_id", "=", self.id),
                ("receiver_id", "=", user.id),
                ("state", "=", "moved"),
            ]
        )
        text = reader.env._(
            "You now look after %(count)s customers of %(user)s. See “New to Me”, and sign the "
            "handover sheet.",
            count=moved,
            user=self.leaver_id.name,
        )
        reader.message_notify(
            partner_ids=user.partner_id.ids,
            subject=reader.env._("Customers of %s", self.leaver_id.name),
            body=text,
        )
        # the message above is the one that is sent
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "customer_handover.mail_activity_sign",
            user_id=user.id,
            summary=reader.env._("Sign the handover sheet"),
        )

    def action_retry_skipped(self):
        """Try the customers again that were skipped, with the receivers they have.

        :raises UserError: the sheet is done
        """
        self._check_action("finish")
        for handover in self:
            skipped = handover.customer_ids.filtered(
                lambda row: (
                    row.state == "skipped"
                    # sudo: whose it is now, also where that hides it from who tries again
                    and row.partner_id.sudo().user_id == row.handover_id.leaver_id
                )
            )
            if not skipped:
                raise UserError(
                    self.env._(
                        "Nothing to try again: the customers skipped belong to others by now."
                    )
                )
            # sudo: kept by the system
            skipped.sudo().write({"state": "ready", "skipped_why": False})
            handover._approval_set_state("moving")
        self.env.ref("customer_handover.ir_cron_handover")._trigger()
        return True
