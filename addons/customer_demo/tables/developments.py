"""Customers being developed in the demo: one in every state, several where people wait.

Each row: name, place, login of the salesperson, what it has come to, days since it was
registered, days since the last thing happened, details.
"""

KEY_ROUTE = ("chenlixin", "zhaomingyuan")
TOP_ROUTE = (*KEY_ROUTE, "zhouguodong")  # from 5,000,000 a year
EAST_ROUTE = ("wanghaitao", "zhouguodong")

# What it has come to → the steps of the generator that lead there.
TARGETS = {
    "registered": (),
    "surveying": ("open_survey",),
    "special": ("special_survey",),
    "surveyed": ("survey", "apply"),
    "waiting": ("survey", "apply", "submit", "approve"),
    "rejected": ("survey", "apply", "submit", "approve", "reject"),
    "approved": ("survey", "apply", "submit", "approve", "prepare_partly"),
    "working": ("survey", "apply", "submit", "approve", "prepare", "start", "work"),
    "quoted": ("survey", "apply", "submit", "approve", "prepare", "start", "work", "quote"),
    "signed": (
        "survey", "apply", "submit", "approve", "prepare", "start", "work", "quote", "confirm",
    ),
    "admitted": (
        "survey", "apply", "submit", "approve", "prepare", "start", "work", "quote", "confirm",
        "admit",
    ),
    "done": (
        "survey", "apply", "submit", "approve", "prepare", "start", "work", "quote", "confirm",
        "admit", "summarize",
    ),
    "stopping": (
        "survey", "apply", "submit", "approve", "prepare", "start", "work", "request_stop",
    ),
    "stopped": (
        "survey", "apply", "submit", "approve", "prepare", "start", "work", "request_stop",
        "approve_stop",
    ),
    "lost": ("survey", "apply", "submit", "approve", "prepare", "start", "work", "lose"),
    "dropped": ("drop",),
    "unfit": ("survey_drop",),
}  # fmt: skip

# When a step is done, as a part of the whole way from registration to summing-up.
WHEN = {
    "register": 0.0,
    "open_survey": 0.06,
    "special_survey": 0.08,
    "survey_drop": 0.1,
    "survey": 0.1,
    "drop": 0.1,
    "submit": 0.15,
    "approve": (0.18, 0.21, 0.24),
    "start": 0.3,
    "work": (0.35, 0.47, 0.58, 0.69, 0.77),
    "quote": 0.8,
    "request_stop": 0.8,
    "approve_stop": 0.83,
    "lose": 0.85,
    "confirm": 0.86,
    "admit": 0.9,
    "summarize": 1.0,
}

