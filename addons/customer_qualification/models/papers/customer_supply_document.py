from odoo import models
from odoo.exceptions import UserError


class CustomerSupplyDocument(models.AbstractModel):
    """What the documents on supplying customers have in common: reviews and exceptions."""

    _name = "customer.supply.document"
    _inherit = ["customer.document.mixin"]
    _description = "Document on Supplying a Customer"
    _order = "date desc, id desc"

    def _check_none_running(self, states):
        """:raises UserError: the customer has another one that is not finished"""
        # sudo: also one that a colleague has begun; the name of a document of the own customer
        running_sudo = self.sudo().search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", states),
                ("id", "not in", self.ids),
            ]
        )
        # sudo: compared only
        own = {(document.partner_id, document.company_id) for document in self.sudo()}
        for other in running_sudo:
            if (other.partner_id, other.company_id) in own:
                raise UserError(
                    self.env._(
                        "%(other)s of this customer is not finished yet. Finish or withdraw it "
                        "first.",
                        other=other.display_name,
                    )
                )
