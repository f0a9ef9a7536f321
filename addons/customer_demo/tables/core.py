"""What the demo company knows of its customers: grades, files, contacts, upkeep. All invented."""

# grade, first and last number of its customers (in the order of size), who gives it, why
GRADES = (
    ("a", range(0, 5), "chenlixin", "年采购额居前，整机与备件长期合作，回款及时。"),
    ("b", range(5, 8), "chenlixin", "采购稳定，设备更新计划明确，有升级潜力。"),
    ("c", range(8, 10), "wanghaitao", "首次评级：采购频次一般，先按 C 级维护。"),
    ("b", range(8, 10), "zhengjie", "本季度订单明显增加，市场部复核后上调。"),
    ("b", range(10, 14), "wanghaitao", "采购量中等，付款信誉良好。"),
    ("c", range(14, 22), "wanghaitao", "以备件采购为主，业务平稳。"),
    ("c", range(25, 37, 2), "wanghaitao", "零星采购，保持每月联系。"),
    ("d", range(37, 59, 2), "wanghaitao", "采购金额小，以电话和邮件维护为主。"),
)

# customer (in the order of size) → login, role, duties of those who join the responsible person
ACCOUNT_TEAMS = {
    0: (
        ("sunqian", "developer", "新机型推介与报价。"),
        ("liufang", "liaison", "合同、对账与资料。"),
        ("maxiaodong", "service", "现场服务与回访。"),
    ),
    1: (
        ("yangming", "developer", "备件框架协议。"),
        ("liufang", "liaison", "订单与发货跟踪。"),
    ),
    2: (
        ("liqiang", "technical", "华东现场技术支持。"),
        ("maxiaodong", "service", "售后与投诉处理。"),
    ),
    3: (("yangming", "coordinator", "统筹改造项目进度。"),),
    4: (
        ("zhangmin", "developer", "港口配件推介。"),
        ("maxiaodong", "service", "设备保养计划。"),
    ),
}

# superior of a contact person inside the customer, by position
SUPERIORS = {
    "采购部经理": "总经理",
    "设备部部长": "总经理",
    "总经理助理": "总经理",
    "车间主任": "设备部部长",
}

# education, hobbies, family, calendar, year, month, day, leap month
PERSONAL = (
    ("本科", "钓鱼、书法", "已婚，一女在读大学", "solar", 1976, 3, 18, False),
    ("大专", "乒乓球", "已婚，一子", "lunar", 1968, 8, 15, False),
    ("硕士", "摄影、登山", "已婚", "solar", 1982, 11, 28, False),
    ("本科", "象棋", "", "lunar", 1987, 6, 15, True),
    ("", "羽毛球", "已婚，二子", "solar", 1979, 6, 30, False),
    ("本科", "茶艺", "", "lunar", 0, 12, 30, False),
    ("大专", "", "已婚，一女", "solar", 0, 2, 29, False),
    ("硕士", "马拉松", "已婚，一子", "solar", 1985, 12, 6, False),
    ("本科", "古典音乐", "", "lunar", 1972, 1, 9, False),
    ("", "篮球", "", "solar", 1990, 5, 4, False),
)
CONSENT_WAYS = ("written", "message", "spoken")
PURPOSE = "客户关怀与生日问候"

# ------------------------------------------------------------------ files
BANKS = ("中国工商银行", "中国建设银行", "中国银行")
NATURES = ("state", "private", "listed", "joint_venture", "private")
STANDINGS = ("leader", "influential", "medium", "medium", "small")
AUTHORITIES = ("省国有资产监督管理委员会", "集团公司", "", "", "市工业和信息化局")
SHAREHOLDERS = (
    "集团公司 51%，职工持股会 49%",
    "自然人股东三名",
    "上市公众持股",
    "中外双方各 50%",
    "",
)
MAIN_BUSINESS = (
    "矿山开采与选矿",
    "煤机及配件制造",
    "港口装卸与机械租赁",
    "钢铁冶炼与轧制",
    "砂石骨料与商品混凝土",
)
SIDE_BUSINESS = ("设备租赁", "仓储运输", "", "工程安装", "")
NEW_BUSINESS = "矿山开采、选矿，新增尾矿综合利用"
NEW_STREET = "开平区冶金路168号（新办公楼）"
REVIEWED_BUSINESS = "港口装卸、机械租赁与船舶配件"

