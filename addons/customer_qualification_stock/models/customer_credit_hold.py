from odoo import api, fields, models


class CustomerCreditHold(models.Model):
    _inherit = "customer.credit.hold"

    kind = fields.Selection(
        selection_add=[("delivery", "Delivery")], ondelete={"delivery": "cascade"}
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Delivery", index="btree_not_null", ondelete="cascade"
    )

    _picking_uniq = models.UniqueIndex("(picking_id) WHERE kind = 'delivery'")

    def _document_key(self):
        if self.kind == "delivery":
            return (self.kind, self.picking_id.id)
        return super()._document_key()

    def _document(self):
        return self.picking_id or super()._document()

    @api.model
    def _wanted(self, company):
        return super()._wanted(company) | self._wanted_deliveries(company)

    @api.model
    def _wanted_deliveries(self, company):
        """Return {key: values} of deliveries that wait for papers or money."""
        gate = self.env["customer.credit.gate"]
        if not gate._is_closed(company):
            return {}
        # sudo: deliveries of everybody, for the list of the company
        pickings_sudo = (
            self.env["stock.picking"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("waiting", "confirmed", "assigned")),
                    ("move_ids.location_dest_id.usage", "=", "customer"),
                    ("move_ids.sale_line_id", "!=", False),
                ]
            )
        )
        documents, supplies = [], []
        for picking in pickings_sudo:
            for supply in picking.move_ids._customer_outgoing()._customer_supplies()[:1]:
                documents.append(("delivery", picking))
                supplies.append(supply)
        return self._wanted_of(company, documents, supplies, "delivery")

    @api.model
    def _values(self, kind, document, supply, trouble, account):
        values = super()._values(kind, document, supply, trouble, account)
        if kind == "delivery":
            amount = document.company_id.currency_id.round(supply.amount)
            values |= {"picking_id": document.id, "amount": amount}
        return values