# fmt: off
DEVELOPMENTS = (
    ("青海昆岳盐湖设备有限公司", "包头", "yangming", "registered", 3, 3,
     {"level": "key", "source": "exhibition", "urgent": True}),
    ("台州椒垚船舶配件有限公司", "宁波", "liqiang", "registered", 2, 2, {"source": "online"}),
    ("临汾尧垚焦煤有限公司", "太原", "sunqian", "surveying", 8, 1,
     {"level": "key", "source": "referral"}),
    ("淮北相垚洗煤有限公司", "徐州", "zhangmin", "special", 16, 2, {"source": "public"}),
    ("承德滦源钒钛有限公司", "唐山", "yangming", "surveyed", 20, 2,
     {"level": "key", "source": "report", "sales": 3600000}),
    ("嘉兴南湖垚预制构件有限公司", "杭州", "wuhao", "surveyed", 14, 1, {"source": "event"}),
    # waiting: with the key account manager, the director, the general manager
    ("朔州雁麓露天煤业有限公司", "大同", "sunqian", "waiting", 18, 1,
     {"level": "key", "source": "exhibition", "sales": 4200000, "route": ()}),
    ("秦皇岛渤麓码头装卸有限公司", "唐山", "yangming", "waiting", 24, 1,
     {"level": "key", "source": "referral", "sales": 3800000, "route": ("chenlixin",)}),
    ("鄂尔多斯蒙岳煤化工集团有限公司", "包头", "yangming", "waiting", 30, 2,
     {"level": "key", "source": "report", "sales": 12800000, "route": KEY_ROUTE,
      "urgent": True}),
    ("苏州胥垚混凝土有限公司", "南京", "liqiang", "waiting", 15, 1,
     {"source": "partner", "route": ()}),
    ("温州瓯垚石材有限公司", "宁波", "zhangmin", "waiting", 19, 2,
     {"source": "event", "route": ("wanghaitao",)}),
    # nobody has decided in time: the superior is asked as well
    ("张家口冀麓风电装备有限公司", "唐山", "sunqian", "waiting", 35, 12,
     {"level": "key", "source": "online", "sales": 2900000, "route": (), "overdue": True}),
    # decided by the deputy of the department manager
    ("芜湖鸠垚水泥有限公司", "马鞍山", "wuhao", "waiting", 12, 0,
     {"source": "referral", "route": ("chenlixin",), "deputy": True}),
    ("吕梁方麓铝土矿有限公司", "太原", "yangming", "rejected", 28, 4,
     {"level": "key", "source": "public", "sales": 1500000, "route": ("chenlixin",),
      "reject": ("zhaomingyuan", "投入偏高，毛利测算依据不足，请补充竞争对手报价后重新申请。")}),
    ("蚌埠淮垚玻璃有限公司", "铜陵", "zhangmin", "rejected", 21, 3,
     {"source": "online", "route": (),
      "reject": ("wanghaitao", "客户近两年无新增产线计划，请核实需求。")}),
    ("运城河麓镁业有限公司", "太原", "sunqian", "approved", 32, 2,
     {"level": "key", "source": "exhibition", "sales": 4600000, "route": KEY_ROUTE}),
    ("湖州德垚新型墙材有限公司", "杭州", "liqiang", "approved", 25, 3,
     {"source": "partner", "route": EAST_ROUTE, "again": True}),
    ("沧州渤垚管道装备有限公司", "唐山", "yangming", "working", 60, 3,
     {"level": "key", "source": "report", "sales": 5600000, "route": TOP_ROUTE, "stages": 0}),
    ("镇江京垚船用设备有限公司", "南京", "wuhao", "working", 66, 4,
     {"source": "exhibition", "route": EAST_ROUTE, "stages": 1}),
    ("赤峰昭麓有色矿业有限公司", "包头", "sunqian", "working", 90, 2,
     {"level": "key", "source": "referral", "sales": 7200000, "route": TOP_ROUTE,
      "stages": 2}),
    ("绍兴越垚建材有限公司", "杭州", "zhangmin", "working", 84, 5,
     {"source": "online", "route": EAST_ROUTE, "stages": 3}),
    ("营口辽麓镁质材料有限公司", "鞍山", "yangming", "quoted", 120, 2,
     {"level": "key", "source": "exhibition", "sales": 4100000, "route": KEY_ROUTE,
      "stages": 4}),
    ("扬州邗垚市政工程有限公司", "南京", "liqiang", "quoted", 98, 1,
     {"source": "partner", "route": EAST_ROUTE, "stages": 4}),
    ("忻州五麓铁矿有限公司", "太原", "sunqian", "signed", 130, 4,
     {"level": "key", "source": "report", "sales": 6800000, "route": TOP_ROUTE, "stages": 4}),
    ("池州贵垚骨料有限公司", "铜陵", "wuhao", "signed", 110, 6,
     {"source": "event", "route": EAST_ROUTE, "stages": 4}),
    ("乌海河麓氯碱有限公司", "包头", "yangming", "admitted", 170, 5,
     {"level": "key", "source": "referral", "sales": 4900000, "route": KEY_ROUTE,
      "stages": 4}),
    ("烟台芝垚港机有限公司", "青岛", "yangming", "done", 300, 60,
     {"level": "key", "source": "exhibition", "sales": 5400000, "route": TOP_ROUTE,
      "stages": 4}),
    ("常州武垚钢结构有限公司", "南京", "zhangmin", "done", 260, 45,
     {"source": "partner", "route": EAST_ROUTE, "stages": 4}),
    ("长治上麓焦化有限公司", "太原", "sunqian", "stopping", 95, 1,
     {"level": "key", "source": "report", "sales": 3900000, "route": KEY_ROUTE, "stages": 2,
      "problem": ("credit", "三张商业承兑汇票到期未兑付，供应商已起诉，查询执行信息公开网属实。")}),
    ("泰州姜垚阀门有限公司", "南京", "liqiang", "stopped", 150, 40,
     {"source": "online", "route": EAST_ROUTE, "stages": 1,
      "problem": ("finance", "资产负债率超过九成，主要账户被冻结。")}),
    ("阳泉平麓耐火材料有限公司", "太原", "yangming", "lost", 180, 30,
     {"level": "key", "source": "exhibition", "sales": 3300000, "route": KEY_ROUTE,
      "stages": 3,
      "lost": (("price", "competitor"), "竞争对手报价低 12%，并承诺九十天账期。")}),
    ("舟山定垚海工装备有限公司", "宁波", "wuhao", "lost", 160, 55,
     {"source": "event", "route": EAST_ROUTE, "stages": 2,
      "lost": (("budget",), "客户年度技改预算取消，项目推迟到后年。")}),
    ("衢州柯垚化工设备有限公司", "杭州", "zhangmin", "dropped", 70, 62,
     {"source": "public", "reason": "客户已被关联企业合并，采购集中到外省总部。"}),
    ("晋城泽垚铸管有限公司", "太原", "sunqian", "unfit", 75, 60,
     {"level": "key", "source": "online",
      "reason": "诉讼较多，近三年持续亏损，暂不开发。"}),
)
# fmt: on

