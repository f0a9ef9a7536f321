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
        # money: the expense gate
        # market: feedback, market information, market reports
        # care: occasions, tasks, events, who is told what
        "security/ir.model.access-care.csv",
        "security/key_account_visits_care_rules.xml",
        "data/care_data.xml",
        "data/care_occasion_data.xml",
        "data/care_communication_data.xml",
        "views/customer_care_task_views.xml",
        "views/customer_care_occasion_views.xml",
        "views/customer_care_event_views.xml",
        "views/customer_material_sending_views.xml",
        "views/customer_communication_views.xml",
        "views/care_settings_views.xml",
        # things: gifts, budgets, equipment, purchase plans
        # menus
        "views/key_account_visits_menus.xml",
        "views/care_menus.xml",
    ],
    "demo": [],
    "application": True,
}
