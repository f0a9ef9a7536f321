{
    "name": "Customer Management Demo Company",
    "summary": "客户管理演示公司——一家机械公司：各岗位人员、两年的销售往来，"
    "以及处于各种状态的开发申请。"
    "A machinery company with people for every role, two years of trade and "
    "applications in every state",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": [
        "customer_complaints_stock",
        "customer_development",
        "customer_grading",
        "customer_handover",
        "customer_key_account",
        "customer_qualification_stock",
        "key_account_visits",
        "l10n_cn_fapiao",
        "sale_management",
        "l10n_cn",
    ],
    "data": [
        "security/ir.model.access.csv",
    ],
    "demo": [
        "demo/customer_demo.xml",
    ],
}
