from . import customer_credit_hold, sale_order, stock_move, stock_picking
