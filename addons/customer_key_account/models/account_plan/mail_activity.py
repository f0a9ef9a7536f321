from odoo import models


class MailActivity(models.Model):
    # An activity that is done has done the action it stands for.

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        mine = self.filtered(lambda activity: activity.res_model == "customer.account.plan")
        # sudo: the action follows its activity, whoever does it
        actions_sudo = self.env["customer.account.plan.action"].sudo()
        if mine:
            actions_sudo = actions_sudo.search(
                [("activity_id", "in", mine.ids), ("done_on", "=", False)]
            )
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        actions_sudo._mark_done(feedback)
        return result
