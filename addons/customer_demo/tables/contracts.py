"""Contracts, progress reports and hand-overs of the demo's developments."""

FINANCE_FINDING = "付款方式为预付 30%、发货前 60%、质保金 10%，符合公司账期规定；开票信息已核对。"
LEGAL_FINDING = "合同主体资格、违约责任与管辖条款合规，质保期起算日已按公司范本修改。"
TERMS = "合同生效后 45 天交货；卖方负责安装调试与操作培训；质保 12 个月；争议由合同签订地法院管辖。"

# Place among the developments of that state → how far its contract review has come.
REVIEWS = (
    ("quoted", 0, "legal"),
    ("quoted", 1, "draft"),
    ("signed", 0, "approved"),
    ("signed", 1, "approved"),
    ("admitted", 0, "approved"),
)

PROGRESS = (
    ("已与设备部、采购部建立联系，完成需求摸底。", "取得现有设备清单和年度技改计划。",
     "决策人尚未见面。", "约分管副总座谈，安排来厂考察。"),
    ("方案第二版已提交，客户组织了内部评审。", "技术参数基本认可，同意试用衬板。",
     "竞争对手报价低约 8%，客户要求延长账期。", "请经理支持价格策略，下周递交正式报价。"),
)  # fmt: skip
GUIDANCE = "先谈全寿命成本，价格不降，账期可放宽到 60 天并要求银行保函；下周由我陪同拜访分管副总。"
MINUTES = "会议决定：账期 60 天加保函；技术部本周内提供能耗对比；由协调人每周汇报。"
# How far the latest report of each development in progress has come, in turn.
LATEST = ("submitted", "draft", "guided", "discussed")

HANDOVER = {
    "background": "展会线索，历时四个月，击败两家对手；总经理办公会决定，设备部部长日常对接。",
    "needs": "首批整机两台，之后每年备件约 40 万元；要求 24 小时响应、每季度巡检一次。",
    "promises": "合同生效后 45 天交货；免费培训操作工 6 人；首年备件按合同价供应。",
    "open_points": "安装调试计划待双方确认；质保金 10% 明年到期回收。",
}
REMARKS = "资料齐全，已与客户设备部部长通话确认交接。"
# State of the development, place, receiver, kind, how far the hand-over has come.
HANDOVERS = (
    ("signed", 0, "yangming", "manager", "handed"),
    ("signed", 1, "liqiang", "manager", "draft"),
    ("admitted", 0, "maxiaodong", "service", "transition"),
    ("done", 0, "maxiaodong", "service", "done"),
    ("done", 1, "wuhao", "manager", "done"),
)
YEARS = ((0.6, "试用与首批"), (1.0, "批量供货"), (1.3, "备件与第二条生产线"))
