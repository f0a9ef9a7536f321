"""What the demo company sells: machines, spare parts, services."""

CATEGORIES = {"machine": "整机", "spare": "备件", "service": "服务"}

# code, name, kind, list price and cost in CNY without tax
PRODUCTS = (
    ("ZJ-ZL50", "轮式装载机 ZL50", "machine", 328000, 251000),
    ("ZJ-WJ220", "液压挖掘机 WJ220", "machine", 865000, 672000),
    ("ZJ-PE900", "颚式破碎机 PE900", "machine", 296000, 215000),
    ("ZJ-GP300", "圆锥破碎机 GP300", "machine", 680000, 498000),
    ("ZJ-YK2460", "圆振动筛 YK2460", "machine", 128000, 92000),
    ("ZJ-DT75", "带式输送机 DT75", "machine", 86000, 63000),
    ("ZJ-QD50", "桥式起重机 QD50", "machine", 560000, 431000),
    ("BJ-YG125", "液压油缸总成", "spare", 12800, 8200),
    ("BJ-JS500", "减速机 ZQ500", "spare", 18600, 12900),
    ("BJ-DK45", "电控柜", "spare", 45000, 31000),
    ("BJ-CB32", "耐磨衬板", "spare", 3200, 1850),
    ("BJ-DC16", "斗齿（套）", "spare", 1650, 930),
    ("BJ-MF08", "密封件修理包", "spare", 480, 210),
    ("BJ-LX26", "液压油滤芯", "spare", 260, 118),
    ("FW-AZ", "现场安装调试（天）", "service", 8000, 4200),
    ("FW-BY", "年度保养合同", "service", 36000, 19000),
    ("FW-PX", "操作培训（人次）", "service", 1500, 600),
)

# How many of one thing an order line has, from and to.
QUANTITIES = {"machine": (1, 1), "spare": (2, 14), "service": (1, 3)}