BUSINESSES = (
    "铁矿石开采与洗选，年处理原矿 300 万吨。",
    "砂石骨料生产，两条生产线，供应本地搅拌站。",
    "散货装卸与堆存，年吞吐量 1,200 万吨。",
    "水泥熟料生产与销售，日产 4,500 吨。",
    "煤炭洗选与运输，配套铁路专用线。",
)
SCALES = (
    "员工 620 人，年销售额约 9 亿元，设备以 2012 年前后采购的为主。",
    "员工 140 人，年销售额约 1.6 亿元，正在扩建二期。",
    "员工 1,100 人，年销售额约 15 亿元，下设三个分厂。",
)
NEEDS = (
    "破碎系统扩能改造，要求停机时间不超过十五天；同时需要备件框架协议。",
    "两台装载机更新，并希望由厂家负责年度保养。",
    "输送线改造，关注粉尘治理与能耗。",
    "起重设备更新，要求提供现场安装与操作培训。",
)
PLANS = (
    "一、拜访设备部与采购部，核实参数；二、邀请来厂考察同类案例；三、提交改造方案并试用；"
    "四、谈判合同条款，争取本季度签约。",
    "先以备件供货切入，三个月内争取整机试用，试用合格后签订年度框架协议。",
)
ADVANTAGES = {
    "advantage_cost": "整机加三年备件打包，采购总成本比现供应商低约 8%。",
    "advantage_income": "处理能力提高 15%，按现价每年增收约 400 万元。",
    "advantage_waste": "返料率由 9% 降到 5%。",
    "advantage_efficiency": "更换衬板时间由两天缩短到八小时。",
    "advantage_solution": "解决雨季物料堵塞的老问题。",
    "advantage_intangible": "达到绿色矿山验收的粉尘要求。",
}
FACTORS = {
    "factor_cost": "钢材价格平稳，按目前成本可保持 22% 毛利。",
    "factor_technology": "均为成熟机型，仅需修改进料斗。",
    "factor_policy": "当地有设备更新补贴，可由客户申报。",
}
FINDINGS = (
    "设备部部长负责日常，已互换联系方式。",
    "最终由总经理办公会决定，总经理最看重交货期。",
    "现有两家供应商，其中一家服务响应慢。",
    "每季度集中采购一次，计划提前两个月上报。",
    "银行承兑为主，账期六十天。",
    "产能利用率约 85%，近两年盈利。",
)
# By stage of the work: what happened, what the customer thinks, the next step.
RECORDS = (
    ("首次拜访设备部，介绍公司与产品", "客户认可业绩，希望看到同类案例。", "提交同行业案例资料"),
    ("与采购部、车间座谈，确认需求与预算", "预算已列入年度技改计划。", "约技术部到现场测量"),
    ("提交改造方案并邀请来厂考察", "考察后对衬板寿命仍有疑问。", "安排衬板试用"),
    ("商务谈判第一轮：价格与账期", "价格基本接受，要求延长质保。", "报价格与质保方案给经理审核"),
    ("合同文本往来，法务审核完毕", "等待总经理签字。", "跟进合同签署"),
)
METHODS = ("visit", "meeting", "reception", "meeting", "phone")
SUMMARY = {
    "summary_success": "现场试用打消了顾虑，技术与商务同时推进。",
    "summary_failure": "第一次报价偏高，拖延约三周。",
    "summary_correction": "报价前先由市场部提供竞争对手价格。",
    "summary_prevention": "把同行业案例与试用方案做成标准资料。",
}
TEAM_WORK = {
    "coordinator": "统筹进度，每周向经理汇报。",
    "developer": "方案与报价。",
    "liaison": "客户联络与资料整理。",
    "trainer": "操作培训与售后答疑。",
}
