{
    "name": "Test - Customer Approval",
    "version": "19.0.1.0.0",
    "summary": "Documents that the tests of the approval engine submit",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "category": "Hidden/Tests",
    "depends": ["customer_approval"],
    "data": ["security/ir.model.access.csv", "security/test_approval_rules.xml"],
}
