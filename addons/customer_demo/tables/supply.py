"""Papers, reviews and exceptions of the demo company: who is how far (D-12, D-13)."""

# A white dot: what a scan is stored as.
SCAN = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="
)

# type, what stands before its number, days it is valid (None: no expiry)
PAPERS = (
    ("licence", None, 3650),
    ("account", "J1240", None),
    ("general", None, None),
    ("invoicing", None, None),
    ("identity", "1302", 2200),
)

# number of the customer, how far its review is, days until its identity card runs out
REVIEWS = (
    (2, "released", 700),
    (3, "draft", 700),
    (12, "released", 700),
    (13, "released", 20),
    (14, "released", -10),
    (15, "ended", 700),
    (16, "approved", 700),
    (17, "submitted", 700),
    (18, "rejected", 700),
    (19, "draft", 700),
)

# mode, limit as a part of what the customer owes or None, how far; of customers that owe most
# and are not late
CREDITS = (
    ("credit", 1.1, "approved"),
    ("credit", 0.8, "approved"),
    ("prepaid", None, "approved"),
    ("credit", 3.0, "approved"),
    ("credit", 2.0, "submitted"),
    ("credit", 2.0, "draft"),
)

CHANNELS = "唐山、邯郸一带的矿山和建材企业，自有门店两家。"
SCOPE = "工程机械、矿山设备及配件的销售、租赁与维修。"
OPINION = "合作意愿强，当地渠道成熟，付款记录良好。"
