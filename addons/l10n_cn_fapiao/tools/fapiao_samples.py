"""Makes files of invoices from the schema, of firms that don't exist. For tests, demo and bench."""

import io
import zipfile
import zlib
from xml.sax.saxutils import escape

NAMES = {"special": "增值税专用发票", "ordinary": "普通发票"}
BLUE = {
    "kind": "digital_special",
    "code": "",
    "number": "26317000000000000017",
    "date": "2026-05-06",
    "net": "1000.00",
    "tax": "130.00",
    "gross": "1130.00",
    "seller_vat": "91310000MA1FL00010",
    "seller_name": "示范设备（上海）有限公司",
    "buyer_vat": "91320500MA1XY00023",
    "buyer_name": "样例精密机械有限公司",
    "red_of": "",
    "remark": "订单号 S00042",
}


def invoice(**changes):
    """Return the texts of one invoice."""
    return {**BLUE, **changes}


def _day(texts):
    year, month, day = texts["date"].split("-")
    return f"{year}年{month}月{day}日"


def _special(texts):
    return "special" if texts["kind"].endswith("special") else "ordinary"


def full_remark(texts):
    """Return the remark as it stands on the invoice: a red one begins with its blue one."""
    red_of = texts["red_of"]
    if len(red_of) == 20 and not texts["code"]:
        return f"被红冲蓝字数电发票号码：{red_of} {texts['remark']}".strip()
    if red_of:
        text = f"对应正数发票代码:{red_of[:-8]}号码:{red_of[-8:]}"
        return f"{text} {texts['remark']}".strip()
    return texts["remark"]


def xml(texts, encoding="UTF-8"):
    """Return the XML of a digital invoice, schema EInvoice."""
    t = {key: escape(value) for key, value in texts.items()}
    label = "01" if _special(texts) == "special" else "02"
    blue = "N" if texts["gross"].startswith("-") else "Y"
    return f"""<?xml version="1.0" encoding="{encoding}"?>
<EInvoice><Header><EIid>{t["number"]}</EIid><EInvoiceTag>SWEI3200</EInvoiceTag>
<Version>0.2</Version><InherentLabel>
<InIssuType><LabelCode>{blue}</LabelCode><LabelName>是否蓝字发票标志</LabelName></InIssuType>
<EInvoiceType><LabelCode>{label}</LabelCode><LabelName/></EInvoiceType>
<GeneralOrSpecialVAT><LabelCode>{label}</LabelCode>
<LabelName>{NAMES[_special(texts)]}</LabelName></GeneralOrSpecialVAT></InherentLabel></Header>
<EInvoiceData><SellerInformation><SellerIdNum>{t["seller_vat"]}</SellerIdNum>
<SellerName>{t["seller_name"]}</SellerName><SellerAddr>示范路1号</SellerAddr></SellerInformation>
<BuyerInformation><BuyerIdNum>{t["buyer_vat"]}</BuyerIdNum><BuyerName>{t["buyer_name"]}</BuyerName>
</BuyerInformation><BasicInformation><TotalAmWithoutTax>{t["net"]}</TotalAmWithoutTax>
<TotalTaxAm>{t["tax"]}</TotalTaxAm>
<TotalTax-includedAmount>{t["gross"]}</TotalTax-includedAmount>
<RequestTime>{t["date"]} 09:00:00</RequestTime></BasicInformation>
<IssuItemInformation><ItemName>*机床*零件</ItemName><Amount>{t["net"]}</Amount>
<TaxRate>0.13</TaxRate><ComTaxAm>{t["tax"]}</ComTaxAm>
<TotaltaxIncludedAmount>{t["gross"]}</TotaltaxIncludedAmount></IssuItemInformation>
<AdditionalInformation><Remark>{escape(full_remark(texts))}</Remark></AdditionalInformation>
</EInvoiceData><TaxSupervisionInfo><InvoiceNumber>{t["number"]}</InvoiceNumber>
<IssueTime>{t["date"]} 09:01:02</IssueTime></TaxSupervisionInfo></EInvoice>""".encode(encoding)


