"""The translation tool and its check: every rule has a sample that breaks it."""

import importlib.util
import json
import shutil
import sys
from pathlib import Path

import polib
import pytest

LISTS = Path(__file__).resolve().parent.parent / "i18n"

MANIFEST = """{"name": "Sample", "version": "19.0.1.0.0", "data": ["views/sample_views.xml"]}"""
PLACE = ("model:ir.model.fields,field_description:sample.field_sample__x", "")
SENTENCE = "The file of %(name)s is complete."


@pytest.fixture(scope="module")
def tool():
    """The command's module, imported as ``./dev i18n`` runs it: with its folder on the path."""
    sys.path.insert(0, str(LISTS))
    try:
        spec = importlib.util.spec_from_file_location("i18n_tool", LISTS / "tool.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(LISTS))


class Checkout:
    """A small checkout with one addon, and the tool run on it."""

    def __init__(self, root, tool, capsys):
        self.root = root
        self.tool = tool
        self.capsys = capsys
        (root / "i18n").mkdir()
        for name in ("allowed_english.txt", "phrases_tw.csv", "glossary.csv", "common.json"):
            shutil.copy(LISTS / name, root / "i18n")
        self.addon()

    def addon(self, name="sample"):
        """Create an empty addon."""
        (self.root / "addons" / name / "i18n").mkdir(parents=True)
        self.write("__manifest__.py", MANIFEST, name)

    def path(self, name, addon="sample"):
        """A file of the addon."""
        return self.root / "addons" / addon / name

    def write(self, name, text, addon="sample"):
        """Write a file of the addon."""
        self.path(name, addon).parent.mkdir(parents=True, exist_ok=True)
        self.path(name, addon).write_text(text, encoding="utf-8")

    def glossary(self, *lines):
        """Replace the glossary."""
        text = "\n".join(["en,zh_CN,zh_TW,note", *lines, ""])
        (self.root / "i18n" / "glossary.csv").write_text(text, encoding="utf-8")

    def catalogs(self, entries, addon="sample"):
        """Write template and languages: msgid → (zh_CN, zh_TW) or (zh_CN, zh_TW, comment)."""
        for index, name in enumerate((f"{addon}.pot", "zh_CN.po", "zh_TW.po")):
            catalog = polib.POFile()
            catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
            for msgid, texts in entries.items():
                catalog.append(
                    polib.POEntry(
                        msgid=msgid,
                        msgstr=texts[index - 1] if index else "",
                        tcomment=texts[2] if index and len(texts) > 2 else "",
                        comment=f"module: {addon}",
                        occurrences=[PLACE],
                    )
                )
            catalog.save(str(self.path(f"i18n/{name}", addon)))

    def run(self, *arguments):
        """Run a command; returns (exit code, output)."""
        code = self.tool.main(["--root", str(self.root), *arguments])
        captured = self.capsys.readouterr()
        return code, captured.out + captured.err

    def check(self, entries, lang="zh_CN"):
        """The check's lines about one language, for these entries."""
        self.catalogs(entries)
        code, output = self.run("check")
        lines = [line for line in output.splitlines() if f"{lang}.po:" in line]
        assert bool(code) == ("0 problems" not in output)
        return "\n".join(lines)

    def read(self, lang, addon="sample"):
        """msgid → msgstr of one language."""
        path = self.path(f"i18n/{lang}.po", addon)
        return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}


@pytest.fixture
def checkout(tmp_path, tool, capsys, monkeypatch):
    """A checkout whose addon has good translations; no Odoo beside it."""
    for name in ("ODOO_ADDONS_PATH", "ODOO_DIR", "ODOO_DB", "ODOO_BIN"):
        monkeypatch.delenv(name, raising=False)
    return Checkout(tmp_path, tool, capsys)


def test_good_translations_pass(checkout):
    """Issue 2, item 7: complete translations on the glossary give no problem."""
    good = {
        SENTENCE: ("%(name)s的档案已齐全。", "%(name)s的檔案已齊全。"),
        "Customer File": ("客户档案", "客戶檔案"),
        "Print as PDF at 08:30, see https://example.com/a,b": (
            "打印为PDF，时间08:30，见 https://example.com/a,b",
            "列印為PDF，時間08:30，見 https://example.com/a,b",
        ),
        "%s: %s": ("%s：%s", "%s：%s"),
        "<b>Grade A</b> from %(day)s:%(minute)s": (
            "<b>A级客户等级</b>，自%(day)s:%(minute)s起",
            "<b>A級客戶等級</b>，自%(day)s:%(minute)s起",
        ),
    }
    assert checkout.check(good) == ""
    assert checkout.run("check")[0] == 0


