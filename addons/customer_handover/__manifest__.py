{
    "name": "Customer Handover",
    "summary": "离职交接——交接单、接管人、客户告知、冻结与离职关口，随时可续、可撤。"
    "Who leaves hands over: nobody's customers are lost, nobody's data walks out",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_handover_rules.xml",
        "data/customer_handover_data.xml",
        "data/customer_handover_mail_data.xml",
        "wizard/customer_handover_balance_views.xml",
        "wizard/customer_handover_reason_views.xml",
        "report/customer_handover_report.xml",
        "views/customer_handover_customer_views.xml",
        "views/customer_handover_line_views.xml",
        "views/customer_handover_views.xml",
        "views/customer_handover_rule_views.xml",
        "views/hr_views.xml",
        "views/res_config_settings_views.xml",
        "views/customer_handover_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "customer_handover/static/src/**/*",
        ],
    },
    "application": True,
}
