from odoo import models
from odoo.exceptions import AccessError

from ...tools.refusal import CustomerAccessError


class Base(models.AbstractModel):
    # A docstring here would become the description of Odoo's own abstract models.
    #
    # Below each document the web client asks whom to write to. A document of the ERP may be for a
    # customer hidden from its reader, as a delivery in the warehouse: it opens, and the customer
    # is just not proposed (REQ B-09).

    _inherit = "base"

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        try:
            return super()._message_get_suggested_recipients_batch(*args, **kwargs)
        except AccessError as refused:
            # Odoo's own sentence stands around ours where a field of followers is worked out
            if not isinstance(refused.__context__ or refused, CustomerAccessError):
                raise
            # sudo: whoever is hidden is left out below; nobody is made a contact on the way
            proposed = super(Base, self.sudo())._message_get_suggested_recipients_batch(
                *args, **kwargs | {"no_create": True}
            )
        partners = self.env["res.partner"].browse(
            row["partner_id"] for rows in proposed.values() for row in rows if row["partner_id"]
        )
        shown = set(partners._filtered_access("read").ids)
        return {
            record_id: [row for row in rows if row["partner_id"] in shown]
            for record_id, rows in proposed.items()
        }
