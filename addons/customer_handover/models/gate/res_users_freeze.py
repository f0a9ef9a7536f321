from odoo import api, models, tools
from odoo.exceptions import UserError

from ..sheet.customer_handover import OPEN_STATES


class ResUsers(models.Model):
    # What somebody who hands over may not do any more (REQ H-04, seed S3 四.6).

    _inherit = "res.users"

    @api.model
    @tools.ormcache()
    def _handover_frozen_ids(self):
        """Return the ids of those who hand over and take nothing along.

        Asked with every read, so kept in memory; sheets forget it when they change.
        """
        # sudo: the same answer for everybody
        sheets_sudo = self.env["customer.handover"].sudo()
        found = sheets_sudo.search([("freeze", "=", True), ("state", "in", OPEN_STATES)])
        done = sheets_sudo.search(
            [
                ("freeze", "=", True),
                ("reason", "=", "leaving"),
                ("state", "=", "done"),
                ("leaver_id.active", "=", True),
                ("closed_on", "=", False),
            ]
        )
        return frozenset((found | done).leaver_id.ids)

    @api.private
    def _handover_is_frozen(self):
        """Return whether anybody of these hands over and takes nothing along."""
        return not self._handover_frozen_ids().isdisjoint(self._ids)

    @api.private
    def _handover_check_not_frozen(self):
        """:raises UserError: somebody who hands over would get something new"""
        frozen = self.filtered(lambda user: user._handover_is_frozen())
        if frozen:
            raise UserError(
                self.env._(
                    "%(user)s is handing over and gets no new customers, and no new access. "
                    "Choose somebody else.",
                    user=frozen[0].sudo().name,  # a colleague's name is no secret
                )
            )

    def _customer_taking_part(self):
        """Who hands over is made responsible for nothing new by the system."""
        users = super()._customer_taking_part()
        return users.filtered(lambda user: not user._handover_is_frozen())
