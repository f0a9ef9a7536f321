from odoo import fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.addons.customer_base.tools.roles import WHOLE_COMPANY_GROUPS
from odoo.exceptions import UserError

from ..customer_development import CLOSED_STATES

ACTIVITY = "customer_development.mail_activity_type_lead"
# Given back so often, the manager decides.
GIVEN_BACK_AT_MOST = 2


class CustomerLeadAssignment(models.Model):
    """Answers, and who is told of them (REQ B-16)."""

    _inherit = "customer.lead.assignment"

    # ------------------------------------------------------------------ who may
    def _why_not(self, action):
        if why := super()._why_not(action):
            return why
        if action == "close" and self.kind == "prospect" and self.state == "accepted":
            return self.env._(
                "%(lead)s: what becomes of a prospect is seen on its development. Close that one.",
                lead=self.display_name,
            )
        return False

    def _why_not_who(self, who):
        user = self.env.user
        lead_sudo = self.sudo()  # names of colleagues are no secret
        allowed = {
            "receiver": user == self.user_id,
            "sender": user == self.from_user_id or user.has_groups(WHOLE_COMPANY_GROUPS),
            "superior": self._is_superior(),
        }[who]
        if allowed:
            return False
        if who == "superior":
            return self.env._(
                "%(lead)s: its manager or the market department passes it to somebody else.",
                lead=self.display_name,
            )
        person = lead_sudo.from_user_id if who == "sender" else lead_sudo.user_id
        return self.env._(
            "%(lead)s: this is for %(user)s to do.", lead=self.display_name, user=person.name
        )

    def _is_superior(self):
        user = self.env.user
        return (
            user.has_groups(WHOLE_COMPANY_GROUPS)
            or (self.state == "manager" and user == self.user_id)
            or (
                user.has_group("customer_base.group_customer_manager")
                and self.department_id in user.customer_department_ids
            )
        )

    def _begin_step(self, action):
        """Lock these and check that the user may take the step.

        :raises UserError: being changed by somebody else, not in this state, not for this person
        """
        self.check_access("read")
        for lead in self:
            if not unsealed(lead).try_lock_for_update(allow_referencing=True):
                raise UserError(
                    self.env._(
                        "%(lead)s is being answered by somebody else. Reload the page.",
                        lead=lead.display_name,
                    )
                )
        self.invalidate_recordset(["state", "user_id"])
        self._check_action(action)

    # ------------------------------------------------------------------ answers
    def action_accept(self):
        """Take the prospect on: development and customer are the user's from now on."""
        self._begin_step("accept")
        for lead in self:
            if lead.kind == "prospect":
                lead._take_over()
            lead._answer("accepted", "accepted")
            lead._tell_sender("accepted")
        self._sync_customer_access()
        return True

    def _take_over(self):
        """Make the user responsible for the development, and for a customer of nobody else's.

        :raises UserError: the development has ended meanwhile
        """
        # sudo: accepting is what gives the right to both
        development_sudo = self.development_id.sudo()
        if development_sudo.state in CLOSED_STATES:
            raise UserError(
                self.env._(
                    "%(prospect)s has ended meanwhile and is not accepted any more.",
                    prospect=self.display_name,
                )
            )
        before = development_sudo.user_id
        development_sudo.user_id = self.env.user
        customer_sudo = development_sudo.commercial_partner_id
        if not customer_sudo.user_id or customer_sudo.user_id in before | self.from_user_id:
            customer_sudo.user_id = self.env.user

    def _answer(self, result, state, reason=""):
        """Put the answer on record, on the row of who was asked and on the whole."""
        self.ensure_one()
        now = fields.Datetime.now()
        current = unsealed(self.offer_ids).filtered(lambda offer: offer.result == "open")
        current.write({"result": result, "reason": reason, "answered_on": now})
        unsealed(self).write(
            {"state": state, "answered_on": now, "result_note": reason or self.result_note}
        )
        self.sudo().activity_unlink([ACTIVITY])  # the activity of whoever was asked

    def _give_back(self, reason):
        """Give back with a reason: the next one is asked, after the second time the manager.

        :raises UserError: no reason, or not for this person
        """
        self._begin_step("give_back")
        reason = read_comment(reason)
        if not reason:
            raise UserError(
                self.env._("Write why you give it back: who is asked next needs to know.")
            )
        for lead in self:
            lead._answer("given_back", "offered", reason)
            unsealed(lead).write({"given_back_count": lead.given_back_count + 1})
            lead._tell_sender("given_back", reason)
            lead._after_refusal()

    def _after_refusal(self):
        """Ask the next one by rule, or the manager after too many times."""
        self.ensure_one()
        if self.given_back_count >= GIVEN_BACK_AT_MOST:
            self._to_manager()
        else:
            self._ask_next()

    def _assign(self, user):
        """Pass it to a person that a superior has chosen.

        :raises UserError: asked before, absent, left, or without the role
        """
        self._begin_step("assign")
        for lead in self:
            if user in lead.offer_ids.user_id:
                raise UserError(
                    self.env._(
                        "%(user)s was asked about %(lead)s before. Choose somebody else.",
                        user=user.sudo().name,  # names of colleagues are no secret
                        lead=lead.display_name,
                    )
                )
            lead._check_may_be_asked(user, lead.company_id)
            lead._answer("taken", "offered")
            lead._ask(user)

    def _close(self, reason):
        """End it with what came of it.

        :raises UserError: nothing written, or not for this person
        """
        self._begin_step("close")
        reason = read_comment(reason)
        if not reason:
            raise UserError(self.env._("Write what became of it: who passed it on will read it."))
        for lead in self:
            lead._answer("accepted", "closed", reason)
            lead._tell_sender("closed", reason)
        self._sync_customer_access()

    def action_withdraw(self):
        """Take back what was passed on, while nobody has accepted it."""
        self._begin_step("withdraw")
        for lead in self:
            lead._answer("withdrawn", "withdrawn")
        return True

    def action_open_give_back(self):
        return self._open_step("give_back", self.env._("Give Back"))

    def action_open_assign(self):
        return self._open_step("assign", self.env._("Pass to Somebody Else"))

    def action_open_close(self):
        return self._open_step("close", self.env._("What Became of It"))

    def _open_step(self, action, title):
        self.ensure_one()
        self.check_access("read")
        self._check_action(action)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customer.lead.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_assignment_id": self.id, "default_action": action},
        }

    def action_open_development(self):
        """Open the development of an accepted prospect, as far as the user may see it."""
        self.ensure_one()
        self.check_access("read")
        self.development_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.development",
            "res_id": self.development_id.id,
            "views": [(False, "form")],
        }

    def _sync_customer_access(self):
        """News: who has accepted sees the customer until it is closed."""
        news_sudo = self.sudo().filtered(lambda lead: lead.kind == "news")  # whoever moved it on
        self.env["customer.access"]._sync_work(
            news_sudo,
            {lead: lead.user_id for lead in news_sudo if lead.state == "accepted"},
        )

    # ------------------------------------------------------------------ telling
    def _tell_asked(self, due):
        # the activity mails whoever is asked by itself
        mine = for_reader(self, self.user_id)
        self.sudo().activity_schedule(  # of somebody else, who may read it by the rule
            ACTIVITY,
            date_deadline=due or self.company_id._workday_today(),
            user_id=self.user_id.id,
            summary=mine.env._(
                "%(user)s passes on %(customer)s",
                user=self.sudo().from_user_id.name,  # a colleague's name is no secret
                customer=self.customer_name,
            ),
        )

    def _tell_manager(self):
        mine = for_reader(self, self.user_id)
        self.sudo().activity_schedule(  # as above
            ACTIVITY,
            date_deadline=self.company_id._workday_today(),
            user_id=self.user_id.id,
            summary=mine.env._(
                "Nobody has taken %(customer)s: decide who works on it",
                customer=self.customer_name,
            ),
        )

    def _tell_sender(self, what, reason=""):
        """Tell whoever passed it on what was answered."""
        sender = self.from_user_id
        if sender == self.env.user:
            return
        mine = for_reader(self.sudo(), sender)  # partners behind the users
        answers = {
            "accepted": mine.env._("accepted"),
            "given_back": mine.env._("given back"),
            "closed": mine.env._("closed"),
        }
        body = mine.env._(
            "%(user)s: %(lead)s – %(answer)s",
            user=self.env.user.name,
            lead=self.display_name,
            answer=answers[what],
        )
        mine.message_notify(
            partner_ids=sender.partner_id.ids,
            subject=mine.env._("Prospect passed on: %(lead)s", lead=self.display_name),
            body=f"{body}. {reason}" if reason else body,
        )