def _old_xml(texts):
    """Return the XML that invoices with a code carry in their OFD."""
    t = {key: escape(value) for key, value in texts.items()}
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<fp:eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019"><fp:DocID>5</fp:DocID>
<fp:Title>{NAMES[_special(texts)]}</fp:Title><fp:InvoiceCode>{t["code"]}</fp:InvoiceCode>
<fp:InvoiceNo>{t["number"]}</fp:InvoiceNo><fp:IssueDate>{_day(texts)}</fp:IssueDate>
<fp:Buyer><fp:BuyerName>{t["buyer_name"]}</fp:BuyerName>
<fp:BuyerTaxID>{t["buyer_vat"]}</fp:BuyerTaxID></fp:Buyer>
<fp:Seller><fp:SellerName>{t["seller_name"]}</fp:SellerName>
<fp:SellerTaxID>{t["seller_vat"]}</fp:SellerTaxID></fp:Seller>
<fp:TaxInclusiveTotalAmount>{t["gross"]}</fp:TaxInclusiveTotalAmount>
<fp:Note>{escape(full_remark(texts))}</fp:Note>
<fp:TaxTotalAmount>{t["tax"]}</fp:TaxTotalAmount>
<fp:TaxExclusiveTotalAmount>{t["net"]}</fp:TaxExclusiveTotalAmount>
</fp:eInvoice>""".encode()


def _zipped(files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def _drawn(texts):
    """Return {tag: text} of what is drawn on the page of an OFD."""
    drawn = {
        "Title": f"电子发票（{NAMES[_special(texts)]}）",
        "InvoiceCode": texts["code"],
        "InvoiceNo": texts["number"],
        "IssueDate": _day(texts),
        "BuyerName": texts["buyer_name"],
        "BuyerTaxID": texts["buyer_vat"],
        "SellerName": texts["seller_name"],
        "SellerTaxID": texts["seller_vat"],
        "TaxExclusiveTotalAmount": f"¥{texts['net']}",
        "TaxTotalAmount": f"¥{texts['tax']}",
        "TaxInclusiveTotalAmount": f"¥{texts['gross']}",
        "Note": full_remark(texts),
    }
    return {name: text for name, text in drawn.items() if text}


def ofd(texts, carried="attached"):
    """Return an OFD whose data is "attached", "tagged", "custom", or "drawing" (none)."""
    drawn = _drawn(texts)
    ids = {name: str(100 + index) for index, name in enumerate(drawn)}
    page = "".join(
        f'<ofd:TextObject ID="{ids[name]}" Boundary="1 1 9 9"><ofd:TextCode X="0" Y="3">'
        f"{escape(text)}</ofd:TextCode></ofd:TextObject>"
        for name, text in drawn.items()
    )
    files = {
        "OFD.xml": _ofd_root(texts if carried == "custom" else None),
        "Doc_0/Document.xml": f"<ofd:Document {_OFD}/>",
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {_OFD}><ofd:Content>{page}</ofd:Content>"
        "</ofd:Page>",
    }
    if carried == "attached":
        files["Doc_0/Attachs/Attachments.xml"] = f"<ofd:Attachments {_OFD}/>"
        files["Doc_0/Attachs/original_invoice.xml"] = (
            _old_xml(texts) if texts["code"] else xml(texts)
        )
    if carried == "tagged":
        tags = "".join(
            f'<ofd:{name}><ofd:ObjectRef PageRef="1">{number}</ofd:ObjectRef></ofd:{name}>'
            for name, number in ids.items()
            if name != "Title"
        )
        files["Doc_0/Tags/CustomTag.xml"] = f"<ofd:eInvoice {_OFD}>{tags}</ofd:eInvoice>"
    return _zipped(files)


def _ofd_root(texts):
    data = {}
    if texts:
        data = {
            "发票代码": texts["code"],
            "发票号码": texts["number"],
            "开票日期": _day(texts),
            "合计金额": texts["net"],
            "合计税额": texts["tax"],
            "购买方纳税人识别号": texts["buyer_vat"],
            "销售方纳税人识别号": texts["seller_vat"],
            "备注": full_remark(texts),
        }
    rows = "".join(
        f'<ofd:CustomData Name="{name}">{escape(text)}</ofd:CustomData>'
        for name, text in data.items()
        if text
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {_OFD} DocType="OFD" Version="1.1">'
        f"<ofd:DocBody><ofd:DocInfo><ofd:CustomDatas>{rows}</ofd:CustomDatas></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


# ---------------------------------------------------------------- PDF


def _placed_parties(t):
    """Return what is drawn of buyer and seller, side by side."""
    return [
        (15, 300, "购"),
        (30, 302, "名称："),
        (60, 302, t["buyer_name"]),
        (310, 300, "销"),
        (325, 302, "名称："),
        (355, 302, t["seller_name"]),
        (15, 285, "买"),
        (30, 275, "统一社会信用代码/纳税人识别号："),
        (170, 275, t["buyer_vat"]),
        (325, 275, "统一社会信用代码/纳税人识别号："),
        (465, 275, t["seller_vat"]),
    ]


def _placed(texts):
    """Return [(x, y, text)] as on the platform's sheet: labels and values are drawn apart."""
    t = texts
    sign = "-" if t["gross"].startswith("-") else ""
    money = {key: f"{sign}¥{t[key].lstrip('-')}" for key in ("net", "tax", "gross")}
    code = [(430, 366, "发票代码："), (480, 366, t["code"])] if t["code"] else []
    paper = t.get("paper_number")
    heading = "（普通发票）" if _special(t) == "ordinary" else "（增值税专用发票）"
    return [
        (200, 360, "电子发票" + heading),
        *code,
        (430, 350, "发票号码："),
        (480, 350, t["number"]),
        *([(430, 342, "发票号码："), (480, 342, paper)] if paper else []),
        (430, 334, "开票日期："),
        (480, 334, _day(t)),
        *_placed_parties(t),
        (30, 250, "项目名称"),
        (430, 250, "金 额"),
        (500, 250, "税率/征收率"),
        (30, 238, "*机床*零件"),
        (430, 238, t["net"]),
        (500, 238, "13%"),
        (560, 238, t["tax"]),
        (60, 140, "合"),
        (100, 140, "计"),
        (425, 140, money["net"]),
        (545, 140, money["tax"]),
        (60, 120, "价税合计（大写）"),
        (200, 120, "壹仟壹佰叁拾圆整"),
        (430, 120, "（小写）"),
        (470, 120, money["gross"]),
        (15, 90, "备"),
        (30, 95, full_remark(t)),
        (15, 70, "注"),
        (60, 20, "开票人："),
        (95, 20, "张样例"),
    ]


