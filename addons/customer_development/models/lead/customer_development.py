from odoo import fields, models
from odoo.addons.customer_approval.models.language import for_reader

# What whoever passed a prospect on is told of.
TOLD_STATES = ("signed", "done", "stopped", "lost", "dropped")


class CustomerDevelopment(models.Model):
    """A registered prospect is passed on to a salesperson (REQ B-16)."""

    _inherit = "customer.development"

    lead_ids = fields.One2many("customer.lead.assignment", "development_id", "Passed On")

    def action_pass_on(self):
        """Open the dialog that passes these prospects on, by hand or by rule."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pass On to Salespeople"),
            "res_model": "customer.lead.assign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_development_ids": self.ids},
        }

    def _approval_set_state(self, state):
        result = super()._approval_set_state(state)
        if state in TOLD_STATES:
            self._tell_lead_senders(state)
        return result

    def _tell_lead_senders(self, state):
        """Tell whoever passed a prospect on what has become of it."""
        # sudo: what becomes of it is theirs to know, whoever brings it about
        leads_sudo = (
            self.env["customer.lead.assignment"]
            .sudo()
            .search([("development_id", "in", self.ids), ("state", "=", "accepted")])
        )
        for lead_sudo in leads_sudo:
            sender = lead_sudo.from_user_id
            if sender == self.env.user or not sender.active:
                continue
            mine = for_reader(lead_sudo, sender)
            states = dict(mine.env["customer.development"]._selection_state())
            mine.message_notify(
                partner_ids=sender.partner_id.ids,
                subject=mine.env._("Prospect passed on: %(lead)s", lead=mine.display_name),
                body=mine.env._(
                    "What became of %(customer)s: %(state)s",
                    customer=mine.customer_name,
                    state=states[state],
                ),
            )