@pytest.mark.parametrize(
    ("msgid", "text", "sentence"),
    [
        ("New File", "", "is not translated"),
        (SENTENCE, "档案已齐全。", "placeholders differ: %(name)s in the source, none here"),
        (SENTENCE, "%(nane)s的档案已齐全。", "placeholders differ"),
        ("%s of %d", "第%d，共%s", "placeholders differ: %s, %d in the source, %d, %s here"),
        ("Dear {{ object.name }}", "您好", "placeholders differ: {{ object.name }}"),
        ("Is <b>late</b>", "<b>已迟", "HTML tags differ"),
        ('See <a href="/a">here</a>', '见<a href="/b">此处</a>', "HTML tags differ"),
        ("Late\n", "已迟", "the source ends with '\\n', the translation with no space"),
        ("Late", " 已迟", "the source begins with no space"),
        ("Customer File", "客户资料", "the glossary says “客户档案”"),
        ("customer file", "顾客", "the glossary says “客户档案”"),
        ("Open the customer files", "打开客户资料", "“Customer File” should be “客户档案”"),
        ("The customer category", "客戶类别", "traditional characters in zh_CN: 戶"),
        ("Send it", "发送 mail 给客户", "English in the Chinese text: mail"),
        ("Ready, go", "好了,走", "“，” instead of “,”"),
        ("Why?", "为什么?", "“？” instead of “?”"),
        ("Done. Go on.", "完成. 继续。", "“。” instead of “.”"),
        ("Loading...", "加载中...", "“……” instead of “...”"),
        ("By %(name)s: done", "%(name)s: 已完成", "“：” instead of “:”"),
    ],
)
def test_each_rule_finds_its_fault(checkout, msgid, text, sentence):
    """Issue 2, item 7: the check names file, line and what is wrong."""
    output = checkout.check({msgid: (text, "")})
    assert sentence in output
    assert output.startswith("addons/sample/i18n/zh_CN.po:")
    line = int(output.split(":")[1])
    lines = checkout.path("i18n/zh_CN.po").read_text(encoding="utf-8").splitlines()
    assert any(text.startswith("msgid") for text in lines[line - 1 : line + 3])


def test_simplified_characters_in_traditional_text(checkout):
    """A zh_TW text with simplified characters is named with the characters."""
    output = checkout.check({"Open": ("打开", "打开門")}, lang="zh_TW")
    assert "simplified characters in zh_TW: 开" in output


def test_traditional_term_is_checked_too(checkout):
    """The glossary's zh_TW column binds as well."""
    output = checkout.check({"Coordinator": ("统筹人", "協調者")}, lang="zh_TW")
    assert "the glossary says “統籌人”" in output


def test_fuzzy_and_obsolete_entries_fail(checkout):
    """Nothing fuzzy, nothing obsolete."""
    checkout.catalogs({"Late": ("已迟", "已遲"), "Open": ("打开", "開啟")})
    path = checkout.path("i18n/zh_CN.po")
    catalog = polib.pofile(str(path))
    catalog.find("Late").flags.append("fuzzy")
    catalog.append(polib.POEntry(msgid="Gone", msgstr="旧", obsolete=True))
    catalog.save()
    output = checkout.run("check")[1]
    assert "“Late” is fuzzy" in output
    assert "obsolete entry “Gone”" in output


def test_template_and_languages_in_step(checkout):
    """Texts only in the template, only in a language, or at other places are named."""
    checkout.catalogs({"Late": ("已迟", "已遲"), "Open": ("打开", "開啟")})
    pot = polib.pofile(str(checkout.path("i18n/sample.pot")))
    pot.remove(pot.find("Late"))
    pot.append(polib.POEntry(msgid="New", comment="module: sample", occurrences=[PLACE]))
    pot.find("Open").occurrences = [("code:addons/sample/models/sample.py", "0")]
    pot.save()
    output = checkout.run("check")[1]
    assert "“Late” is not in the template" in output
    assert "“New” of the template is missing" in output
    assert "the places of “Open” are not the template's" in output


