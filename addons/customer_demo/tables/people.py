"""The demo company, its departments and its people."""

COMPANY = {
    "name": "燕川重工机械有限公司",
    "street": "高新区创业路18号",
    "city": "唐山",
    "zip": "063000",
    "phone": "0315-5550100",
    "email": "info@yanchuan.example.com",
    "website": "https://yanchuan.example.com",
}

# key, name, key of the department above
DEPARTMENTS = (
    ("office", "总经办", None),
    ("marketing_centre", "营销中心", None),
    ("key_accounts", "大客户部", "marketing_centre"),
    ("east", "华东营销部", "marketing_centre"),
    ("market", "市场部", "marketing_centre"),
    ("service", "客服部", "marketing_centre"),
    ("finance", "财务部", None),
    ("legal", "法务部", None),
    ("warehouse", "储运部", None),
)

BASE = "customer_base.group_customer_"
EXPENSE = "hr_expense.group_hr_expense_"
FAPIAO = "l10n_cn_fapiao.group_fapiao_applicant"
ALL_SALES = "sales_team.group_sale_salesman_all_leads"
# What a role needs of the ERP beside its own group.
ROLE_GROUPS = {
    "salesperson": (f"{BASE}salesperson", FAPIAO),
    "clerk": (f"{BASE}clerk", ALL_SALES, FAPIAO),
    "manager": (
        f"{BASE}manager",
        f"{BASE}export",
        ALL_SALES,
        f"{EXPENSE}team_approver",
        FAPIAO,
    ),  # fmt: skip
    "director": (f"{BASE}director", f"{BASE}export", "sales_team.group_sale_manager"),
    "general_manager": (
        f"{BASE}general_manager",
        f"{BASE}export",
        ALL_SALES,
        "account.group_account_readonly",
    ),
    "marketing": (f"{BASE}marketing", f"{BASE}personal_data", f"{BASE}export", ALL_SALES),
    "finance_manager": (
        f"{BASE}finance",
        f"{BASE}export",
        "account.group_account_manager",
        f"{EXPENSE}manager",
    ),
    "finance": (f"{BASE}finance", "account.group_account_invoice", f"{EXPENSE}user"),
    "legal": (f"{BASE}legal", "account.group_account_readonly"),
    "service": (f"{BASE}service", "sales_team.group_sale_salesman"),
    # no role in customer management; a delivery needs the customer's address
    "warehouse": (f"{BASE}all", "stock.group_stock_user"),
}

# login, name, role, department, position, login of the superior; superiors come first
PEOPLE = (
    ("zhouguodong", "周国栋", "general_manager", "office", "总经理", None),
    ("zhaomingyuan", "赵明远", "director", "marketing_centre", "营销总监", "zhouguodong"),
    ("chenlixin", "陈立新", "manager", "key_accounts", "大客户部经理", "zhaomingyuan"),
    ("yangming", "杨明", "salesperson", "key_accounts", "大客户专员", "chenlixin"),
    ("sunqian", "孙倩", "salesperson", "key_accounts", "大客户专员", "chenlixin"),
    ("liufang", "刘芳", "clerk", "key_accounts", "内勤", "chenlixin"),
    ("wanghaitao", "王海涛", "manager", "east", "华东营销部经理", "zhaomingyuan"),
    ("liqiang", "李强", "salesperson", "east", "营销员", "wanghaitao"),
    ("zhangmin", "张敏", "salesperson", "east", "营销员", "wanghaitao"),
    ("wuhao", "吴昊", "salesperson", "east", "营销员", "wanghaitao"),
    ("zhengjie", "郑洁", "marketing", "market", "市场部主管", "zhaomingyuan"),
    ("maxiaodong", "马晓东", "service", "service", "客服主管", "zhaomingyuan"),
    ("huanglihua", "黄丽华", "finance_manager", "finance", "财务经理", "zhouguodong"),
    ("hejing", "何静", "finance", "finance", "会计", "huanglihua"),
    ("xuwenbo", "许文博", "legal", "legal", "法务主管", "zhouguodong"),
    ("gaojianjun", "高建军", "warehouse", "warehouse", "仓库主管", "zhouguodong"),
)

DEPARTMENT_MANAGERS = {
    "office": "zhouguodong",
    "marketing_centre": "zhaomingyuan",
    "key_accounts": "chenlixin",
    "east": "wanghaitao",
    "market": "zhengjie",
    "service": "maxiaodong",
    "finance": "huanglihua",
    "legal": "xuwenbo",
    "warehouse": "gaojianjun",
}

# name, its members
TEAMS = (
    ("大客户部", ("yangming", "sunqian", "chenlixin")),
    ("华东营销部", ("liqiang", "zhangmin", "wuhao", "wanghaitao")),
)

# Told of a new customer (002 4.6.2): the departments that work with it from then on.
NOTIFIED = ("liufang", "zhengjie", "huanglihua", "hejing", "xuwenbo", "maxiaodong")
