from odoo import models


class CustomerExportMixin(models.AbstractModel):
    _inherit = "customer.export.mixin"

    def _customer_log_bulk(self, count, names, records=None):
        """Who hands over reads no long lists: what is more than everyday work (REQ H-04)."""
        if (
            not self.env.su
            and self._customer_is_bulk(count)
            and self.env.user._handover_is_frozen()
        ):
            self.env["customer.export.log"]._log_refused(
                self.browse() if records is None else records, "bulk", names, count
            )
            raise self._handover_frozen_error()
        return super()._customer_log_bulk(count, names, records)
