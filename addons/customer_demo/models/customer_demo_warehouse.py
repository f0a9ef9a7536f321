from collections import defaultdict

from odoo import models
from odoo.tools import SQL

UNDELIVERED_DAYS = 12  # orders so young are still being packed
DELIVERY_DAYS = 4  # working days from the order to the delivery


class CustomerDemo(models.AbstractModel):
    """What has left the warehouse, and what waits there (D-13, C-10)."""

    _inherit = "customer.demo"

    def _make_deliveries(self):
        """All but the orders of the last days were delivered some days after the order."""
        self.env.company.stock_text_confirmation = False  # nothing is sent from a demo
        waiting = self.env["stock.picking"].search(
            [("state", "not in", ("done", "cancel")), ("sale_id", "!=", False)]
        )
        days = {picking: picking.sale_id.date_order.date() for picking in waiting}
        planned = self.env.company._workday_add(list(days.values()), DELIVERY_DAYS)
        planned = dict(zip(days, planned, strict=True))
        by_day = defaultdict(waiting.browse)
        for picking, day in planned.items():
            by_day[day] |= picking
        for day, pickings in by_day.items():
            pickings.scheduled_date = self._moment(day)
        limit = self._days_ago(UNDELIVERED_DAYS)
        done = waiting.filtered(lambda picking: days[picking] < limit)
        self._deliver(done.move_ids)
        for day, pickings in by_day.items():
            (pickings & done).date_done = self._moment(day, 300)
        self._date_back_deliveries(done)

    def _deliver(self, moves):
        for move in moves:
            move.quantity = move.product_uom_qty
        moves.picked = True
        moves._action_done()

    def _date_back_deliveries(self, pickings):
        """Deliveries and their moves were made with their orders."""
        self.env.flush_all()
        for table, picking in (("stock_picking", "id"), ("stock_move", "picking_id")):
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s made SET create_date = sale.date_order"
                    "  FROM stock_picking picking JOIN sale_order sale ON sale.id = picking.sale_id"
                    " WHERE made.%(picking)s = picking.id AND picking.id = ANY(%(ids)s)",
                    table=SQL.identifier(table),
                    picking=SQL.identifier(picking),
                    ids=pickings.ids,
                )
            )
        self.env.invalidate_all()

    def _make_warehouse_work(self, users, products):
        """The warehouse is told of goods that wait for money, and of what comes back."""
        held = self._make_held_delivery(products)
        back = self.env["stock.picking"].search(
            [("state", "=", "assigned"), ("picking_type_code", "=", "incoming")], limit=1
        )
        for author, picking, summary in (
            ("huanglihua", held, "款项到账后再发货，到账当天通知仓库"),
            ("maxiaodong", back, "客户退货，到货后请核对型号和数量"),
        ):
            # sudo: whoever asks the warehouse need not be able to change its documents
            picking = self._as(users[author], "stock.picking").sudo().browse(picking.id)
            picking.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=users["gaojianjun"].id,
                summary=summary,
                date_deadline=self._today(),
            )

    def _make_held_delivery(self, products):
        """A customer that pays in advance has ordered and not paid yet; return the delivery."""
        account = self.env["customer.credit.account"].search([("mode", "=", "prepaid")], limit=1)
        ordered = self._workdays_back([self._days_ago(2)])[0]
        order = self.env["sale.order"].create(
            self._order_values(account.partner_id, ordered, [(products["spare"][0], 4, 0)])
        )
        order.action_confirm()
        self._date_back_orders([(order, ordered)])
        self.env["customer.credit.account"]._reckon(self.env.company)
        return order.picking_ids
