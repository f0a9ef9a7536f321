"""Two people who hand over: one has left, one is leaving."""

# login, name
LEFT = ("kongde", "孔德")
LEAVING = ("qianwei", "钱伟")

# name of the customer, place, open work: (summary, in days) of an activity
CUSTOMERS_LEFT = (
    ("昆山德胜精密模具有限公司", "苏州", None),
    ("常熟通力起重设备有限公司", "苏州", None),
    ("宁波海纳泵业有限公司", "宁波", ("回访水泵样机使用情况", 4)),
)
CUSTOMERS_LEAVING = (
    ("无锡锐捷传动科技有限公司", "无锡", ("发送减速机报价", 2)),
    ("杭州萧山金诚锻造有限公司", "杭州", ("约定现场测量时间", 5)),
    ("南京浦江港机有限公司", "南京", ("确认交货期", 1)),
    ("合肥皖通矿山设备有限公司", "合肥", None),
    ("嘉兴南湖输送机械有限公司", "杭州", None),
)
ITEMS = (
    ("笔记本电脑 ThinkPad T14", 1, True, "完好"),
    ("产品样册", 12, True, "交内勤"),
    ("减速机样件", 2, False, "存放于展厅"),
)
PROMISES = (
    "答应南京浦江港机有限公司本月底前提供两套轴承备件报价；"
    "答应无锡锐捷传动科技有限公司安排一次厂内考察。"
)
DECLINED = "手上大客户项目本月集中交付，暂时接不了。"
