from odoo import api, models
from odoo.exceptions import UserError

# What a contact within a development says itself; the rest of the interaction is free.
GIVEN_FIELDS = {
    "partner_id",
    "company_id",
    "user_id",
    "date",
    "way",
    "summary",
    "contact_ids",
    "next_step",
    "next_date",
}
SOURCES = ("customer.development.stage.record", "customer.development.survey")


class CustomerInteraction(models.Model):
    """What comes from a development is corrected there, so that both say the same (F-21)."""

    _inherit = "customer.interaction"

    def _from_development(self):
        return self.filtered(lambda interaction: interaction.res_model in SOURCES)

    def write(self, vals):
        if not self.env.su:
            changed = GIVEN_FIELDS & vals.keys()
            self._from_development()._check_corrected_at_source(changed)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_at_source(self):
        if not self.env.su:
            self._from_development()._check_corrected_at_source({"summary"})

    def _check_corrected_at_source(self, changed):
        """:raises UserError: naming the record, and where to correct it"""
        if not self or not changed:
            return
        raise UserError(
            self.env._(
                "“%(record)s” comes from a customer development. Open it with the button "
                "Source and correct it there.",
                record=self[0].display_name,
            )
        )

    def _sync_next_step(self):
        """The next step of a development is an activity there, not a second one here."""
        super(CustomerInteraction, self - self._from_development())._sync_next_step()
