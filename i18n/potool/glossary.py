"""The glossary: one English term, its simplified and its traditional Chinese."""

import csv
import re
from dataclasses import dataclass, field

from .project import ToolError

COLUMNS = ["en", "zh_CN", "zh_TW", "note"]
_FLAG = re.compile(r"\[(exact|also)\b\s*([^\]]*)\]")


@dataclass(frozen=True)
class Term:
    """One line of the glossary.

    :ivar exact: the term binds only where it is the whole text
    :ivar also: simplified wordings that are right too inside a longer text
    """

    en: str
    zh_CN: str
    zh_TW: str
    exact: bool = False
    also: tuple = field(default=())


class Glossary:
    """All terms, with a search for them in English texts.

    :param terms: iterable of :class:`Term`
    """

    def __init__(self, terms):
        self.terms = {term.en.casefold(): term for term in terms}
        loose = [term.en for term in self.terms.values() if not term.exact]
        every = sorted((term.en for term in self.terms.values()), key=len, reverse=True)
        self._loose = {en.casefold() for en in loose}
        # Exact terms take part in the match, so that "Legal Team" is not read as the shorter term.
        self._pattern = self._compile(every)

    @staticmethod
    def _compile(words):
        if not words:
            return None
        options = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
        # A hyphen or underscore beside it makes it a part of another word: sub-stage, team_id.
        return re.compile(rf"(?<![\w-])({options})(e?s)?(?![\w-])", re.IGNORECASE)

    def whole(self, text):
        """The term that the text consists of, or None."""
        return self.terms.get(text.casefold())

    def inside(self, text):
        """The binding terms in a longer text, longest match first, each once."""
        if not self._pattern:
            return []
        keys = [re.sub(r"\s+", " ", hit[1]).casefold() for hit in self._pattern.finditer(text)]
        return [self.terms[key] for key in dict.fromkeys(keys) if key in self._loose]

    @classmethod
    def load(cls, path):
        """Read ``glossary.csv``.

        :raise ToolError: with file and line, where the file is not as it should be
        """
        terms, seen = [], {}
        with open(path, encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            if reader.fieldnames != COLUMNS:
                raise ToolError(f"{path}:1: the header must be {','.join(COLUMNS)}.")
            for row in reader:
                line = reader.line_num
                if not all((row[column] or "").strip() for column in COLUMNS[:3]):
                    raise ToolError(f"{path}:{line}: a term needs English and both Chinese texts.")
                key = row["en"].casefold()
                if key in seen:
                    raise ToolError(f"{path}:{line}: “{row['en']}” is already in line {seen[key]}.")
                seen[key] = line
                terms.append(cls._term(row))
        return cls(terms)

    @staticmethod
    def _term(row):
        flags = dict(_FLAG.findall(row["note"] or ""))
        also = tuple(part.strip() for part in flags.get("also", "").split("|") if part.strip())
        return Term(row["en"], row["zh_CN"], row["zh_TW"], "exact" in flags, also)
