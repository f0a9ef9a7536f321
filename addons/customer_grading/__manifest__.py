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
        "security/customer_loss_rules.xml",
        "data/customer_loss_data.xml",
        "wizard/customer_loss_handle_views.xml",
        "views/customer_loss_views.xml",
        "views/res_partner_loss_views.xml",
        "views/res_config_settings_loss_views.xml",
    ],
    "application": True,
}
