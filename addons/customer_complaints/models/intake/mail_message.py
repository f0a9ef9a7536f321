from odoo import api, models


class MailMessage(models.Model):
    # The message with a customer's answer about a complaint takes the answer with it.

    _inherit = "mail.message"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answers(self):
        if not self.env.su:
            # sudo: only whether there are any
            self.env["rating.rating"].sudo().search([("message_id", "in", self.ids)]).with_env(
                self.env
            )._check_not_of_complaints()
