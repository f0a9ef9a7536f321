from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # State of an order → what it says of its customer (REQ B-01, seed S1 三(一)).
    _customer_category_by_state = {"sent": "interested", "sale": "closed"}

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        for state in self._customer_category_by_state:
            orders.filtered(lambda order, state=state: order.state == state)._customer_advance(
                state
            )
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in self._customer_category_by_state:
            self._customer_advance(vals["state"])
        return result

    def _customer_advance(self, state):
        sellers = {
            order.partner_id.commercial_partner_id.id: order.user_id | order.create_uid
            for order in self.sudo()  # who sells to a customer that others may not see
        }
        self.partner_id._customer_set_category(self._customer_category_by_state[state], sellers)
