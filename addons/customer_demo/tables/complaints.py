"""Complaints of the demo company: what customers said and what came of it. All invented."""

# subject, category, severity, way in, what the customer says, solution, days ago, how far it got
COMPLAINTS = (
    ("回转支承异响", "quality_defect", "major", "phone", "三号机运转两周后出现异响。",
     "更换回转支承并免费保养一次。", 150, "closed"),
    ("备件到货晚两天", "delivery_late", "minor", "wechat", "检修窗口错过，影响生产。",
     "补偿运费，下批优先发货。", 118, "closed"),
    ("外观漆面磕碰", "quality_appearance", "minor", "email", "开箱发现两处漆面磕碰。",
     "现场补漆，承担费用。", 96, "closed"),
    ("少发密封件四套", "delivery_short", "minor", "phone", "清点少四套。",
     "次日补发。", 70, "closed"),
    ("售后响应慢", "service_slow", "major", "phone", "报修后三天才到现场。",
     "增加驻点工程师，致歉并延长保修。", 48, "closed"),
    ("尺寸超差", "quality_dimension", "critical", "visit", "销轴孔径超差，无法装配。",
     "整批更换销轴，改进检验。", 24, "executed"),
    ("运输破损", "delivery_damage", "major", "phone", "一台装载机挡风玻璃破损。",
     "更换玻璃，向承运商索赔。", 15, "agreed"),
    ("液压油管渗漏", "quality_defect", "major", "wechat", "接头处渗油。",
     "更换油管总成。", 8, "solution"),
    ("对账单金额不符", "price", "minor", "email", "与合同价差一千二百元。",
     "", 5, "assigned"),
    ("服务人员态度", "service_attitude", "minor", "phone", "现场沟通不耐心。",
     "", 3, "contacted"),
    ("回转支承再次异响", "quality_defect", "critical", "phone", "更换后一个月又出现异响。",
     "", 1, "registered"),
)  # fmt: skip
WHYS = (
    "滚道润滑不足",
    "出厂注油量未按工艺执行",
    "注油工序没有检验点",
    "作业指导书未更新",
    "工艺变更通知未下发到班组",
)
STRANGER = {
    "subject": "咨询：贵公司设备漏油",
    "email_from": "王先生 <wang@unknown.example.com>",
    "body": "<p>我单位一台旧设备漏油，请联系。</p>",
}
