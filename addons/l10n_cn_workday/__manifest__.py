{
    "name": "China - Working Days",
    "version": "19.0.1.0.0",
    "category": "Human Resources",
    "summary": "工作日——按中国法定节假日和调休上班日计算工作日。"
    "Working days with China's legal holidays and make-up workdays",
    "author": "Customer Management Project",
    "license": "LGPL-3",
    "depends": ["base_setup", "resource"],
    "data": [
        "security/l10n_cn_workday_security.xml",
        "security/ir.model.access.csv",
        "data/workday_year_data.xml",
        "data/workday_exception_2024_data.xml",
        "data/workday_exception_2025_data.xml",
        "data/workday_exception_2026_data.xml",
        "wizard/workday_import_views.xml",
        "views/workday_exception_views.xml",
        "views/workday_year_views.xml",
        "views/res_config_settings_views.xml",
        "views/l10n_cn_workday_menus.xml",
    ],
    "demo": ["demo/workday_exception_demo.xml"],
}
