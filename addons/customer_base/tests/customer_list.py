"""A customer list as companies really have it: used by the tests, and by hand for a try."""

import io

import xlsxwriter

HEADINGS = ["客户名称", "统一社会信用代码", "电话", "地址", "客户类别", "重点客户", "联系人", "备注"]

# (row as in the file, part of the message of a row that must be refused or None)
ROWS = [
    (["宏达工程机械有限公司", "91110108MA01ABCD1A", "010-62001122", "北京市海淀区", "潜在客户",
      "", "王芳", ""], "check digit"),
]


def build(rows, headings=HEADINGS):
    """Return an Excel file (bytes) with ``headings`` and ``rows``."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, headings)
        for index, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(index, column, cell)
    return stream.getvalue()
