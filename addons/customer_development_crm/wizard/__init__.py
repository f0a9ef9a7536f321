from . import customer_development_register
