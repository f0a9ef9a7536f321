{
    "name": "Customer Qualification and Credit: Groups",
    "summary": "客户资质与资信：集团——集团各公司共用一个信用额度，占用合并计算。"
    "One credit limit for a group of companies, used by all of them together",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_qualification", "customer_key_account"],
    "data": [
        "security/ir.model.access.csv",
        "views/customer_credit_views.xml",
    ],
    "auto_install": True,
}
