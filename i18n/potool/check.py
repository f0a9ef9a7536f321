"""The check that runs in lint: every translation file against every rule, without a database."""

from dataclasses import dataclass
from pathlib import Path

from . import catalog, rules, sources
from .project import LANGUAGES, ToolError

_EXPORT = "run ./dev i18n export"
_FILL = "run ./dev i18n fill"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right, and where.

    :ivar text: a sentence
    """

    path: Path
    line: int
    text: str


def check(project, context, names=()):
    """All problems of the addons' translations and sources, in the order of the files."""
    found = []
    for addon in project.addons(names):
        try:
            found += _check_addon(addon, context)
        except ToolError as error:
            found.append(Problem(addon.path / "i18n", 1, str(error)))
    return sorted(set(found))


def _check_addon(addon, context):
    found = [Problem(*problem) for problem in sources.untranslatable(addon)]
    if not addon.pot.exists():
        if any(sources.texts(addon)):
            found.append(Problem(addon.pot, 1, f"the template is missing: {_EXPORT}"))
        return found
    pot = catalog.read(addon.pot)
    found += [
        Problem(path, line, f"“{_short(text)}” is not in {addon.pot.name}: {_EXPORT}")
        for path, line, text in sources.not_in_template(addon, pot)
    ]
    files = {}
    for lang in LANGUAGES:
        if addon.po(lang).exists():
            files[lang] = catalog.read(addon.po(lang))
            found += _check_file(addon.po(lang), lang, files[lang], pot, context)
        elif len(pot):
            found.append(Problem(addon.po(lang), 1, f"the language is missing: {_EXPORT}"))
    if len(files) == len(LANGUAGES):
        found += _check_drafts(addon.po("zh_TW"), files)
    return found


def _check_file(path, lang, po, pot, context):
    template = {entry.msgid: entry for entry in pot}
    entries = {entry.msgid: entry for entry in po if not entry.obsolete}
    for entry in po.obsolete_entries():
        yield Problem(path, entry.linenum, f"obsolete entry “{_short(entry.msgid)}”: {_EXPORT}")
    for msgid in template.keys() - entries.keys():
        yield Problem(path, 1, f"“{_short(msgid)}” of the template is missing: {_EXPORT}")
    for msgid, entry in entries.items():
        if msgid not in template:
            text = f"“{_short(msgid)}” is not in the template: {_EXPORT}"
            yield Problem(path, entry.linenum, text)
            continue
        if sorted(set(entry.occurrences)) != sorted(set(template[msgid].occurrences)):
            text = f"the places of “{_short(msgid)}” are not the template's: {_EXPORT}"
            yield Problem(path, entry.linenum, text)
        yield from _check_entry(path, lang, entry, context)


def _check_entry(path, lang, entry, context):
    if entry.fuzzy:
        yield Problem(path, entry.linenum, f"“{_short(entry.msgid)}” is fuzzy: translate it")
    elif not entry.msgstr:
        yield Problem(path, entry.linenum, f"“{_short(entry.msgid)}” is not translated")
    else:
        off = rules.exempt(entry.tcomment)
        for text in rules.problems(entry.msgid, entry.msgstr, lang, context, off):
            yield Problem(path, entry.linenum, f"“{_short(entry.msgid)}”: {text}")


def _check_drafts(path, files):
    origins = {entry.msgid: entry.msgstr for entry in files["zh_CN"]}
    for entry in files["zh_TW"]:
        if catalog.is_stale(entry, origins.get(entry.msgid, "")):
            text = f"“{_short(entry.msgid)}” was drafted from an older zh_CN text: {_FILL}"
            yield Problem(path, entry.linenum, text)


def _short(text):
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"
