{
    "name": "Customer Grading",
    "summary": "Grades from the ERP's own figures, explained, simulated, approved and applied",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Management",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_key_account_rules.xml",
        "data/customer_key_account_data.xml",
        "views/customer_key_account_type_views.xml",
        "views/customer_key_account_views.xml",
        "views/res_partner_key_account_views.xml",
        "wizard/customer_key_account_views.xml",
    ],
    "application": True,
}
