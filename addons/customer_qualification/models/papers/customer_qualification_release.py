from odoo import api, models
from odoo.addons.customer_approval.tools.seal import read_comment, unsealed
from odoo.exceptions import UserError

RELEASE_GROUPS = (
    "customer_base.group_customer_clerk,customer_base.group_customer_marketing,"
    "customer_base.group_customer_manager,customer_base.group_customer_director,"
    "customer_base.group_customer_admin"
)
END_GROUPS = (
    "customer_base.group_customer_marketing,customer_base.group_customer_director,"
    "customer_base.group_customer_general_manager,customer_base.group_customer_finance,"
    "customer_base.group_customer_admin"
)


class CustomerQualification(models.Model):
    # After the approval: the agreement is signed, the customer released, and one day ended
    # (003 三.1(3): only with the agreement does a customer become an agent).

    _inherit = "customer.qualification"

    def _approval_write(self, vals):
        """Write what only the system fills in."""
        return unsealed(self).write(vals)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_release(self):
        user = self.env.user
        release, end = user.has_groups(RELEASE_GROUPS), user.has_groups(END_GROUPS)
        for review in self:
            review.can_release = release and review.state == "approved"
            review.can_end = end and review.state == "released"

    def _compute_approval_rights(self):
        super()._compute_approval_rights()
        for review in self:
            review.can_revise &= review.state == "approved"

    def action_revise(self, reason=None):
        """What was released is not revised: a new review takes its place."""
        self.check_access("read")  # the refusal names what it is about
        if done := self.filtered(lambda review: review.state in ("released", "ended")):
            raise UserError(
                self.env._(
                    "%(review)s is released or ended. Enter a new qualification review; it takes "
                    "its place.",
                    review=done[0].display_name,
                )
            )
        return super().action_revise(reason)

    def action_release(self):
        """Release customers for business: approved, and the agreement signed.

        :raises UserError: without the role, not approved, or without the agreement
        """
        self.check_access("read")
        if not self.env.user.has_groups(RELEASE_GROUPS):
            raise UserError(
                self.env._(
                    "Customers are released by clerks, market department and superiors, once the "
                    "agreement is signed."
                )
            )
        self._lock_documents()
        for review in self:
            review._check_can_release()
        self._close_released()
        for company, reviews in self.grouped("company_id").items():
            reviews._approval_write(
                {
                    "state": "released",
                    "released_on": company._workday_today(),
                    "released_by_id": self.env.uid,
                }
            )
        self.env["customer.credit.account"]._follow_releases(self)
        return True

    def _check_can_release(self):
        self.ensure_one()
        today = self.company_id._workday_today()
        if self.state != "approved":
            why = self.env._("it is not approved.")
        elif not self.agreement_on or not self.agreement_file:
            why = self.env._("enter the day of the signed agreement, and its file.")
        elif self.agreement_on > today:
            why = self.env._("the agreement is dated in the future.")
        elif self.agreement_until and self.agreement_until < today:
            why = self.env._("the agreement has ended already.")
        elif (self.partner_id.sudo().vat or "") != (self.approved_code or ""):  # compared only
            why = self.env._("the customer's code was changed since the approval. Review it anew.")
        elif self.missing:
            why = self.missing
        else:
            return
        raise UserError(
            self.env._("%(review)s cannot be released: %(why)s", review=self.display_name, why=why)
        )

    def _close_released(self):
        """The review before is ended by the new one."""
        # sudo: whoever wrote the one before
        before_sudo = self.sudo().search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "released"),
                ("id", "not in", self.ids),
            ]
        )
        # sudo: older releases end with it, whoever releases
        pairs = {(review.partner_id, review.company_id): review for review in self.sudo()}
        for old in before_sudo:
            if new := pairs.get((old.partner_id, old.company_id)):
                old._set_ended(self.env._("Replaced by %(review)s.", review=new.name))

    def _set_ended(self, reason):
        for company, reviews in self.grouped("company_id").items():
            reviews._approval_write(
                {
                    "state": "ended",
                    "ended_on": company._workday_today(),
                    "ended_by_id": self.env.uid,
                    "end_reason": reason,
                }
            )

    def action_end(self, reason=None):
        """End the release of customers; without a reason, a dialog asks for it.

        :raises UserError: without the role, or not released
        """
        self.check_access("read")
        if not self.env.user.has_groups(END_GROUPS):
            raise UserError(
                self.env._(
                    "A release is ended by the market department, finance, director or general "
                    "manager's office."
                )
            )
        if wrong := self.filtered(lambda review: review.state != "released"):
            raise UserError(self.env._("%(review)s is not released.", review=wrong[0].display_name))
        reason = read_comment(reason)
        if not reason:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("End the Release"),
                "res_model": "customer.qualification.end",
                "view_mode": "form",
                "target": "new",
                "context": {"default_qualification_ids": self.ids},
            }
        self._lock_documents()
        self._set_ended(reason)
        self.env["customer.credit.account"]._follow_releases(self)
        return True
