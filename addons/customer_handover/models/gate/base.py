from odoo import models
from odoo.exceptions import AccessError


class Base(models.AbstractModel):
    # Who hands over exports nothing at all, of whatever model (REQ H-04).

    _inherit = "base"

    def export_data(self, fields_to_export):
        """Refuse exports of people who hand over; the attempt is put on record."""
        if not self.env.su and self.env.user._handover_is_frozen():
            log = self.env["customer.export.log"]
            log._log_refused(self, log._route(), fields_to_export, len(self))
            raise self._handover_frozen_error()
        return super().export_data(fields_to_export)

    def _customer_check_export(self, taken, route, field_names=()):
        """Printed lists, pivot tables and contact cards are exports, too."""
        if not self.env.su and self.env.user._handover_is_frozen():
            for records, count in taken:
                self.env["customer.export.log"]._log_refused(records, route, field_names, count)
            raise self._handover_frozen_error()
        return super()._customer_check_export(taken, route, field_names)

    def _handover_frozen_error(self):
        return AccessError(
            self.env._(
                "You are handing over: no data leaves any more. This attempt is on record. Ask "
                "whoever is in charge of your handover sheet."
            )
        )
