{
    "name": "Customer Qualification and Credit: Stock",
    "summary": "客户资质与资信：库存——未放行、款项未到或超额度、超账期的客户，发货单不能验证。"
    "Deliveries of customers not released, unpaid, over the limit or overdue are stopped",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["customer_qualification", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "views/stock_picking_views.xml",
        "views/customer_credit_hold_views.xml",
    ],
    "auto_install": True,
}
