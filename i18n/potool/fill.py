"""Filling translations from what is known already, and taking in new ones."""

import json
from functools import cached_property

from . import catalog, rules
from .project import LANGUAGES, ToolError

# Where Odoo's own wording of a common text is looked up, the most general first.
ODOO_ADDONS = (
    "base web mail sale account hr contacts calendar product resource sales_team crm "
    "hr_expense portal rating uom stock sale_management utm base_setup"
).split()


class Translations:
    """The translation files of all addons, and where else translations come from.

    :param project: the checkout
    :param context: :class:`rules.Context`
    :param names: addons that may be changed; empty for all
    """

    def __init__(self, project, context, names=()):
        self.project = project
        self.context = context
        self.chosen = [addon.name for addon in project.addons(names)]
        self.files = {}
        for addon in project.addons():
            if all(addon.po(lang).exists() for lang in LANGUAGES):
                self.files[addon.name] = {lang: catalog.read(addon.po(lang)) for lang in LANGUAGES}

    def _pairs(self, names=None):
        """(addon, zh_CN entry, zh_TW entry) of every text."""
        for name, files in self.files.items():
            if names is None or name in names:
                taiwan = {entry.msgid: entry for entry in files["zh_TW"]}
                for entry in files["zh_CN"]:
                    if entry.msgid in taiwan and not entry.obsolete:
                        yield name, entry, taiwan[entry.msgid]

    def save(self):
        """Write the chosen addons' files.

        :return: the paths that changed
        """
        return [
            addon.po(lang)
            for addon in self.project.addons(self.chosen)
            for lang in LANGUAGES
            if addon.name in self.files
            and catalog.write(self.files[addon.name][lang], addon.po(lang))
        ]

    @cached_property
    def _odoo(self):
        """Odoo's own translations: language → text → list of (addon, translation)."""
        known = {lang: {} for lang in LANGUAGES}
        folders = self.project.odoo_addons()
        for name in ODOO_ADDONS:
            for lang in LANGUAGES:
                path = next(
                    (folder / name / "i18n" / f"{lang}.po" for folder in folders
                     if (folder / name / "i18n" / f"{lang}.po").exists()), None,
                )  # fmt: skip
                for msgid, msgstr in catalog.scan(path) if path else ():
                    known[lang].setdefault(msgid, []).append((name, msgstr))
        return known

    def fill(self):
        """Fill what can be filled; simplified first, traditional from it.

        :return: (simplified texts filled, traditional texts drafted)
        """
        memory = _read_json(self.project.lists / "common.json")
        memory |= {cn.msgid: cn.msgstr for _name, cn, _tw in self._pairs() if cn.msgstr}
        filled = sum(self._fill_cn(cn, memory) for _name, cn, _tw in self._pairs(self.chosen))
        hand_made = {
            (cn.msgid, cn.msgstr): tw.msgstr
            for _name, cn, tw in self._pairs()
            if cn.msgstr and catalog.is_hand_made(tw)
        }
        drafted = sum(self._draft_tw(cn, tw, hand_made) for _n, cn, tw in self._pairs(self.chosen))
        return filled, drafted

    def _fill_cn(self, entry, memory):
        off = rules.exempt(entry.tcomment)
        term = self.context.glossary.whole(entry.msgid)
        if term and "glossary" not in off:
            text = term.zh_CN
        else:
            text = entry.msgstr or memory.get(entry.msgid) or self._from_odoo(entry.msgid, "zh_CN")
        changed = bool(text) and text != entry.msgstr
        if changed:
            entry.msgstr = text
        return changed

    def _from_odoo(self, msgid, lang):
        """Odoo's own translation, if it keeps our rules (punctuation put right)."""
        for _addon, text in self._odoo[lang].get(msgid, ()):
            for wording in (text, rules.full_width(text)):
                if not rules.problems(msgid, wording, lang, self.context):
                    return wording
        return ""

    def _draft_tw(self, cn, tw, hand_made):
        off = rules.exempt(cn.tcomment)
        term = self.context.glossary.whole(cn.msgid)
        bound = term is not None and "glossary" not in off | rules.exempt(tw.tcomment)
        if catalog.is_hand_made(tw) and not (bound and tw.msgstr != term.zh_TW):
            return False
        before = (tw.msgstr, tw.tcomment)
        if bound and cn.msgstr:
            text = term.zh_TW
        else:
            text = hand_made.get((cn.msgid, cn.msgstr)) or self._taiwan_text(cn)
        marks = [f"no-{rule}" for rule in sorted(off | rules.exempt(tw.tcomment))]
        catalog.set_drafted(tw, text, cn.msgstr, marks)
        return before != (tw.msgstr, tw.tcomment)

    def _taiwan_text(self, cn):
        """Odoo's own text where Odoo's simplified one is ours too, else a draft."""
        if not cn.msgstr:
            return ""
        own = self._odoo["zh_CN"].get(cn.msgid, ())
        same = [name for name, text in own if cn.msgstr in (text, rules.full_width(text))]
        for name, text in self._odoo["zh_TW"].get(cn.msgid, ()):
            wording = rules.full_width(text)
            if name in same and not rules.problems(cn.msgid, wording, "zh_TW", self.context):
                return wording
        return self.context.drafter.draft(cn.msgstr)

    def missing(self, lang):
        """Texts without a translation.

        :return: dict text → {zh_CN, addons, places, terms}; ready for :meth:`apply` once filled in
        """
        found = {}
        for name, cn, tw in self._pairs(self.chosen):
            entry = cn if lang == "zh_CN" else tw
            if entry.msgstr and not entry.fuzzy:
                continue
            terms = self.context.glossary.inside(entry.msgid)
            item = found.setdefault(
                entry.msgid,
                {
                    lang: "",
                    "missing_in": [],
                    "places": [],
                    "terms": {term.en: getattr(term, lang) for term in terms},
                },
            )
            item["missing_in"].append(name)
            places = [f"{place}:{line}" if line else place for place, line in entry.occurrences]
            item["places"] += [place for place in places if place not in item["places"]]
        return found

    def apply(self, path):
        """Take in a JSON file: text → simplified Chinese, or → an object.

        The object may have ``zh_CN``, ``zh_TW`` (then kept as made by hand), ``addons`` (only
        these) and ``exempt`` (list of rules that do not apply). Empty texts are passed over.

        :return: (number of entries written, texts found nowhere)
        :raise ToolError: the file is not such a JSON file
        """
        written, unknown = 0, []
        by_text = {}
        for name, cn, tw in self._pairs(self.chosen):
            by_text.setdefault(cn.msgid, []).append((name, cn, tw))
        for msgid, given in _read_json(path).items():
            given = given if isinstance(given, dict) else {"zh_CN": given}
            if not (given.get("zh_CN") or given.get("zh_TW")):
                continue
            only = given.get("addons") or self.files
            targets = [target for target in by_text.get(msgid, ()) if target[0] in only]
            if not targets:
                unknown.append(msgid)
            for _name, cn, tw in targets:
                _set(cn, tw, given)
            written += len(targets)
        self.fill()
        return written, unknown


def _set(cn, tw, given):
    off = rules.exempt(cn.tcomment).union(given.get("exempt", ()))
    marks = [f"no-{rule}" for rule in sorted(off)]
    if given.get("zh_CN"):
        catalog.set_hand_made(cn, given["zh_CN"], marks)
    if given.get("zh_TW"):
        catalog.set_hand_made(tw, given["zh_TW"], marks)


def _read_json(path):
    try:
        with open(path, encoding="utf-8") as handle:
            data = json.load(handle)
    except (OSError, ValueError) as error:
        raise ToolError(f"{path}: cannot be read as JSON: {error}") from error
    good = isinstance(data, dict) and all(isinstance(value, str | dict) for value in data.values())
    if not good:
        raise ToolError(f'{path}: must be one object, {{"English text": "中文"}}.')
    wrong = {
        rule
        for value in data.values()
        if isinstance(value, dict)
        for rule in value.get("exempt", ())
        if rule not in rules.EXEMPTIONS
    }
    if wrong:
        raise ToolError(f"{path}: there is no rule {', '.join(sorted(wrong))} to exempt from.")
    return data
