from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

CHOSEN = {"receiver_id", "decision"}


class CustomerHandoverRowMixin(models.AbstractModel):
    """A row of a handover sheet: collected by the system, people choose who takes it over."""

    _name = "customer.handover.row.mixin"
    _description = "Row of a Handover Sheet"

    def write(self, vals):
        """Choose who takes over; everything else is filled in by the system.

        :raises UserError: the sheet is not a draft, or nobody who could take over
        """
        if self.env.su:
            return super().write(vals)
        if not set(vals) <= CHOSEN:
            raise AccessError(self.env._("On the list, only who takes over is chosen."))
        self.check_access("write")
        self.handover_id._check_action("assign")
        result = super().write(vals)
        if vals.get("receiver_id"):
            for handover in self.handover_id:
                handover._check_receivers(self.env["res.users"].browse(vals["receiver_id"]))
        return result

    def unlink(self):
        if not self.env.su:
            # pylint: disable-next=no-raise-unlink
            raise AccessError(
                self.env._("What the person holds stays on the sheet until it has gone.")
            )
        return super().unlink()

    @api.constrains("receiver_id")
    def _check_receiver(self):
        for row in self:
            if row.receiver_id and row.receiver_id == row.handover_id.leaver_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s hands over and takes over nothing. Choose somebody else.",
                        user=row.receiver_id.name,
                    )
                )
