"""Writes static/xls/customer_list_sample.xlsx, a customer list as companies really have it.

Run it by hand after changing the rows: python3 addons/customer_demo/tools/make_customer_list.py
"""

from pathlib import Path

import xlsxwriter

HEADINGS = (
    "客户名称",
    "统一社会信用代码",
    "电话",
    "地址",
    "客户类别",
    "重点客户",
    "联系人",
    "备注",
)
ROWS = (
    # 2: good, with full-width characters and spaces around the name
    (
        "　保定冀中液压件有限公司　",
        "",
        "０３１２－５５５１２３４５",
        "高新区１号",
        "潜在客户",
        "",
        "王芳",
        "展会名片",
    ),
    # 3: good
    (
        "潍坊北海垚重型齿轮有限公司",
        "91370700300000178G",
        "0536-55512346",
        "奎文区工业街3号",
        "意向客户",
        "",
        "李建国",
        "",
    ),
    # 4: wrong check digit
    (
        "临沂沂蒙垚石料有限公司",
        "91371300300000186A",
        "0539-55512347",
        "兰山区",
        "潜在客户",
        "",
        "",
        "代码抄自名片",
    ),
    # 5: code too short
    ("聊城东阿垚轴承有限公司", "9137150030000019", "0635-55512348", "", "潜在客户", "", "", ""),
    # 6: row 2 once more, with other brackets and form of company
    ("保定冀中液压件（集团）股份有限公司", "", "", "", "", "", "", "新名称？"),
    # 7: mobile with ten digits
    ("菏泽牡丹垚机械厂", "", "1390000123", "", "潜在客户", "", "赵强", ""),
    # 8: good, several phones and an extension
    (
        "日照岚山垚港务有限公司",
        "",
        "0633-55512349 转 802／13900001239",
        "岚山区",
        "意向客户",
        "",
        "孙丽",
        "",
    ),
    # 9: no name
    ("", "", "0536-55512350", "", "", "", "", "名称缺失"),
    # 10: words instead of a phone number
    ("淄博博山垚泵业有限公司", "", "电话不详", "博山区", "潜在客户", "", "", ""),
    # 11: good, with country code
    ("威海环翠垚船用锚链有限公司", "", "+86 631 5551 2351", "", "潜在客户", "", "", ""),
    # 12: the phone number of row 11
    ("威海文登垚船舶修理有限公司", "", "0631-55512351", "", "", "", "", "电话相同"),
    # 13: known already: a customer of the demo company
    ("唐山冀渤矿业（集团）有限公司", "", "", "", "成交客户", "", "", ""),
    # 14: code with a letter that cannot stand there
    ("德州齐河垚钢模板有限公司", "9137140O300000215B", "", "", "潜在客户", "", "", ""),
    # 15: good, letters of the name in full width
    ("东营ＨＫ石油装备有限公司", "", "0546-55512353", "东营区", "", "", "周敏", ""),
    # 16: category nobody knows
    ("枣庄薛城垚煤机有限公司", "", "", "", "优质客户", "", "", ""),
)


def main():
    target = Path(__file__).parents[1] / "static" / "xls" / "customer_list_sample.xlsx"
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("客户名单")
        sheet.set_column(0, 1, 34)
        sheet.set_column(2, 7, 22)
        for index, row in enumerate((HEADINGS, *ROWS)):
            for column, cell in enumerate(row):
                sheet.write_string(index, column, cell)


if __name__ == "__main__":
    main()
