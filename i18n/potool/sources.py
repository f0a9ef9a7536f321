"""What the addons' sources say about translation, read without running Odoo.

Two questions: is every text that Odoo would export in the template (else it is out of date), and
is there English on the screen that Odoo would never export. A line with ``i18n: ignore`` in a
comment, on it or above it, is passed over.
"""

import ast
import html
import re
from functools import cache

from lxml import etree

from .project import ToolError

# Where a field's label stands when it is given without its name.
_LABEL_AT = dict.fromkeys(
    "Char Text Html Integer Float Boolean Date Datetime Binary Image Json Monetary".split(), 0
) | {"Selection": 1, "Reference": 1, "Many2one": 1, "One2many": 2, "Many2many": 4}
_ERRORS = set("UserError ValidationError AccessError MissingError RedirectWarning".split())
_MESSAGE_CALLS = {
    "message_post": ("body", "subject"),
    "activity_schedule": ("summary", "note"),
    "activity_feedback": ("feedback",),
    "_message_log": ("body",),
}
_ATTRIBUTES = ("string", "help", "placeholder", "confirm", "title", "alt", "aria-label")
_NOT_SHOWN = ("tests", "demo", "migrations", "upgrades")
_CHINESE = re.compile("[\u3400-\u9fff]")
_LETTERS = re.compile("[A-Za-z]{2}")
_QUOTED_TEXT = re.compile(r"\s*(['\"])[A-Z][^'\"]*\1\s*")
_JS_TRANSLATED = re.compile(r"\b_t\(\s*([\"'`])((?:\\.|(?!\1).)*)\1", re.DOTALL)
_JS_PLAIN = re.compile(
    r"(?:notification\.add\(\s*|\b(?:title|body|confirmLabel|cancelLabel|label|placeholder)\s*:\s*)"
    r"([\"'`])([A-Z][a-z]+(?:\s(?:\\.|(?!\1).)*|\W*)?)\1"
)


def texts(addon):
    """(path, line, text) that Odoo takes into the addon's template.

    Not all of them: those that can be told without the registry.
    """
    for path in _files(addon, "py"):
        for node in ast.walk(_tree(path)):
            for text_node in _python_texts(node):
                text = text_node.value
                if _LETTERS.search(text) and not _ignored(path, text_node.lineno):
                    yield path, text_node.lineno, text
    for path in _data_files(addon):
        yield from _xml_texts(path)
    for path in _files(addon, "js"):
        source = path.read_text(encoding="utf-8")
        for hit in _JS_TRANSLATED.finditer(source):
            yield path, _line(source, hit.start()), re.sub(r"\\(.)", r"\1", hit[2])


def not_in_template(addon, pot):
    """(path, line, text) of source texts that the template lacks."""
    # One long text: a label may be a part of a longer term, as inline markup is.
    known = _plain("\n".join(html.unescape(entry.msgid) for entry in pot))
    for path, line, text in texts(addon):
        if _plain(text) not in known:
            yield path, line, text


def untranslatable(addon):
    """(path, line, sentence) for what a user would see untranslated."""
    for path in _files(addon, "py"):
        for node in ast.walk(_tree(path)):
            for line, text in _python_problems(node):
                if not _ignored(path, line):
                    yield path, line, text
    for path in [*_data_files(addon), *_files(addon, "xml", "static/src")]:
        yield from _xml_problems(addon, path)
    for path in _files(addon, "js", "static/src"):
        source = path.read_text(encoding="utf-8")
        for hit in _JS_PLAIN.finditer(source):
            line = _line(source, hit.start())
            if not _ignored(path, line):
                yield path, line, f"“{hit[2]}” is not translated: write _t(…)"


def _files(addon, extension, below=""):
    """The addon's own files that run in production."""
    base = addon.path / below
    for path in sorted(base.rglob(f"*.{extension}")) if base.is_dir() else ():
        parts = path.relative_to(addon.path).parts
        tests = "static" in parts and "tests" in parts
        if parts[0] not in _NOT_SHOWN and "lib" not in parts and not tests:
            if path.name != "__manifest__.py":
                yield path


def _data_files(addon):
    for name in addon.manifest.get("data", ()):
        path = addon.path / name
        if path.suffix == ".xml" and path.exists():
            yield path


@cache
def _tree(path):
    try:
        return ast.parse(path.read_text(encoding="utf-8"), str(path))
    except SyntaxError as error:
        raise ToolError(f"{path}:{error.lineno}: cannot be read as Python") from error


@cache
def _lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def _ignored(path, line):
    return any("i18n: ignore" in text for text in _lines(path)[max(line - 2, 0) : line])


def _line(source, position):
    return source.count("\n", 0, position) + 1


def _plain(text):
    return " ".join(text.split())


