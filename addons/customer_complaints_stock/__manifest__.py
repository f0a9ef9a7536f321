{
    "name": "Customer Complaints: Stock",
    "summary": "客户投诉与库存：批准退货后自动生成退货单，收货后才算已实施；可从交货单登记投诉。"
    "Approved returns make return pickings; a complaint can be registered from a delivery",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_complaints", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "views/customer_complaint_views.xml",
    ],
    "auto_install": True,
}
