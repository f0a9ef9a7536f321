{
    "name": "Key Accounts",
    "summary": "大客户管理——大客户类型、集团客户：按采购额发现，由人确认，历史可查。"
    "Key-account types and groups of companies: found from purchases, confirmed by people",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_key_account_rules.xml",
        "security/customer_group_rules.xml",
        "data/customer_key_account_data.xml",
        "views/customer_key_account_type_views.xml",
        "views/customer_key_account_views.xml",
        "views/customer_key_account_figure_views.xml",
        "views/customer_group_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "wizard/customer_key_account_views.xml",
        "views/customer_key_account_menus.xml",
    ],
    "demo": [
        "demo/customer_key_account_demo.xml",
    ],
    "application": True,
}