def _name(function):
    """The last part of what is called: ``fields.Char`` → ``Char``."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _python_texts(node):
    """The string nodes in one syntax node that end up in the template."""
    if not isinstance(node, ast.Call):
        return
    name, found = _name(node.func), []
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if name in ("_", "_lt"):
        found = node.args[:1]
    elif _is_field(node.func) and "export_string_translation" not in keywords:
        found = [keywords.get("string"), keywords.get("help")]
        found += node.args[_LABEL_AT[name] :][:1]
        choices = keywords.get("selection") or (node.args[:1] or [None])[0]
        if name == "Selection" and isinstance(choices, ast.List):
            pairs = [pair for pair in choices.elts if isinstance(pair, ast.Tuple)]
            found += [pair.elts[1] for pair in pairs if len(pair.elts) == 2]
    elif name == "Constraint" and isinstance(node.func, ast.Attribute):
        found = node.args[1:2]
    yield from filter(_is_text, found)


def _is_field(function):
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "fields"
        and function.attr in _LABEL_AT
    )


def _python_problems(node):
    """(line, sentence) for one syntax node."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        name = _name(node.exc.func)
        if name in _ERRORS and node.exc.args and _is_bare(node.exc.args[0]):
            yield node.lineno, f"the text of {name} is not translated: write self.env._(…)"
    elif isinstance(node, ast.Call):
        yield from _call_problems(node)
    elif isinstance(node, ast.Dict):
        yield from _action_problems(node)


def _is_bare(node):
    """Whether it is a text with words, however built, that is not translated."""
    if isinstance(node, ast.Call):
        return _name(node.func) == "format" and _is_bare(getattr(node.func, "value", node.func))
    if isinstance(node, ast.BinOp):
        return _is_bare(node.left)
    if isinstance(node, ast.JoinedStr):
        return any(_is_bare(value) for value in node.values)
    return _is_text(node) and bool(_LETTERS.search(node.value))


def _call_problems(node):
    name = _name(node.func)
    for text_node in _python_texts(node):
        if _CHINESE.search(text_node.value):
            yield text_node.lineno, "Chinese in the source: write English, translate in i18n/"
    if name in ("_", "_lt") and node.args:
        # A name is fine: it may hold a lazy translation.
        if not _is_text(node.args[0]) and _is_bare(node.args[0]):
            yield node.lineno, f"{name}(…) takes one plain text, nothing computed"
        elif _is_text(node.args[0]) and _several_unnamed(node.args[0].value):
            yield node.lineno, "several unnamed placeholders: name them, so that they can move"
    for keyword in node.keywords:
        if keyword.arg in _MESSAGE_CALLS.get(name, ()) and _is_bare(keyword.value):
            yield node.lineno, f"{keyword.arg} of {name} is not translated: write self.env._(…)"


def _named_values(node):
    pairs = zip(node.keys, node.values, strict=True)
    return {key.value: value for key, value in pairs if _is_text(key)}


def _several_unnamed(text):
    return len(re.findall(r"%[sdif]", text)) > 1


def _action_problems(node):
    """Texts of actions that Python returns to the client."""
    values = _named_values(node)
    kind = values.get("type")
    if not (kind and _is_text(kind) and kind.value.startswith("ir.actions")):
        return
    shown = [values.get("name"), values.get("help")]
    if isinstance(values.get("params"), ast.Dict):
        params = _named_values(values["params"])
        shown += [params.get("title"), params.get("message")]
    for value in shown:
        if value is not None and _is_bare(value):
            yield value.lineno, "a text of this action is not translated: write self.env._(…)"


@cache
def _elements(path):
    """All elements of an XML file; a broken file is another check's business."""
    try:
        return list(etree.parse(str(path)).iter(etree.Element))
    except etree.XMLSyntaxError:
        return []


def _is_untranslated(element):
    """Whether Odoo leaves the attributes alone: parameters of a call, or switched off."""
    ancestors = [element, *element.iterancestors()]
    return "t-call" in element.attrib or any(
        node.get("t-translation") == "off" for node in ancestors
    )


def _in_view(element):
    return any(
        node.tag == "template" or (node.tag == "field" and node.get("name") == "arch")
        for node in element.iterancestors()
    )


def _xml_texts(path):
    for element in _elements(path):
        found = []
        if element.tag == "menuitem":
            found = [element.get("name")]
        elif _in_view(element) and not _is_untranslated(element):
            found = [element.get(name) for name in _ATTRIBUTES]
            if element.tag == "attribute" and element.get("name") in _ATTRIBUTES:
                found.append(element.text)
        for text in filter(None, found):
            if _LETTERS.search(text) and not _ignored(path, element.sourceline):
                yield path, element.sourceline, text.strip()


def _xml_problems(addon, path):
    # Data may be Chinese by nature (names of holidays, of grades); screens and forms are not.
    screen = path.relative_to(addon.path).parts[0] not in ("data", "demo")
    for element in _elements(path):
        line = element.sourceline
        if _ignored(path, line):
            continue
        for name, value in element.attrib.items():
            computed = name in ("t-out", "t-esc") or (
                name.startswith("t-att-") and name.removeprefix("t-att-") in _ATTRIBUTES
            )
            if computed and _QUOTED_TEXT.fullmatch(value):
                yield path, line, f"the text in {name} is never translated: write it as plain text"
        words = [element.text, element.tail, *element.attrib.values()]
        if screen and any(_CHINESE.search(text) for text in words if text):
            yield path, line, "Chinese in the source: write English, translate in i18n/"