def test_missing_language_and_template(checkout):
    """An addon without a language, or without template though it has texts, fails."""
    checkout.catalogs({"Late": ("已迟", "已遲")})
    checkout.path("i18n/zh_TW.po").unlink()
    assert "zh_TW.po:1: the language is missing" in checkout.run("check")[1]
    checkout.path("i18n/sample.pot").unlink()
    checkout.write("models/sample.py", 'name = fields.Char("Name")\n')
    assert "sample.pot:1: the template is missing" in checkout.run("check")[1]


def test_unreadable_file_is_named(checkout):
    """A broken po file is a problem with its name, not a crash."""
    checkout.catalogs({"Late": ("已迟", "已遲")})
    checkout.write("i18n/zh_CN.po", 'msgid "Late"\nnonsense "已迟"\n')
    code, output = checkout.run("check")
    assert code == 1
    assert "zh_CN.po: cannot be read as a translation file" in output


@pytest.mark.parametrize(
    ("rule", "msgid", "text"),
    [
        ("glossary", "Grade of steel", "钢材牌号"),
        ("english", "Send it", "发送 mail 给客户"),
        ("punctuation", "Ready, go", "好了,走"),
        ("script", "Old form", "繁體字样"),
    ],
)
def test_exemption_by_comment(checkout, rule, msgid, text):
    """``# no-<rule>`` above an entry switches this one rule off."""
    assert checkout.check({msgid: (text, "")}) != ""
    assert checkout.check({msgid: (text, "", f"no-{rule}")}) == ""


def test_exact_and_alternative_terms(checkout):
    """[exact] binds the whole text only; [also] allows other wordings inside; longest wins."""
    checkout.glossary(
        "Team,项目小组,專案小組,[exact]",
        "Grade,客户等级,客戶等級,[also 等级]",
        "Approval,审批,審批,",
        "Approval Rule,审批规则,審批規則,",
    )
    assert checkout.check({"Sales Team": ("销售团队", "")}, "zh_CN") == ""
    assert "“项目小组”" in checkout.check({"Team": ("团队", "")})
    assert checkout.check({"Old grade": ("旧等级", "")}) == ""
    assert "“客户等级” or “等级”" in checkout.check({"Old grade": ("旧级别", "")})
    assert "“Approval Rule”" in checkout.check({"The approval rules": ("审批办法", "")})
    assert checkout.check({"The approval rules": ("这些审批规则", "")}) == ""


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["Team,项目小组,,"], "glossary.csv:2: a term needs English and both Chinese texts"),
        (["Team,组,組,", "team,队,隊,"], "glossary.csv:3: “team” is already in line 2"),
    ],
)
def test_bad_glossary(checkout, lines, sentence):
    """A broken glossary is named with its line."""
    checkout.glossary(*lines)
    code, output = checkout.run("check")
    assert code == 2
    assert sentence in output


PYTHON_FAULTS = [
    ('raise UserError("No way.")', "the text of UserError is not translated"),
    ('raise ValidationError(f"No {x} here")', "the text of ValidationError is not translated"),
    ('raise AccessError("No %s here" % x)', "the text of AccessError is not translated"),
    ('record.message_post(body="Done now")', "body of message_post is not translated"),
    ('_(f"Hello {x}")', "_(…) takes one plain text"),
    ('_("From %s to %s", a, b)', "several unnamed placeholders"),
    ('x = {"type": "ir.actions.act_window", "name": "Files"}', "a text of this action"),
    (
        'x = {"type": "ir.actions.client", "params": {"message": "All done"}}',
        "a text of this action",
    ),
    ('x = fields.Char("客户")', "Chinese in the source"),
]


@pytest.mark.parametrize(("line", "sentence"), PYTHON_FAULTS)
def test_python_that_odoo_would_not_translate(checkout, line, sentence):
    """English (or Chinese) that a user would see untranslated is found in Python."""
    checkout.catalogs({"客户": ("客户", "客戶")})
    checkout.write("models/sample.py", f"\n{line}\n")
    assert f"addons/sample/models/sample.py:2: {sentence}" in checkout.run("check")[1]
    # Another addon, since sources are read once in a process.
    checkout.addon("other")
    checkout.write("models/sample.py", f"# i18n: ignore - a reason\n{line}\n", "other")
    assert "other/models/sample.py" not in checkout.run("check", "other")[1].replace(
        "sample.pot", ""
    )


