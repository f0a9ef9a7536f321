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
        "security/ir.model.access-market.csv",
        "security/key_account_visits_market_rules.xml",
        "data/market_data.xml",
        "wizard/customer_market_decide_views.xml",
        "wizard/customer_setup_market_views.xml",
        "views/customer_competitor_views.xml",
        "views/customer_market_info_views.xml",
        "views/customer_feedback_views.xml",
        "views/customer_feedback_month_views.xml",
        "views/customer_market_report_views.xml",
        "views/res_config_settings_market_views.xml",
        "data/market_jobs.xml",
        # care: occasions, tasks, events, who is told what
        # things: gifts, budgets, equipment, purchase plans
        # menus
        "views/key_account_visits_menus.xml",
        "views/market_menus.xml",
    ],
    "demo": [],
    "application": True,
}
