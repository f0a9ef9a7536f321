from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_register_complaint(self):
        """Open the form of a new complaint about this invoice, with its lines.

        :raises UserError: it is no posted customer invoice
        """
        self.ensure_one()
        self.check_access("read")
        if self.move_type != "out_invoice" or self.state != "posted":
            raise UserError(
                self.env._(
                    "%(invoice)s is no posted invoice to a customer.", invoice=self.display_name
                )
            )
        lines = [
            {"invoice_line_id": line.id, "quantity": line.quantity}
            for line in self.invoice_line_ids
            if line.display_type == "product" and line.quantity > 0
        ]
        return self.env["customer.complaint"]._register_action(
            {
                "default_partner_id": self.commercial_partner_id.id,
                "default_company_id": self.company_id.id,
                "default_invoice_id": self.id,
            },
            lines,
        )
