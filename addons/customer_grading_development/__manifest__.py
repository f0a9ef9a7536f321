{
    "name": "Customer Grading: Expected Sales",
    "summary": "Expected annual sales of the approved development application as a grading measure",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Management",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_grading", "customer_development"],
    "data": [
        "security/ir.model.access.csv",
    ],
    "auto_install": True,
}
