"""The rows of the tables in a Word document from outside, letter by letter as they look.

Changes that Word has tracked count as accepted. Elements are known by their local names, since Word can save under two
namespaces. No space is changed: translators' no-break spaces are part of their words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from handbill.errors import fault
from handbill.exchange.guard import AGAIN, Package

# What is shown to nobody: deleted words, what fields are told, and what only describes or stands in for something.
HIDDEN = frozenset(
    ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tcPr", "sdtPr", "sdtEndPr", "Fallback", "rt", "tbl")
)
PICTURES = frozenset(("drawing", "pict", "object"))
LETTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
WRAPPERS = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))


@dataclass(frozen=True)
class Row:
    """A row's cells, each as its words with a line break between its paragraphs, and whether any of them is merged."""

    cells: tuple[str, ...]
    merged: bool


def read(package: Package) -> list[Row]:
    """Return the rows of all tables in the document's body; raise Faults where it is no Word document."""
    main = next((link.target for link in package.relationships() if link.kind == "officeDocument"), "")
    root = package.xml(main) if main in package.names else etree.Element("none")
    if _local(root) != "document":
        raise fault(package.path, 0, f"this is not a Word document; {AGAIN}")
    tables = (table for body in root.iterfind("{*}body") for table in _nodes(body, "tbl"))
    return [_row(row) for table in tables for row in _nodes(table, "tr") if not _deleted(row)]


def _nodes(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of a name, also those inside controls and other wrappers."""
    for node in parent:
        kind = _local(node)
        if kind == name:
            yield node
        elif kind in WRAPPERS:
            yield from _nodes(node, name)


def _deleted(row: etree._Element) -> bool:
    return row.find("{*}trPr/{*}del") is not None


def _row(row: etree._Element) -> Row:
    cells = list(_nodes(row, "tc"))
    marks = [mark for cell in cells for mark in cell.iterfind("{*}tcPr/*")]
    merged = any(_local(mark) in ("vMerge", "hMerge") or _spanning(mark) for mark in marks)
    return Row(tuple(_words(cell).strip() for cell in cells), merged)


def _spanning(mark: etree._Element) -> bool:
    return _local(mark) == "gridSpan" and any(value not in ("", "1") for value in mark.attrib.values())


def _words(node: etree._Element) -> str:
    """Return what is read in an element and all below it."""
    kind = _local(node)
    if kind in HIDDEN or kind in PICTURES:
        return ""
    if kind == "t":
        return node.text or ""
    words = "".join(map(_words, node))
    return words + ("\n" if kind == "p" else LETTERS.get(kind, ""))


def _local(node: etree._Element) -> str:
    """Return an element's name without its namespace; comments and processing instructions have none."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
