{
    "name": "Customer Grading: Expected Sales",
    "summary": "客户分级：预计销售额——将已批准的客户开发申请中的预计年销售额作为分级指标。"
    "Expected annual sales of the approved development application as a grading measure",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_grading", "customer_development"],
    "data": [
        "security/ir.model.access.csv",
        "data/customer_grading_scheme_data.xml",
    ],
    "auto_install": True,
}