def _objects(parts):
    """Return a PDF of its objects, numbered from 1."""
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n0\n%%%%EOF" % (len(places) + 1)


def _stream(data, packed):
    data = zlib.compress(data) if packed else data
    how = b"/Filter/FlateDecode" if packed else b""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), how, data)


def pdf(texts, font="unicode", packed=True):
    """Return a PDF with a text layer; its font has a table ("unicode") or is in "gbk"."""
    placed = _placed(texts)
    codes = {}
    for character in "".join(text for _x, _y, text in placed):
        codes.setdefault(character, len(codes) + 1)

    def shown(text):
        if font == "gbk":
            return text.replace("¥", "￥").encode("gbk").hex()
        return "".join(f"{codes[character]:04x}" for character in text)

    drawing = "q 1 0 0 1 0 0 cm " + " ".join(
        f"BT /F1 8 Tf 1 0 0 1 {x} {y} Tm <{shown(text)}> Tj ET" for x, y, text in placed
    )
    rows = [f"<{code:04x}> <{ord(letter):04x}>" for letter, code in codes.items()]
    table = "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n" + "\n".join(
        f"{len(rows[start : start + 100])} beginbfchar\n{chr(10).join(rows[start : start + 100])}\n"
        "endbfchar"
        for start in range(0, len(rows), 100)
    )
    coding = b"/GBK-EUC-H" if font == "gbk" else b"/Identity-H/ToUnicode 6 0 R"
    return _objects(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F1 5 0 R>>>>>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 610 394]/Contents 4 0 R>>",
            _stream(drawing.encode() + b" Q", packed),
            b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding%s>>" % coding,
            _stream(table.encode(), packed),
        ]
    )


def zipped(files):
    """Return a zip of {name: content}."""
    return _zipped(files)
