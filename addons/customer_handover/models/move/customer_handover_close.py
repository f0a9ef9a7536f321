from odoo import api, fields, models
from odoo.addons.customer_approval.models.language import in_company_language
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerHandover(models.Model):
    # The end of a hand-over: deputies, access, the login (REQ H-04).

    _inherit = "customer.handover"

    def _set_deputy(self):
        """End deputies the person stands in for, and name who decides in their place."""
        today = self.company_id._workday_today()
        # sudo: delegations of colleagues
        Delegation = self.env["customer.approval.delegation"].sudo()
        standing_in = Delegation.search(
            [("delegate_id", "=", self.leaver_id.id), ("date_to", ">=", today)]
        )
        standing_in.write({"active": False})
        if not self.deputy_id:
            return
        until = fields.Date.add(max(self.last_day or today, self.move_on, today), days=30)
        Delegation.create(
            {
                "user_id": self.leaver_id.id,
                "delegate_id": self.deputy_id.id,
                "date_from": today,
                "date_to": until,
                "reason": self.name,
            }
        )

    def _end_deputies(self):
        """The person decides again: the hand-over was given up, or taken back."""
        # sudo: see above
        self.env["customer.approval.delegation"].sudo().search(
            [("user_id", "in", self.leaver_id.ids), ("reason", "in", self.mapped("name"))]
        ).write({"active": False})

    def _finish(self):
        """All is signed: the sheet is done; the login is closed after the last day."""
        self.ensure_one()
        self.write({"finished_on": fields.Datetime.now()})
        self._approval_set_state("done")
        self.activity_ids.unlink()
        self._message_log(body=self.env._("The hand-over is done."))
        self._close_when_over()

    def _close_when_over(self):
        for handover in self:
            today = handover.company_id._workday_today()
            stays = handover.reason != "leaving" or (handover.transition_until or today) > today
            if stays or (handover.last_day and handover.last_day >= today):
                continue
            handover._close_access()

    def action_close_access(self):
        """Close the person's login and all access to customers now.

        :raises UserError: the person stays in the company, or holds something
        """
        self._check_action("close")
        for handover in self:
            if handover.reason != "leaving":
                # sudo: a colleague's name is no secret
                raise UserError(
                    self.env._("%s stays in the company.", handover.sudo().leaver_id.name)
                )
            handover.sudo()._close_access()  # who may close it was checked
        return True

    @api.model
    def _cron_close(self):
        """Close the logins of those whose last day is over."""
        for handover in self.search(
            [("state", "=", "done"), ("reason", "=", "leaving"), ("closed_on", "=", False)]
        ):
            handover._close_when_over()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _close_access(self):
        """End all access rows, keys, devices and the login of who has handed over."""
        self.ensure_one()
        leaver = self.leaver_id
        if leaver._handover_holdings(self._companies_left()):
            return  # the gate says what is left
        kept = in_company_language(self, self.company_id)
        access = self.env["customer.access"].search(
            [("user_id", "=", leaver.id), ("reason", "!=", "owner")]
        )
        access._end(kept.env._("left the company"))
        leaver.api_key_ids._remove()
        self.env["res.device"].search([("user_id", "=", leaver.id)])._revoke()
        self._unfollow()
        if len(leaver.company_ids - self._companies_left()) == 0:
            leaver.write({"active": False})
        self.write({"closed_on": fields.Datetime.now()})

    def _unfollow(self):
        """Who has left is told nothing about the customers any more."""
        self.env.execute_query(
            SQL(
                """
                DELETE FROM mail_followers follower USING customer_handover_customer taken
                 WHERE follower.res_model = 'res.partner' AND follower.res_id = taken.partner_id
                   AND taken.handover_id = %s AND follower.partner_id = %s
             RETURNING follower.id""",
                self.id,
                self.leaver_id.partner_id.id,
            )
        )
        self.env["mail.followers"].invalidate_model()
