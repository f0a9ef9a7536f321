"""Writes static/xls/prospect_list.xlsx, the template of a prospect directory (潜在客户名录).

Run it by hand after changing the columns.
"""

from pathlib import Path

import xlsxwriter

HEADINGS = (
    "客户名称",
    "统一社会信用代码",
    "电话",
    "邮箱",
    "省份",
    "城市",
    "地址",
    "行业",
    "来源",
    "来源说明",
    "主营业务",
    "规模",
    "组织架构",
    "潜在需求",
    "决策人",
    "职务",
    "联系人电话",
)


def main():
    path = Path(__file__).parents[1] / "static" / "xls" / "prospect_list.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("潜在客户名录")
        bold = workbook.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
        sheet.write_row(0, 0, HEADINGS, bold)
        sheet.set_column(0, len(HEADINGS) - 1, 18)
        sheet.freeze_panes(1, 1)


if __name__ == "__main__":
    main()
