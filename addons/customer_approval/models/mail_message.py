from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        """Keep what the system wrote on documents with approval: decisions, changed values.

        Odoo lets whoever may write a document rewrite or delete all of its messages.
        """
        forbidden = super()._get_forbidden_access(operation)
        if operation not in ("write", "unlink"):
            return forbidden
        names = set(self.env["ir.model"]._approval_model_names())
        # as superuser: who may not change a message need not be able to read it
        kept = self.sudo().filtered(
            lambda message: message.message_type == "notification" and message.model in names
        )
        return forbidden | self.browse(kept.ids)
