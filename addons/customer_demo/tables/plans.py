"""Year plans, prospects passed on, costs of sources and account plans of the demo company."""

YEAR_DIRECTION = "砂石骨料与有色矿山的设备更新，其次为港口散货设备。"
YEAR_SCOPE = "年采购额 300 万元以上、财务稳健、在建或扩建产线的客户。"
YEAR_MEASURES = "一、春秋两季行业展会；二、每月两场工厂开放日；三、按省份分片拜访，每周不少于三家。"
CHANGE_REASON = "上半年完成进度快于预期，经营会要求上调全年指标。"
# for whom (login, province, kind of customer), focus, new customers, sales; then both once changed
TARGETS = (
    ("yangming", None, "key", "矿山破碎整机", 4, 2600000, 5, 3200000),
    ("sunqian", None, "key", "焦化与有色", 3, 2400000, 3, 2400000),
    ("liqiang", None, None, "骨料备件切入", 4, 900000, 4, 900000),
    ("zhangmin", None, None, "建材与钢构", 4, 900000, 5, 1100000),
    ("wuhao", None, None, "港口与船用", 3, 800000, 3, 800000),
    (None, "晋", None, "山西片区", 3, 1800000, 3, 1800000),
    (None, "苏", None, "江苏片区", 4, 1200000, 5, 1400000),
)
KEY_DIRECTION = "集中开发采购额 500 万元以上的矿业集团，一户一策。"
NEXT_DIRECTION = "巩固骨料行业，新增新能源矿山设备方向。"

# name, salespeople, provinces, most that one person has
RULES = (
    ("北方矿业（大客户部）", ("yangming", "sunqian"), ("冀", "晋", "蒙", "辽"), 20),
    ("华东片区", ("liqiang", "zhangmin", "wuhao"), ("苏", "浙", "沪", "皖", "鲁"), 20),
)
# name, place, who registers and passes on, source, what to know, and what has become of it
LEADS = (
    (
        "承德滦麓钒钛矿业有限公司",
        "唐山",
        "zhengjie",
        "exhibition",
        "展会上留了名片，想看破碎机样机。",
        "accepted",
    ),
    (
        "无锡梁垚新材料有限公司",
        "南京",
        "maxiaodong",
        "online",
        "官网留言，要一份输送机报价。",
        "offered",
    ),
    ("嘉兴禾垚港务有限公司", "宁波", "zhengjie", "event", "开放日来过，关注能耗。", "handed_on"),
    (
        "朔州恒麓煤业有限公司",
        "大同",
        "maxiaodong",
        "referral",
        "老客户介绍，年底前要定设备。",
        "manager",
    ),
    (
        "宣城敬垚石料有限公司",
        "铜陵",
        "zhengjie",
        "online",
        "电话咨询备件，现用外地供应商。",
        "closed",
    ),
    (
        "日照岚垚码头有限公司",
        "青岛",
        "maxiaodong",
        "public",
        "招标网公告，三台斗轮机。",
        "withdrawn",
    ),
)
GIVEN_BACK = ("客户只要进口品牌，暂不匹配。", "手头项目已满，两个月内无法跟进。")
NEWS = "新任设备部长上任，下半年准备扩建二期产线。"
NEWS_RESULT = "已拜访新部长，二期需要两台圆锥破，列入拜访计划。"
LEAD_CLOSED = "已电话核实，需求不足十万元，转经销商供货。"

# source, what it was spent on, days ago, amount
COSTS = (
    ("exhibition", "国际砂石展展位与搭建", 210, 86000),
    ("exhibition", "采矿设备展展位", 60, 64000),
    ("online", "行业网站会员年费", 180, 28000),
    ("event", "工厂开放日接待", 120, 31000),
    ("report", "行业研究报告", 150, 16000),
    ("exhibition", "国际砂石展展位与搭建", 520, 82000),
)

ACCOUNT_SITUATION = "现有设备多为十年前采购，能耗高；竞争对手以低价备件切入，客户正做扩能技改。"
ACCOUNT_STRATEGY = "先以节能改造建立样板，再谈整机更新；设备部与财务部同步沟通，争取年度框架协议。"
# aim, what is wanted
AIMS = (
    ("sales", 10000000),
    ("share_of_need", 40),
    ("contacts", 24),
    ("coverage", 100),
    ("visits", 6),
    ("complaints", 2),
)
# what, days from now, what came of it when it is done
ACTIONS = (
    ("邀请设备部部长来厂看样机", -35, "已来厂，对衬板寿命满意。"),
    ("提交年度备件框架协议", 12, None),
    ("约财务部谈付款方式", -4, None),
)
STANCES = ("supports", "neutral", "unknown", "against")
ACCOUNT_RESULT = "完成全年指标的九成，框架协议已签；未完成的是整机更新，客户推迟到明年。"
