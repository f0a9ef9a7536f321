{
    "name": "Customer Management Demo Company",
    "summary": "A machinery company with people for every role, two years of trade and "
    "applications in every state",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Management",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_development", "customer_grading", "sale_management", "l10n_cn"],
    "data": [
        "security/ir.model.access.csv",
    ],
    "demo": [
        "demo/customer_demo.xml",
    ],
}
