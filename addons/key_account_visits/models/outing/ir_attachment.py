from odoo import api, models
from odoo.exceptions import ValidationError

MODELS = ("customer.visit", "customer.reception", "customer.trip", "customer.feedback")
LIMIT_MB = 20


class IrAttachment(models.Model):
    # Pictures straight from a phone's camera: refused with a message before they fill the store.

    _inherit = "ir.attachment"

    @api.constrains("res_model", "raw", "datas", "file_size")
    def _check_customer_size(self):
        for attachment in self:
            if attachment.res_model in MODELS and attachment.file_size > LIMIT_MB * 1024 * 1024:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is larger than %(limit)s MB. Send a smaller picture.",
                        name=attachment.name,
                        limit=LIMIT_MB,
                    )
                )
