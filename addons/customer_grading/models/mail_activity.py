from odoo import models


class MailActivity(models.Model):
    # An activity of a strategy's task ticks off the task (REQ G-09).

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        # sudo: the system's own table, of activities that the user may tick off
        rows_sudo = (
            self.env["customer.strategy.progress"]
            .sudo()
            .search([("activity_id", "in", self.ids), ("done_on", "=", False)])
        )
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        rows_sudo._mark_done()
        return result
