from odoo import api, models
from odoo.addons.customer_approval.models.language import for_reader, in_company_language
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list, split_every

from ..superior import is_superior
from .customer_development_handover import CONTENT_FIELDS

CHUNK = 200
ACTIVITY = "customer_development.mail_activity_handover"


class CustomerDevelopmentHandover(models.Model):
    # The way of a hand-over: both confirm, both see the customer, then it is over (REQ D-17).

    _inherit = "customer.development.handover"

    def _why_not_who(self, who):
        user = self.env.user
        if who == "receiver":
            if user == self.receiver_id:
                return False
            return self.env._(
                "%(name)s is for %(user)s to take over.",
                name=self.display_name,
                user=self.receiver_id.sudo().name,  # a colleague's name is no secret
            )
        if user == self.user_id or is_superior(user, self.department_id):
            return False
        return self.env._(
            "%(name)s is for %(user)s or a superior to hand over.",
            name=self.display_name,
            user=self.user_id.sudo().name,  # as above
        )

    def _locked(self):
        """Return these as superuser, rows locked and their state read again."""
        # sudo: the way of a hand-over is written by its buttons alone, which check who presses
        records_sudo = self.sudo()
        if len(records_sudo.try_lock_for_update()) != len(self):
            raise UserError(self.env._("It is being changed by somebody else. Reload the page."))
        records_sudo.invalidate_recordset(["state"])
        return records_sudo

    # ------------------------------------------------------------------ buttons
    def action_hand(self):
        """Confirm as the giver; the receiver sees the customer and is asked to confirm.

        :raises UserError: names what is missing, or why the receiver cannot take over
        """
        self.check_access("read")
        records_sudo = self._locked()
        self._check_action("hand")
        for handover in self:
            handover._check_complete()
        for company, handovers in records_sudo.grouped("company_id").items():
            handovers.write(
                {
                    "state": "handed",
                    "handed_on": company._workday_today(),
                    "handed_by_id": self.env.uid,
                    "return_reason": False,
                }
            )
        records_sudo._sync_handover_access()
        for handover in records_sudo:
            told = for_reader(handover, handover.receiver_id)
            told.activity_schedule(
                ACTIVITY,
                user_id=handover.receiver_id.id,
                summary=told.env._("Take over the customer"),
            )
        return True

    def _check_complete(self):
        self.ensure_one()
        missing = [
            self._fields[name]._description_string(self.env)
            for name in CONTENT_FIELDS
            if not read_comment(self[name])
        ]
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s: please write %(missing)s first.",
                    name=self.display_name,
                    missing=format_list(self.env, missing),
                )
            )
        if problem := self._receiver_problem():
            raise UserError(problem)

    def action_recall(self):
        """Take back what nobody has taken over yet, to change it or to choose somebody else."""
        self.check_access("read")
        records_sudo = self._locked()
        self._check_action("recall")
        records_sudo._back_to_draft()
        return True

    def action_take(self):
        """Confirm as the receiver: from today both look after the customer.

        An account manager becomes responsible; customer service joins the team.

        :raises UserError: the receiver may not take over any more
        """
        self.check_access("read")
        records_sudo = self._locked()
        self._check_action("take")
        for handover in records_sudo:
            if problem := handover.with_env(self.env)._receiver_problem():
                raise UserError(problem)
            today = handover.company_id._workday_today()
            [until] = handover.company_id._workday_add([today], [handover.days])
            handover.write({"state": "transition", "taken_on": today, "until": until})
            handover._give_customer()
        records_sudo._sync_handover_access()
        records_sudo.activity_feedback([ACTIVITY])
        for handover in records_sudo:
            told = for_reader(handover, handover.user_id)
            told.message_post(
                body=told.env._(
                    "%(user)s has taken over the customer. Transition period until %(until)s.",
                    user=handover.receiver_id.name,
                    until=format_date(told.env, handover.until),
                ),
                partner_ids=handover.user_id.partner_id.ids,
            )
        return True

    def action_return(self):
        """Ask why the customer is not taken over."""
        self.check_access("read")
        self._check_action("return")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return"),
            "res_model": "customer.development.handover.return",
            "view_mode": "form",
            "target": "new",
            "context": {"default_handover_ids": self.ids},
        }

    def _return(self, reason):
        """Give it back to the giver with a reason.

        :raises UserError: not now, not by this person, or without a reason
        """
        self.check_access("read")
        records_sudo = self._locked()
        self._check_action("return")
        reason = read_comment(reason)
        if not reason:
            raise UserError(self.env._("Write the reason."))
        records_sudo.write({"return_reason": reason})
        records_sudo._back_to_draft()
        for handover in records_sudo:
            told = for_reader(handover, handover.user_id)
            told.message_post(
                body=told.env._("Not taken over: %(reason)s", reason=reason),
                partner_ids=handover.user_id.partner_id.ids,
            )
        return True

    # ------------------------------------------------------------------ what follows (superuser)
    def _back_to_draft(self):
        self.write({"state": "draft", "handed_on": False, "handed_by_id": False})
        self._sync_handover_access()
        self.activity_unlink([ACTIVITY])

    def _give_customer(self):
        """Make the receiver the responsible person, or one of the team."""
        self.ensure_one()
        customer, receiver = self.partner_id.commercial_partner_id, self.receiver_id
        if self.kind == "manager":
            kept = in_company_language(self, self.company_id)
            customer._customer_set_owner(
                receiver,
                kept.env._(
                    "Handed over by %(giver)s to %(receiver)s (%(number)s).",
                    giver=self.user_id.name,
                    receiver=receiver.name,
                    number=self.name,
                ),
            )
            return
        rows = self.env["customer.access"].search(
            [
                ("partner_id", "=", customer.id),
                ("user_id", "=", receiver.id),
                ("reason", "=", "team"),
            ]
        )
        if not rows and customer.customer_category:
            unsealed(rows).create(
                {"partner_id": customer.id, "user_id": receiver.id, "reason": "team"}
            )
            rows._access_changed()

    def _sync_handover_access(self):
        """Let giver and receiver see the customer from the giver's word to the last day."""
        open_ones = self.filtered(lambda handover: handover.state in ("handed", "transition"))
        Access = self.env["customer.access"]
        Access._sync_work(
            self,
            {handover: handover.user_id | handover.receiver_id for handover in open_ones},
        )
        rows = Access.search([("res_model", "=", self._name), ("res_id", "in", open_ones.ids)])
        until = {handover.id: handover.until for handover in open_ones}
        for row in rows:
            if row.until != until[row.res_id]:
                unsealed(row).write({"until": until[row.res_id]})
        if rows:
            Access._access_changed()

    @api.model
    def _cron_end_transitions(self):
        """End the transition periods that are over; restartable after any chunk."""
        companies = self.env["res.company"]._customer_companies()
        over = self.search(
            [("state", "=", "transition")]
            + list(companies._customer_day_domain("until", "<", "company_id"))
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(over))
        for chunk in split_every(CHUNK, over.ids, self.browse):
            # rows another transaction holds are left for the next run
            ended = chunk.try_lock_for_update().filtered(lambda one: one.state == "transition")
            ended.write({"state": "done"})
            ended._sync_handover_access()
            if not cron._commit_progress(len(chunk)):
                return