# ------------------------------------------------------------------ contacts with customers
WAYS = ("phone", "wechat", "visit", "email", "meeting", "reception", "letter", "event", "other")
WAY_WEIGHTS = (30, 18, 16, 10, 8, 6, 3, 5, 4)
SUMMARIES = {
    "phone": ("电话了解备件消耗情况", "电话确认交货日期", "电话催收到期货款"),
    "wechat": ("微信发送新机型资料", "微信答复技术参数", "微信沟通对账单"),
    "visit": ("走访车间，查看设备运行", "拜访采购部，洽谈年度计划", "现场回访，听取使用意见"),
    "email": ("发送报价单", "发送年度框架协议文本"),
    "meeting": ("与设备部召开技术交流会", "商务谈判：价格与账期"),
    "reception": ("接待客户来厂考察", "接待客户代表参观总装车间"),
    "letter": ("寄送对账函", "寄送节日贺函"),
    "event": ("邀请参加新品推介会", "展会现场交流"),
    "other": ("参加客户供应商大会",),
}
CUSTOMER_NEEDS = ("备件框架协议", "旧机更新", "操作培训", "延长质保", "")
SUGGESTIONS = ("希望缩短备件交货期", "希望增加现场服务人员", "希望提供在线报修")
NEXT_STEPS = ("提交报价", "寄送样本", "安排技术人员到现场", "回访设备运行情况", "确认付款计划")

# ------------------------------------------------------------------ upkeep
REVIEW_CHANGES = "采购部负责人更换，已更新联系人。"
VERIFICATIONS = (
    ("phone", "confirmed", ""),
    ("visit", "confirmed", ""),
    ("mail", "unreached", ""),
    ("phone", "changed", "办公电话已变更。"),
)
# who reports, customer (in the order of size), kind, days since it became known, what, done
NOTICES = (
    ("maxiaodong", 1, "contact", 1, "售后回访得知设备部部长已调任，新任部长待确认。", False),
    ("liufang", 5, "management", 9, "对账时得知法定代表人变更，营业执照已换发。", False),
    ("maxiaodong", 12, "scope", 20, "客户新增砂石料加工业务。", True),
)

# who sends, to whom, customer (in the order of size, None for a new company), subject, product,
# amount, what has become of it, days ago
REFERRALS = (
    ("maxiaodong", "wuhao", None, "检修时得知邻矿要更新输送机", "带式输送机", 650000, "sent", 1),
    ("liqiang", "sunqian", 9, "矿山工程总部拟集中采购备件", "备件", 1200000, "accepted", 12),
    ("sunqian", "liqiang", 1, "客户华东子公司需要装载机", "装载机", 860000, "won", 60),
    (
        "zhangmin",
        "yangming",
        13,
        "租赁公司总部拟采购破碎设备",
        "圆锥破碎机",
        2300000,
        "declined",
        25,
    ),
)
PROSPECT = "唐山古垚铁矿有限公司"
DECLINED = "由华东营销部原负责人跟进更合适。"

# who asks, for which customer, why, who has decided, days ago
ACCESS_REQUESTS = (
    ("liqiang", 6, "华东区域投标需查阅该客户历史采购情况。", None, 1),
    ("sunqian", 11, "配合编制集团客户方案，需了解该客户设备清单。", "wanghaitao", 6),
)

# prospects that nobody pursues any more: put into the pool by whom, why; None: time is over
POOLED = {
    "舟山定垚海工装备有限公司": (None, None),
    "衢州柯垚化工设备有限公司": ("zhangmin", "采购已转到外省总部，无力跟进。"),
    "晋城泽垚铸管有限公司": ("chenlixin", "本部门暂不开发，交由其他同事跟进。"),
}
