from odoo import api, models

from ...tools.incoming_mail import repair_charsets

INTAKE_MODELS = ("customer.complaint", "customer.complaint.intake")


class MailThread(models.AbstractModel):
    # Incoming mail: Chinese texts are readable, and mail for complaints goes where it belongs.

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        """Read mail of Chinese programs, whatever their labels say (REQ C-01)."""
        repair_charsets(message)
        return super().message_parse(message, save_original=save_original)

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        route = super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )
        if route and route[0] in INTAKE_MODELS:
            return self.env["customer.complaint.intake"]._route(message, message_dict, route)
        return route
