from . import base_partner_merge, customer_loss_handle
