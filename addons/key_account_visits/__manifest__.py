{
    "name": "Key Account Visits",
    "summary": "大客户拜访与接待——拜访、接待、出差、反馈、客情维护：无报告不报销。"
    "Visits, receptions, trips, feedback and care: no report, no money",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_key_account", "hr_expense", "calendar"],
    "data": [
        # visits, receptions, trips
        "security/ir.model.access.csv",
        "security/customer_visit_rules.xml",
        "security/customer_outing_rules.xml",
        "report/customer_visit_reports.xml",
        "wizard/customer_outing_reason_views.xml",
        "views/customer_visit_views.xml",
        "views/customer_visit_setup_views.xml",
        "views/customer_reception_views.xml",
        "views/customer_trip_views.xml",
        "views/customer_agenda_views.xml",
        "wizard/customer_visit_plan_views.xml",
        "wizard/customer_setup_views.xml",
        "views/res_config_settings_views.xml",
        "data/outing_data.xml",
        # money: the expense gate
        "views/hr_expense_views.xml",
        # market: feedback, market information, market reports
        # care: occasions, tasks, events, who is told what
        # things: gifts, budgets, equipment, purchase plans
        "security/ir.model.access-things.csv",
        "security/key_account_visits_things_rules.xml",
        "data/things_data.xml",
        "views/customer_gift_views.xml",
        "views/customer_service_budget_views.xml",
        "views/customer_expense_standard_views.xml",
        "views/customer_equipment_views.xml",
        "views/customer_purchase_plan_views.xml",
        "views/things_product_views.xml",
        "views/things_settings_views.xml",
        # menus
        "views/key_account_visits_menus.xml",
        "views/things_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["key_account_visits/static/src/**/*"],
    },
    "application": True,
}
