from . import customer_market_decide, customer_setup_market