def test_xml_that_odoo_would_not_translate(checkout):
    """Chinese on a screen and texts inside expressions are found; data may be Chinese."""
    view = """<odoo><record id="v" model="ir.ui.view"><field name="arch" type="xml">
    <form><field name="a" string="客户"/>
    <t t-out="'Some Text'"/>
    </form></field></record></odoo>"""
    checkout.catalogs({"Late": ("已迟", "已遲")})
    checkout.write("views/sample_views.xml", view)
    output = checkout.run("check")[1]
    assert "views/sample_views.xml:2: Chinese in the source" in output
    assert "views/sample_views.xml:3: the text in t-out is never translated" in output


def test_javascript_that_odoo_would_not_translate(checkout):
    """A plain text in a notification or dialog is found, a translated one is not."""
    checkout.catalogs({"Saved now": ("已保存", "已儲存")})
    source = 'notification.add(_t("Saved now"));\nnotification.add("Not saved");\n'
    checkout.write("static/src/sample.js", source)
    output = checkout.run("check")[1]
    assert "sample.js:2: “Not saved” is not translated" in output
    assert "sample.js:1" not in output


def test_sources_newer_than_the_template(checkout):
    """A text of the sources that the template lacks says to export again."""
    checkout.catalogs({"Known": ("已知", "已知"), "Kind": ("种类", "種類")})
    checkout.write(
        "models/sample.py",
        'a = fields.Char("Known")\n'
        'b = fields.Selection([("x", "New Choice")], string="Kind")\n'
        'c = fields.Many2one("sale.order", "New Label", help="New Help")\n'
        'd = models.Constraint("CHECK(x > 0)", "New Message")\n'
        'e = self.env._("New %(x)s", x=1)\n'
        'f = fields.Char("Technical", export_string_translation=False)\n',
    )
    checkout.write(
        "views/sample_views.xml",
        """<odoo><menuitem id="m" name="New Menu"/>
        <record id="v" model="ir.ui.view"><field name="name">technical.name</field>
        <field name="arch" type="xml"><form string="New Form"/></field></record></odoo>""",
    )
    checkout.write("static/src/sample.js", 'x = _t("New Script");')
    output = checkout.run("check")[1]
    new = ["Choice", "Label", "Help", "Message", "%(x)s", "Menu", "Form", "Script"]
    for name in new:
        assert f"“New {name}” is not in sample.pot" in output
    assert output.count("is not in sample.pot") == len(new)


def test_fill_uses_glossary_other_addons_and_odoo(checkout, monkeypatch):
    """Known texts are filled, Odoo's only where they keep the rules; the rest is missing."""
    checkout.catalogs(
        {name: ("", "") for name in ("Coordinator", "Own", "Created on", "Bad", "X y")}
    )
    checkout.addon("other")
    checkout.catalogs({"Own": ("自有", "自有的")}, "other")
    odoo = checkout.root / "odoo" / "addons" / "base" / "i18n"
    odoo.mkdir(parents=True)
    for lang, created in (("zh_CN", "创建日期"), ("zh_TW", "建立於")):
        catalog = polib.POFile()
        catalog.append(polib.POEntry(msgid="Created on", msgstr=created))
        catalog.append(polib.POEntry(msgid="Bad", msgstr="坏 bad"))
        catalog.append(polib.POEntry(msgid="Wait.", msgstr="等等, 走."))
        catalog.save(str(odoo / f"{lang}.po"))
    monkeypatch.setenv("ODOO_ADDONS_PATH", str(odoo.parent.parent))
    assert checkout.run("fill", "sample")[0] == 0
    expected = {
        "Coordinator": "统筹人",
        "Own": "自有",
        "Created on": "创建日期",
        "Bad": "",
        "X y": "",
    }
    assert checkout.read("zh_CN") == expected
    taiwan = {
        "Coordinator": "統籌人",
        "Own": "自有的",
        "Created on": "建立於",
        "Bad": "",
        "X y": "",
    }
    assert checkout.read("zh_TW") == taiwan
    output = checkout.run("missing", "sample")[1]
    assert "2 texts have no zh_CN translation" in output
    assert '"X y"' in output


def test_apply_writes_everywhere_and_drafts(checkout):
    """One JSON file fills every addon that has the text; zh_TW follows, terms before OpenCC."""
    checkout.addon("other")
    text = "The contract is approved by the salesperson"
    for addon in ("sample", "other"):
        checkout.catalogs({text: ("", "")}, addon)
    path = checkout.root / "new.json"
    assert checkout.run("missing", "--json", str(path))[0] == 0
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data[text]["terms"] == {"Salesperson": "营销员"}
    assert data[text]["missing_in"] == ["other", "sample"]
    data[text]["zh_CN"] = "合同由营销员审批通过"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert checkout.run("apply", str(path))[0] == 0
    for addon in ("sample", "other"):
        assert checkout.read("zh_CN", addon)[text] == "合同由营销员审批通过"
        assert checkout.read("zh_TW", addon)[text] == "合約由行銷員審批通過"


