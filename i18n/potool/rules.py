"""The rules for one translated entry. Each yields sentences; no sentence means it is right."""

import re
from collections import Counter

from . import chinese

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAS_CJK = re.compile(f"[{CJK}]")
_NAMED = re.compile(r"%\(\w+\)[#0+-]*\d*(?:\.\d+)?[a-zA-Z]")
_POSITIONAL = re.compile(r"(?<!%)(?:%%)*(%[#0+-]*\d*(?:\.\d+)?[sdifgrcxX])(?![A-Za-z])")
_BRACES = re.compile(r"[#$]?\{+[^{}\n]*\}+")
_TAG = re.compile(r"</?([A-Za-z][\w.-]*)(?:\s[^<>]*)?/?>")
_TAG_TARGET = re.compile(r"\b(?:href|t-\w+(?:-\w+)*)\s*=\s*(\"[^\"]*\"|'[^']*')")
_PLACEHOLDERS = re.compile(f"{_NAMED.pattern}|%[#0+-]*\\d*(?:\\.\\d+)?[A-Za-z]|{_BRACES.pattern}")
_ENTITY = re.compile(r"&#?\w+;")
# What is written the same in every language: code, addresses, times, figures, technical names.
_CODE = re.compile(
    r"`[^`]*`|<code>.*?</code>|https?://[^\s，。；）]+|[\w.+-]+@[\w.-]+\.\w+"
    r"|\d+(?:[.,:/-]\d+)+|\[[^\[\]]*'[^\[\]]*\]"
    r"|(?<![A-Za-z0-9])[A-Za-z0-9*]+(?:[._/\\-][A-Za-z0-9*]+)*[._/\\][A-Za-z0-9*]+"
    r"|(?<![\w.])\.[a-z]{2,5}\b",
    re.ASCII | re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:'[a-z]+)?")
_FULL_WIDTH = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？", ".": "。"}
# U+FFFC stands for a placeholder; what fills it is text.
_HALF_AFTER = re.compile(f"[{CJK}\ufffc）」』”》〉】…]\\s*([,;!?:])(?!\\d)")
_HALF_BEFORE = re.compile(f"([,;!?:])\\s*(?=[{CJK}（「『“《])")
_FULL_STOP = re.compile(f"[{CJK}）」』”》](\\.+)")

_AFTER_CHINESE = re.compile(f"([{CJK}）」』”》])\\s*(\\.+|[,;!?:])[^\\S\\n]*(?![\\d\\s])")

EXEMPTIONS = ("glossary", "english", "punctuation", "script")


def exempt(comment):
    """The rules that an entry's translator comment switches off (``# no-glossary``)."""
    return {rule for rule in EXEMPTIONS if re.search(rf"\bno-{rule}\b", comment or "")}


def problems(msgid, msgstr, lang, context, off=()):
    """What is wrong with one translation.

    :param context: :class:`Context` with glossary, drafter and allowed words
    :param off: names of rules that do not apply, see :data:`EXEMPTIONS`
    :return: list of sentences
    """
    found = [*_ends(msgid, msgstr), *_placeholders(msgid, msgstr), *_tags(msgid, msgstr)]
    if "glossary" not in off:
        found += _glossary(msgid, msgstr, lang, context)
    if "script" not in off:
        found += _script(msgstr, lang)
    if "english" not in off:
        found += english(msgstr, context.allowed)
    if "punctuation" not in off:
        found += _punctuation(msgstr)
    return found


class Context:
    """What the rules need beside the entry.

    :param allowed: set of casefolded words that may stay English
    """

    def __init__(self, glossary, drafter, allowed):
        self.glossary = glossary
        self.drafter = drafter
        self.allowed = allowed


def _ends(msgid, msgstr):
    for where, pattern in (("begins", r"\A\s*"), ("ends", r"\s*\Z")):
        source, target = (re.search(pattern, text)[0] for text in (msgid, msgstr))
        if source != target:
            yield (
                f"the source {where} with {_spaces(source)}, the translation with {_spaces(target)}"
            )


def _spaces(text):
    return repr(text) if text else "no space"


def _placeholders(msgid, msgstr):
    for pattern, ordered in ((_NAMED, False), (_POSITIONAL, True), (_BRACES, False)):
        source, target = ([hit[0] for hit in pattern.finditer(text)] for text in (msgid, msgstr))
        if pattern is _POSITIONAL:
            source, target = (pattern.findall(text) for text in (msgid, msgstr))
        same = source == target if ordered else set(source) == set(target)
        if not same:
            yield f"placeholders differ: {_words(source)} in the source, {_words(target)} here"


def _tags(msgid, msgstr):
    source, target = (Counter(map(_tag_key, _TAG.finditer(text))) for text in (msgid, msgstr))
    if source != target:
        yield (
            f"HTML tags differ: {_words(sorted(source.elements()))} in the source, "
            f"{_words(sorted(target.elements()))} here"
        )


def _tag_key(hit):
    """Name, opening or closing, and what must never differ: link targets and directives."""
    closing = "/" if hit[0].startswith("</") else ""
    return f"<{closing}{hit[1]}{''.join(_TAG_TARGET.findall(hit[0]))}>"


def _words(words):
    return ", ".join(words) or "none"


def _glossary(msgid, msgstr, lang, context):
    whole = context.glossary.whole(msgid.strip())
    if whole:
        wanted = getattr(whole, lang)
        if msgstr.strip() != wanted:
            yield f"the glossary says “{wanted}” for “{whole.en}”"
        return
    for term in context.glossary.inside(_TAG.sub(" ", _PLACEHOLDERS.sub(" ", msgid))):
        options = [getattr(term, lang)]
        options += term.also if lang == "zh_CN" else map(context.drafter.draft, term.also)
        if not any(option in msgstr for option in options):
            wanted = "” or “".join(options)
            yield f"“{term.en}” should be “{wanted}” as in the glossary"


def _script(msgstr, lang):
    wrong = chinese.wrong_script(msgstr, lang)
    if wrong:
        kind = "traditional" if lang == "zh_CN" else "simplified"
        yield f"{kind} characters in {lang}: {''.join(wrong)}"


def english(msgstr, allowed):
    text = _ENTITY.sub(" ", _TAG.sub(" ", _PLACEHOLDERS.sub(" ", _CODE.sub(" ", msgstr))))
    words = [
        word
        for word in dict.fromkeys(_WORD.findall(text))
        if sum(map(str.isalpha, word)) > 1 and word.casefold() not in allowed
    ]
    if words:
        yield f"English in the Chinese text: {', '.join(words)}"


def _punctuation(msgstr):
    if not _HAS_CJK.search(msgstr):
        return
    text = _ENTITY.sub("", _TAG.sub("", _CODE.sub("0", msgstr)))
    # Two placeholders joined by a colon or comma are a time or a list of codes, not a sentence.
    text = re.sub(f"({_PLACEHOLDERS.pattern})[:,](?={_PLACEHOLDERS.pattern})", "\ufffc", text)
    text = _PLACEHOLDERS.sub("\ufffc", text)
    marks = [*_HALF_AFTER.findall(text), *_HALF_BEFORE.findall(text)]
    for stops in _FULL_STOP.findall(text):
        marks.append("." if len(stops) == 1 else "...")
    if marks:
        wanted = ", ".join(
            f"“{_FULL_WIDTH.get(mark, '……')}” instead of “{mark}”" for mark in dict.fromkeys(marks)
        )
        yield f"Chinese punctuation is full-width: {wanted}"


def full_width(text):
    """The text with the plain cases of half-width punctuation put right.

    Meant for texts of others; the rest of the faults is left for a person to see.
    """

    def wide(hit):
        return hit[1] + (_FULL_WIDTH.get(hit[2]) or "……")

    return _AFTER_CHINESE.sub(wide, text)
