"""Simplified and traditional Chinese: drafting the one from the other, telling them apart."""

import csv
import re
from functools import cache, cached_property
from pathlib import Path

import opencc

_DICTIONARIES = Path(opencc.__file__).parent / "dictionary"

# Traditional forms that mainland texts use as well (surnames, fixed words), and the reverse.
ALLOWED_IN_CN = frozenset("著於乾瞭")
ALLOWED_IN_TW = frozenset("台")


def _table(name):
    """A dictionary of OpenCC: what stands on the left → list of what it becomes."""
    lines = (_DICTIONARIES / name).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if "\t" in line)
    return {source: targets.split() for source, targets in rows}


@cache
def _foreign(lang):
    """Characters that the conversion into a language always replaces: not that language's."""
    if lang == "zh_CN":
        conversion, variants = _table("TSCharacters.txt"), {}
    else:
        # OpenCC goes by way of its own standard forms, which Taiwan writes differently: 羣 → 群.
        conversion, variants = _table("STCharacters.txt"), _table("TWVariants.txt")
    found = set()
    for character, targets in conversion.items():
        finals = {form for target in targets for form in (target, *variants.get(target, ()))}
        if character not in finals:
            found.add(character)
    return frozenset(found)


def wrong_script(text, lang):
    """The characters of the other script in a text, in their order, each once."""
    foreign = _foreign(lang) - (ALLOWED_IN_CN if lang == "zh_CN" else ALLOWED_IN_TW)
    return [char for char in dict.fromkeys(text) if char in foreign]


class Drafter:
    """Drafts traditional Chinese (Taiwan) from simplified Chinese.

    The glossary goes first, then the list of phrases, then OpenCC's ``s2twp``.

    :param phrases: dict simplified → traditional; earlier entries win over later ones
    """

    def __init__(self, phrases):
        self._phrases = phrases
        self._known = {}

    @cached_property
    def _converter(self):
        return opencc.OpenCC("s2twp")

    @cached_property
    def _pattern(self):
        longest_first = sorted(self._phrases, key=len, reverse=True)
        return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")

    def draft(self, text):
        """The text in traditional Chinese."""
        if text not in self._known:
            parts = self._pattern.split(text) if self._phrases else [text]
            convert = self._converter.convert
            self._known[text] = "".join(self._phrases.get(part) or convert(part) for part in parts)
        return self._known[text]

    @classmethod
    def load(cls, glossary, path):
        """A drafter with the glossary's terms and the phrases of a CSV file (zh_CN, zh_TW)."""
        phrases = {}
        with open(path, encoding="utf-8", newline="") as handle:
            lines = (line for line in handle if line.strip() and not line.startswith("#"))
            for row in csv.DictReader(lines):
                phrases[row["zh_CN"]] = row["zh_TW"]
        drafter = cls(dict(phrases))
        for term in glossary.terms.values():
            # Only where the general conversion differs: each split hides context from OpenCC.
            if drafter.draft(term.zh_CN) != term.zh_TW:
                phrases[term.zh_CN] = term.zh_TW
        return cls(phrases)
