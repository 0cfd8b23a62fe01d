"""The glossary: official names and terms, and how each language words them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handbill import tables
from handbill.errors import Fault, Faults, fault
from handbill.typography import composed

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
WORDINGS = "a list of texts such as [“partenariat local”, “PLI”]".translate(str.maketrans("“”", '""'))


@dataclass(frozen=True)
class Term:
    """An English term and, by BCP 47 tag, the wordings of which a translation holds one; `*` ends a stem."""

    english: str
    wordings: tuple[tuple[str, tuple[str, ...]], ...]

    def of(self, tag: str) -> tuple[str, ...]:
        """Return the wordings in a language; none where the glossary has none."""
        return dict(self.wordings).get(tag, ())


def read(content: bytes, path: str) -> tuple[Term, ...]:
    """Return the terms of a glossary, the longest first; raise Faults with each fault of the file at its line."""
    text = _text(content, path)
    table = _table(text, path)
    faults = [Fault(path, line, message) for line, message in _problems(table, text)]
    if faults:
        raise Faults(faults)
    terms = (Term(english, tuple((tag, tuple(texts)) for tag, texts in row.items())) for english, row in table.items())
    return tuple(sorted(terms, key=lambda term: -len(term.english)))


def _text(content: bytes, path: str) -> str:
    try:
        return composed(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise fault(path, line, "this is not UTF-8 text; save the file as UTF-8 in your editor") from None


def _table(text: str, path: str) -> dict[str, Any]:
    try:
        return tables.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        what = str(error).split(" (at")[0].lower()
        raise fault(path, line, f"this is not valid TOML ({what}); compare the line with its neighbours") from None


def _problems(table: dict[str, Any], text: str) -> Iterator[tuple[int, str]]:
    for english, row in table.items():
        if not isinstance(row, dict):
            yield _line(text, english), f"“{english}” stands alone; write [{english}] and a line a language below it"
            continue
        for tag, texts in row.items():
            line = _line(text, tag, _line(text, english))
            if not TAG.fullmatch(tag):
                yield line, f"“{tag}” is not a language tag; write one such as fr-CA or zh-Hans"
            if not isinstance(texts, list) or not texts or not all(map(_words, texts)):
                yield line, f"the wordings of “{english}” in {tag} are {WORDINGS}; write them so"


def _words(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip(" *"))


def _line(text: str, key: str, after: int = 0) -> int:
    """Return the line of a key or a heading, looked for below the line `after`."""
    start = sum(map(len, text.splitlines(keepends=True)[:after]))
    found = re.compile(rf"^[ \t]*\[?[\"']?{re.escape(key)}\b", re.MULTILINE).search(text, start)
    return text.count("\n", 0, found.start()) + 1 if found else max(after, 1)