def test_apply_names_unknown_texts_and_bad_files(checkout):
    """A text that no addon has, a file that is no JSON, an unknown rule: each is said."""
    checkout.catalogs({"Late": ("", "")})
    path = checkout.root / "new.json"
    path.write_text('{"Nowhere": "无"}', encoding="utf-8")
    code, output = checkout.run("apply", str(path))
    assert code == 1 and 'No addon has this text: "Nowhere"' in output
    path.write_text("[1]", encoding="utf-8")
    assert "must be one object" in checkout.run("apply", str(path))[1]
    path.write_text('{"Late": {"zh_CN": "迟", "exempt": ["all"]}}', encoding="utf-8")
    assert "there is no rule all" in checkout.run("apply", str(path))[1]


def test_traditional_text_made_by_hand_stays(checkout):
    """fill drafts again after a change of zh_CN, but never over a text made by hand."""
    checkout.catalogs({"Late": ("已迟", ""), "Open it": ("打开", "")})
    checkout.run("fill")
    path = checkout.path("i18n/zh_TW.po")
    path.write_text(path.read_text(encoding="utf-8").replace("已遲", "晚了"), encoding="utf-8")
    cn = checkout.path("i18n/zh_CN.po")
    text = cn.read_text(encoding="utf-8").replace("已迟", "迟到").replace("打开", "关闭")
    cn.write_text(text, encoding="utf-8")
    assert "“Open it” was drafted from an older zh_CN text" in checkout.run("check")[1]
    checkout.run("fill")
    assert checkout.read("zh_TW") == {"Late": "晚了", "Open it": "關閉"}
    assert checkout.run("check")[0] == 0


def test_fill_a_second_time_changes_nothing(checkout):
    """Files are only written when their content changes."""
    checkout.catalogs({"Late": ("已迟", ""), "Team": ("", "")})
    checkout.run("fill")
    assert "wrote" not in checkout.run("fill")[1]


def test_changed_glossary_is_carried_through(checkout):
    """After a change in the glossary, fill sets whole texts anew in both languages."""
    checkout.catalogs({"Coordinator": ("", "")})
    checkout.run("fill")
    checkout.glossary("Coordinator,总协调,總協調,")
    assert checkout.run("check")[0] == 1
    checkout.run("fill")
    assert checkout.read("zh_CN") == {"Coordinator": "总协调"}
    assert checkout.read("zh_TW") == {"Coordinator": "總協調"}
    assert checkout.run("check")[0] == 0


def test_export_needs_odoo_and_known_addons(checkout, monkeypatch):
    """export says what is missing in one sentence."""
    for name in ("ODOO_PYTHON", "ODOO_BIN", "ODOO_CONF"):
        monkeypatch.delenv(name, raising=False)
    assert "Name the database with --db." in checkout.run("export")[1]
    assert "ODOO_PYTHON is not set" in checkout.run("export", "--db", "x")[1]
    assert (
        "There is no addon nothing below addons/."
        in checkout.run("export", "--db", "x", "nothing")[1]
    )


def test_merge_keeps_translations_and_drops_the_rest(tool):
    """Export keeps what is translated, drops obsolete and fuzzy entries, sorts places."""
    catalog = tool.export.catalog
    pot, old = polib.POFile(), polib.POFile()
    for msgid in ("Kept", "Guessed", "New"):
        pot.append(polib.POEntry(msgid=msgid, comment="module: sample", occurrences=[PLACE]))
    old.append(polib.POEntry(msgid="Kept", msgstr="保留", tcomment="no-english"))
    old.append(polib.POEntry(msgid="Guessed", msgstr="猜", flags=["fuzzy"]))
    old.append(polib.POEntry(msgid="Gone", msgstr="旧"))
    merged = catalog.merge(catalog.template(pot), old, "zh_CN")
    texts = {entry.msgid: entry.msgstr for entry in merged}
    assert texts == {"Guessed": "", "Kept": "保留", "New": ""}
    assert merged.find("Kept").tcomment == "no-english"
    assert "Date" not in str(merged).split('msgid "Guessed"')[0]
