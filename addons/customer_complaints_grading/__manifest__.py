{
    "name": "Customer Complaints: Grading",
    "summary": "客户投诉与客户分级：有效投诉次数、投诉费用作为分级指标。"
    "Valid complaints and their cost as grading measures",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_complaints", "customer_grading"],
    "data": [
        "security/ir.model.access.csv",
    ],
    "auto_install": True,
}
