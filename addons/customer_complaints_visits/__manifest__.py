{
    "name": "Customer Complaints: Visits",
    "summary": "客户投诉与客户拜访：简报显示未结投诉，时限进入我的日程，回访可安排为拜访。"
    "Open complaints in the briefing and in My Day; a return visit can be a visit",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_complaints", "key_account_visits"],
    "data": [
        "security/ir.model.access.csv",
        "views/customer_complaint_views.xml",
    ],
    "auto_install": True,
}
