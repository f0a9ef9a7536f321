import time

from odoo import models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import UserError
from odoo.http import request

from .customer_approval_rule import _names

PROVED_SECONDS = 10 * 60


class CustomerApproval(models.Model):
    """Which rounds are approved together, and for which the password is asked again."""

    _inherit = "customer.approval"

    def _check_together(self):
        """:raise UserError: several at once, and the rule wants one of them by itself"""
        alone = self.filtered("single_only")
        if len(self) > 1 and alone:
            raise UserError(
                self.env._(
                    "By the rule these are approved one by one, not together with others: %s."
                    " Open each of them.",
                    _names(alone),
                )
            )

    def _check_password(self):
        """:raise UserError: the password was not given in the last ten minutes"""
        if self.filtered("needs_password") and not _proved():
            raise UserError(
                self.env._(
                    "Above this amount your password is asked again: %s. Approve it in the"
                    " browser, where you can enter it.",
                    _names(self.filtered("needs_password")),
                )
            )

    def _ask_password(self, comment):
        """Return the dialog that asks for the password, or None where none is needed now."""
        if not request or not self.filtered("needs_password") or _proved():
            return None
        return self.action_approve_proved(comment)

    @check_identity
    def action_approve_proved(self, comment=None):
        """Approve after the password was entered (Odoo's own dialog calls this).

        :raise UserError: as ``action_approve``
        """
        return self.action_approve(comment)


def _proved():
    """Tell whether the user of this request has entered the password lately."""
    last = request.session.get("identity-check-last", 0) if request else 0
    return last > time.time() - PROVED_SECONDS
