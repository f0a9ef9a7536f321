"""A customer list as companies really have it: Chinese headings, full-width characters, doubled
names, broken codes and phones."""

import io

import xlsxwriter

HEADINGS = [
    "客户名称",
    "统一社会信用代码",
    "电话",
    "地址",
    "客户类别",
    "重点客户",
    "联系人",
    "备注",
]

# Row as in the file; part of the message when the row must be refused, else None.
ROWS = (
    (
        [
            "宏达工程机械有限公司",
            "91310115000000201T",
            "010-62001122",
            "海淀区中关村南路5号",
            "潜在客户",
            "",
            "王芳",
            "展会",
        ],
        "check digit",
    ),
    (
        [
            "　广州恒力起重设备有限公司　",
            "",
            "０２０－８３３３１２１２",
            "天河区珠江路1号",
            "潜在客户",
            "",
            "陈伟",
            "",
        ],
        None,
    ),
    (["广州恒力起重设备（集团）有限公司", "", "", "", "", "", "", "重复"], "in row 3 already"),
    (
        [
            "江西铜岭矿业有限公司",
            "9131011500000020",
            "0791-86001100",
            "高新区2号",
            "意向客户",
            "",
            "",
            "",
        ],
        "16 characters",
    ),
    (["陕西秦岭矿山机械厂", "", "1390000123", "", "", "", "赵强", ""], "phone number"),
    (["郑州中原重工股份有限公司", "", "0371-6600110０ 转 802", "", "成交客户", "", "", ""], None),
    (
        ["", "", "021-66001100", "浦东新区", "", "", "", "没有名称"],
        "name of the customer is missing",
    ),
    (["青岛海湾港口机械有限公司", "", "0532-8100220０/13900001234", "", "", "", "孙丽", ""], None),
    (["大连北方船舶重工", "", "电话不详", "", "", "", "", ""], "phone number"),
    (["沈阳东北传动设备有限公司", "", "+86 24 2300 4400", "", "意向客户", "", "", ""], None),
    (["沈阳东北齿轮有限公司", "", "024-23004400", "", "", "", "", "电话相同"], "in row 11 already"),
)


def build(rows, headings=tuple(HEADINGS)):
    """Return an Excel file (bytes) with ``headings`` and ``rows``."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, headings)
        for index, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(index, column, cell)
    return stream.getvalue()
