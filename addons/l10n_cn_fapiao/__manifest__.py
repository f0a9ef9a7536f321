{
    "name": "China - VAT Invoices",
    "version": "19.0.1.0.0",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["account", "customer_approval"],
}
