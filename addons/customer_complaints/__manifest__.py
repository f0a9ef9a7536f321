{
    "name": "Customer Complaints",
    "summary": "客户投诉——登记、时限、升级上报、原因与措施、有效投诉判定、回访关闭。"
    "Complaints that get closed: clocks, escalation, causes, judgement",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_base", "sale", "account", "portal", "rating", "mail"],
    "data": [
        # core: complaint, clock, cause
        "security/ir.model.access.csv",
        "security/customer_complaint_rules.xml",
        "data/complaint_cause_data.xml",
        "data/complaint_category_data.xml",
        "wizard/customer_complaint_step_views.xml",
        "wizard/customer_setup_views.xml",
        "views/customer_complaint_setup_views.xml",
        "views/customer_complaint_action_views.xml",
        "views/customer_complaint_clock_views.xml",
        "views/customer_complaint_views.xml",
        "views/customer_complaint_links_views.xml",
        "views/res_config_settings_views.xml",
        "data/complaint_data.xml",
        # money: credit notes, replacement orders, returns, 8D report
        "security/ir.model.access-money.csv",
        "security/customer_complaints_money_rules.xml",
        "data/complaint_money_data.xml",
        "views/customer_complaint_solution_views.xml",
        "report/customer_complaint_reports.xml",
        # intake: mail, portal
        "security/ir.model.access-intake.csv",
        "security/customer_complaint_intake_rules.xml",
        "data/complaint_intake_data.xml",
        "views/customer_complaint_intake_views.xml",
        "views/intake_settings_views.xml",
        "views/intake_setup_views.xml",
        "views/intake_portal_templates.xml",
        # figures
        "views/customer_complaint_figure_views.xml",
        "views/customer_complaints_settings_views.xml",
        # menus
        "views/customer_complaint_menus.xml",
        "views/intake_menus.xml",
        "views/customer_complaints_money_menus.xml",
    ],
    "application": True,
}
