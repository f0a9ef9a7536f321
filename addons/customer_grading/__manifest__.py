{
    "name": "Customer Grading",
    "summary": "Grades from the ERP's own figures, explained, simulated, approved and applied",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Management",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_base"],
    "data": [
        "security/ir.model.access.csv",
    ],
    "application": True,
}
