{
    "name": "Customer Grading: Gross Margin",
    "summary": "客户分级：毛利——以已确认订单的毛利作为分级指标。"
    "Gross margin of confirmed orders as a grading measure",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_grading", "sale_margin"],
    "data": [
        "security/ir.model.access.csv",
    ],
    "auto_install": True,
}
