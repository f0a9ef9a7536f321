from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import for_reader
from odoo.addons.customer_approval.tools.seal import read_comment
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .customer_handover import OPEN_STATES

# What each person on the lists of a sheet would take over.
TAKEN = """
    SELECT receiver_id, count(*) FILTER (WHERE kind = 'customer'), SUM(sales), SUM(work_count),
           count(*) FILTER (WHERE kind = 'line')
      FROM (SELECT receiver_id, 'customer' AS kind, sales, work_count
              FROM customer_handover_customer
             WHERE handover_id = %(id)s AND decision = 'move'
         UNION ALL
            SELECT receiver_id, 'line', 0, alone_count
              FROM customer_handover_line
             WHERE handover_id = %(id)s AND decision = 'move' AND alone_count > 0
           ) AS taken
     WHERE receiver_id IS NOT NULL
  GROUP BY receiver_id
"""


class CustomerHandover(models.Model):
    # Those who take over: who may, who is asked, what they answer (REQ H-02).

    _inherit = "customer.handover"

    def _check_receivers(self, users):
        """:raises ValidationError: naming who cannot take over customers, and why"""
        self.ensure_one()
        for user in users.sudo():  # whether a colleague is there
            if why := self._why_not_receiver(user):
                raise ValidationError(why)

    def _why_not_receiver(self, user):
        """Return why somebody cannot take over, or False."""
        names = {"user": user.name, "company": self.company_id.name}
        if user == self.leaver_id:
            return self.env._(
                "%(user)s hands over and takes over nothing. Choose somebody else.", **names
            )
        if not user.active or user.share:
            return self.env._(
                "%(user)s has left, or is no colleague. Choose who takes over.", **names
            )
        if self.company_id not in user.company_ids:
            return self.env._(
                "%(user)s does not work for %(company)s. Choose somebody of the company.", **names
            )
        if not user.has_group("customer_base.group_customer_user"):
            return self.env._(
                "%(user)s has no role in customer management and could not open the customers. "
                "Ask an administrator for the role, or choose somebody else.",
                **names,
            )
        other = self._open_of(user)
        if other:
            return self.env._(
                "%(user)s is handing over as well (%(handover)s). Choose somebody who stays.",
                handover=other.name,
                **names,
            )
        if user._handover_absent(self.company_id):
            return self.env._(
                "%(user)s is on leave now. Choose somebody who is there, or wait.", **names
            )
        return False

    @api.model
    def _open_of(self, user):
        """Return the sheet on which somebody hands over now."""
        # sudo: whether a colleague is leaving decides, whoever may read the sheet
        return self.sudo().search(
            [
                ("leaver_id", "=", user.id),
                ("state", "in", OPEN_STATES),
                ("reason", "in", ("leaving", "leave")),
            ],
            limit=1,
        )

    def _sync_receivers(self):
        """Make those who take over follow from the lists; answers given stay."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(SQL(TAKEN, id=self.id))
        wanted = {row[0]: row[1:] for row in rows}
        # sudo: the list follows from the others
        present_sudo = self.sudo().receiver_ids
        present_sudo.filtered(lambda row: row.user_id.id not in wanted).unlink()
        present = {row.user_id.id: row for row in self.sudo().receiver_ids}
        own = self._own_counts(list(wanted))
        for user_id, (customers, sales, work, others) in wanted.items():
            vals = {
                "customer_count": customers,
                "sales": sales or 0,
                "work_count": work or 0,
                "other_count": others,
                "own_count": own.get(user_id, 0),
            }
            row = present.get(user_id)
            if row:
                if row.customer_count < customers:
                    vals["state"] = "new"  # more than what was agreed to
                row.write(vals)
            else:
                present_sudo.create(vals | {"handover_id": self.id, "user_id": user_id})
        self.invalidate_recordset(["receiver_ids"])

    @api.model
    def _own_counts(self, user_ids):
        """Return {user id: customers they answer for now}."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT user_id, count(*) FROM customer_access"
                    " WHERE reason = 'owner' AND active AND user_id = ANY(%s) GROUP BY 1",
                    user_ids,
                )
            )
        )

    def action_ask(self):
        """Ask everybody on the lists whether they take over.

        :raises UserError: nobody to ask, or somebody who cannot take over
        """
        self._check_action("ask")
        for handover in self:
            handover._sync_receivers()
            handover._check_receivers(handover.receiver_ids.user_id)
            waiting = handover.receiver_ids.filtered(lambda row: row.state in ("new", "declined"))
            if not waiting:
                raise UserError(
                    self.env._(
                        "%(handover)s: nobody to ask. Choose who takes over what, first.",
                        handover=handover.display_name,
                    )
                )
            handover._end_questions(but=handover.receiver_ids - waiting)
            # sudo: the answers are kept by the system
            waiting.sudo().write({"state": "asked", "decline_reason": False})
            for row in waiting:
                handover._ask(row)
        return True

    def _end_questions(self, but=None):
        """Take back to-dos about who takes over that have become pointless.

        :param but: rows of those whose question stands
        """
        kept = but.user_id if but else self.env["res.users"]
        question = self.env.ref("customer_handover.mail_activity_accept")
        result = self.env.ref("customer_handover.mail_activity_handover")
        # sudo: to-dos of colleagues
        self.sudo().activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == result
                or (activity.activity_type_id == question and activity.user_id not in kept)
            )
        ).unlink()

    def _ask(self, row):
        reader = for_reader(self, row.user_id)
        # sudo: to-do of a colleague
        self.sudo().activity_schedule(
            "customer_handover.mail_activity_accept",
            user_id=row.user_id.id,
            summary=reader.env._(
                "Take over %(count)s customers of %(user)s?",
                count=row.customer_count,
                user=self.leaver_id.name,
            ),
        )

    def action_accept(self):
        """Take over what the sheet says (REQ H-02).

        :raises UserError: not asked
        """
        self._check_action("answer")
        for handover in self:
            handover._answer("accepted")
        return True

    def action_decline(self, reason=None):
        """Say no, with the reason; whoever is in charge chooses somebody else.

        :param reason: asked by a dialog when empty
        :raises UserError: not asked
        """
        self._check_action("answer")
        self.ensure_one()
        reason = read_comment(reason)
        if not reason:
            return self._ask_reason("decline")
        self._answer("declined", reason)
        return True

    def _answer(self, state, reason=False):
        row = self._my_receiver()
        row.write({"state": state, "answered_on": fields.Datetime.now(), "decline_reason": reason})
        # sudo: the own to-do, and that of whoever is in charge
        self.sudo().activity_feedback(
            ["customer_handover.mail_activity_accept"], user_id=self.env.uid
        )
        in_charge = self.sudo().user_id
        reader = for_reader(self, in_charge)
        if state == "declined":
            # sudo: to-do of a colleague
            self.sudo().activity_schedule(
                "customer_handover.mail_activity_handover",
                user_id=in_charge.id,
                summary=reader.env._(
                    "%(user)s does not take over: %(reason)s",
                    user=self.env.user.name,
                    reason=reason,
                ),
            )
            if self.state == "submitted":
                self.sudo()._tell_declined(reason)  # a receiver writes nothing else on the sheet
        # sudo: the answers of the other receivers, of which only the number matters
        elif all(other.state == "accepted" for other in self.sudo().receiver_ids):
            # sudo: to-do of a colleague
            self.sudo().activity_schedule(
                "customer_handover.mail_activity_handover",
                user_id=in_charge.id,
                summary=reader.env._("Everybody has accepted: submit the sheet"),
            )

    def _tell_declined(self, reason):
        """Keep on the sheet that somebody said no while it is in approval."""
        self._message_log(
            body=self.env._(
                "%(user)s does not take over: %(reason)s", user=self.env.user.name, reason=reason
            )
        )
