{
    "name": "Customer Development: CRM",
    "summary": "客户开发：CRM 商机——商机与客户开发互转，金额、日期、结果只填一次。"
    "An opportunity becomes a customer development and back; nothing is entered twice",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["sale_crm", "customer_development"],
    "data": [
        "security/ir.model.access.csv",
        "views/crm_lead_views.xml",
        "views/customer_development_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
