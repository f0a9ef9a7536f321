{
    "name": "Customer Grading: Gross Margin",
    "summary": "Gross margin of confirmed orders as a grading measure",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Management",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_grading", "sale_margin"],
    "data": [
        "security/ir.model.access.csv",
    ],
    "auto_install": True,
}
