from odoo import api, models

from .customer_development import CLOSED_STATES


class CustomerDevelopment(models.Model):
    """Whoever works on an open development sees its customer (REQ B-09, B-13, D-07)."""

    _inherit = "customer.development"

    @api.model_create_multi
    def create(self, vals_list):
        developments = super().create(vals_list)
        developments._sync_customer_access()
        return developments

    def write(self, vals):
        result = super().write(vals)
        if not {"user_id", "partner_id", "state"}.isdisjoint(vals):
            self._sync_customer_access()
        return result

    def unlink(self):
        self.env["customer.access"]._sync_work(self, {})
        return super().unlink()

    @api.model
    def _entry_check_target(self, target, right):
        """Nobody's customers are there to be developed by whoever sees them (000 article 7).

        Those of the public pool are claimed there, with its quota and its waiting time.
        """
        if target._name == "res.partner":
            # sudo: who is responsible, and whether the customer is in the pool, decide
            nobodys = target.sudo().filtered(
                lambda partner: (
                    not partner.commercial_partner_id.user_id
                    and not partner.commercial_partner_id.customer_in_pool
                )
            )
            target -= nobodys.sudo(False)._filtered_access("read")
        super()._entry_check_target(target, right)

    def _sync_customer_access(self):
        """Let the responsible person and the team see the customer as long as it is open."""
        developments_sudo = self.sudo()  # the team of a document follows the document
        self.env["customer.access"]._sync_work(
            developments_sudo,
            {
                development: development.user_id | development.member_ids.user_id
                for development in developments_sudo
                if development.state not in CLOSED_STATES
            },
        )
