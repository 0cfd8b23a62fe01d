"""Checks of an edition's texts as they were gathered for other programs: each file opened, each text compared."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from handbill.checks import text
from handbill.checks.text import REBUILD
from handbill.errors import Fault
from handbill.model import Snippet

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# How a spreadsheet writes a character that XML cannot hold, or an underscore that would look so (ECMA-376 22.9.2.19).
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# A match of espanso's: its trigger is the name of the text's file between colons.
MATCH = re.compile(r'^  - trigger: ":(?P<name>[^":]+):"\n(?P<rest>(?:    .+\n)+)', re.MULTILINE)
BOM = b"\xef\xbb\xbf"
Found = Iterator[str]
# The name of a text's file without its ending, and its characters as a program reads them.
Text = tuple[str, str]


@dataclass(frozen=True)
class Gathered:
    """A file of texts with the texts that it was made from, by the names of their files without the ending."""

    content: bytes
    kind: str
    snippets: Mapping[str, Snippet]

    @cached_property
    def texts(self) -> Sequence[Text]:
        """Return the texts of the file; raise an error of its reader where it cannot be read."""
        return tuple(READERS[self.kind](self))

    @cached_property
    def rows(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.content.decode("utf-8-sig"), newline=""), strict=True))

    @cached_property
    def sheets(self) -> Mapping[str, etree._Element]:
        """Return each sheet of a workbook by its name, in order."""
        names = [str(sheet.get("name")) for sheet in self._part("workbook").iter(f"{S}sheet")]
        return {name: self._part(f"worksheets/sheet{number}") for number, name in enumerate(names, start=1)}

    @cached_property
    def strings(self) -> list[str]:
        parts = ("".join(node.itertext(f"{S}t")) for node in self._part("sharedStrings"))
        return [ESCAPED.sub(lambda found: chr(int(found[1], 16)), part) for part in parts]

    def _part(self, name: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(zipfile.ZipFile(io.BytesIO(self.content)).read(f"xl/{name}.xml"), parser)

    def wanted(self, snippet: Snippet) -> str:
        """Return a text as the kind of file holds it: in a cell or a match lines have ends of their own."""
        return snippet.text.replace("\r\n", "\n").rstrip("\n") if self.kind in ("xlsx", "yml") else snippet.text


def check(content: bytes, snippets: Sequence[Snippet], path: str) -> list[Fault]:
    """Return what is wrong with the file; `path` is for messages. What cannot be read is the only fault told."""
    gathered = Gathered(content, path.rpartition(".")[2], {snippet.name: snippet for snippet in snippets})
    broken = [Fault(path, 0, f"{message}; {REBUILD}", "snippets-file") for message in _file(gathered)]
    return broken or [
        Fault(path, 0, message, code) for code, ask in CHECKS.items() if ask is not _file for message in ask(gathered)
    ]


def _file(gathered: Gathered) -> Found:
    """The file is one of its kind, and no other program's."""
    try:
        count = len(gathered.texts)
    except (ValueError, KeyError, TypeError, LookupError, csv.Error, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        yield f"this is no {gathered.kind} file of texts ({type(error).__name__})"
        return
    if gathered.kind == "csv" and (not gathered.content.startswith(BOM) or gathered.content.startswith(BOM * 2)):
        yield "the file does not begin with one byte order mark, by which spreadsheets know UTF-8"
    if gathered.kind == "csv" and len({len(row) for row in gathered.rows}) != 1:
        yield "its rows have not all the same columns"
    if gathered.kind == "yml" and gathered.content.decode().count("\n") != 1 + 5 * count:
        yield "it holds something that is no match"


def _json(gathered: Gathered) -> Iterator[Text]:
    for text_ in json.loads(gathered.content)["snippets"]:
        yield text_["file"].rpartition(".")[0], text_["text"]


def _csv(gathered: Gathered) -> Iterator[Text]:
    head, *rows = gathered.rows
    name, words = head.index("file"), head.index("text")
    for row in rows:
        yield row[name].rpartition(".")[0], row[words]


def _xlsx(gathered: Gathered) -> Iterator[Text]:
    for sheet in gathered.sheets.values():
        head, *rows = (_cells(row, gathered) for row in sheet.iter(f"{S}row"))
        columns = {words: letters for letters, words in head.items()}
        for row in rows:
            yield row[columns["file"]].rpartition(".")[0], row[columns["text"]]


def _cells(row: etree._Element, gathered: Gathered) -> Mapping[str, str]:
    """Return what a row's cells show by the letters of their columns."""
    return {str(cell.get("r")).rstrip("0123456789"): _shown(cell, gathered) for cell in row}


def _shown(cell: etree._Element, gathered: Gathered) -> str:
    value = cell.findtext(f"{S}v") or ""
    return gathered.strings[int(value)] if cell.get("t") == "s" else value


def _yml(gathered: Gathered) -> Iterator[Text]:
    for match in MATCH.finditer(gathered.content.decode()):
        fields = dict(line.strip().split(": ", 1) for line in match["rest"].splitlines())
        yield match["name"], json.loads(fields["replace"])


READERS: Mapping[str, Callable[[Gathered], Iterator[Text]]] = {
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "yml": _yml,
}


def _all(gathered: Gathered) -> Found:
    """Every finished text stands there once, and nothing else does."""
    names = [name for name, _ in gathered.texts]
    for name in sorted({*names, *gathered.snippets}):
        if (names.count(name), name in gathered.snippets) != (1, True):
            yield f"the text {name} stands there {names.count(name)} times; {REBUILD}"


def _words(gathered: Gathered) -> Found:
    """Each text has the characters of its file."""
    for name, words in gathered.texts:
        if name in gathered.snippets and words != gathered.wanted(gathered.snippets[name]):
            yield f"the text {name} is not that of its file; {REBUILD}"


def _formula(gathered: Gathered) -> Found:
    """No text, and no cell, is something that a spreadsheet would compute or follow."""
    for name, words in gathered.texts:
        for _, message in text.formula(words):
            yield f"{name}: {message}"
    if gathered.kind == "xlsx":
        for title, sheet in gathered.sheets.items():
            for kind in ("f", "hyperlink"):
                if sheet.find(f".//{S}{kind}") is not None:
                    yield f"the sheet {title} has a cell that is computed or followed; {REBUILD}"


def _directions(gathered: Gathered) -> Found:
    """A right-to-left language's sheet is laid out from the right, and no other is."""
    if gathered.kind != "xlsx":
        return
    directions = {
        (snippet.language.english_name, snippet.language.tag): snippet.language.direction
        for snippet in gathered.snippets.values()
    }
    for (name, tag), direction in directions.items():
        sheet = gathered.sheets.get(name, gathered.sheets.get(tag))
        view = None if sheet is None else sheet.find(f".//{S}sheetView")
        if view is None or (view.get("rightToLeft") == "1") != (direction == "rtl"):
            yield f"the sheet {name} is missing or laid out in the wrong direction; {REBUILD}"


def _triggers(gathered: Gathered) -> Found:
    """Each of espanso's matches is pasted whole and fills nothing in."""
    if gathered.kind != "yml":
        return
    for match in MATCH.finditer(gathered.content.decode()):
        if '    force_mode: "clipboard"\n' not in match["rest"]:
            yield f"the match {match['name']} is typed letter by letter; {REBUILD}"
    for name, words in gathered.texts:
        if "{{" in words or "$|$" in words:
            yield f"the text {name} holds {{{{ or $|$, which espanso fills in; take it out"


CHECKS: Mapping[str, Callable[[Gathered], Found]] = {
    "snippets-file": _file,
    "snippets-all": _all,
    "snippets-words": _words,
    "snippets-formula": _formula,
    "snippets-directions": _directions,
    "snippets-triggers": _triggers,
}
