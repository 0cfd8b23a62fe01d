"""The sheet on which a volunteer translates, made: a table for Word, of a row a text."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from handbill.exchange.sheets import COLUMNS, MARK, identifier
from handbill.model import Language, Run
from handbill.po import Catalog, Entry
from handbill.writers.word import scripts
from handbill.writers.word.markup import element, serialized, text, valued

# Column -> the style of its words, and whether nobody may change them.
STYLES = {"id": "SheetId", "source": "SheetEnglish", "translation": "SheetTranslation", "note": "SheetNote"}
LOCKED = ("id", "source")
LIMIT = "max-length:"
TWIPS_PER_MM, HALF_POINTS = 1440 / 25.4, 2
NAME = re.compile(r"\$([a-z_]+)")
# The earliest time that a zip can hold: no clock may reach the bytes.
STAMP = (1980, 1, 1, 0, 0, 0)

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
PROPERTIES = f"{PACKAGE}/metadata/core-properties"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
# Part, its content type, where it is related from, its name there, and the kind of relationship.
PARTS = (
    ("word/document.xml", f"{WORD}.document.main+xml", "_rels/.rels", "word/document.xml", "officeDocument"),
    ("docProps/core.xml", CORE, "_rels/.rels", "docProps/core.xml", "core-properties"),
    ("word/styles.xml", f"{WORD}.styles+xml", "word/_rels/document.xml.rels", "styles.xml", "styles"),
    ("word/settings.xml", f"{WORD}.settings+xml", "word/_rels/document.xml.rels", "settings.xml", "settings"),
)
KINDS = {"core-properties": f"{PACKAGE}/relationships/metadata/core-properties"}


@dataclass(frozen=True)
class Sheet:
    """What every cell must know: the language, that of the original, the sheet's own words, and the measures."""

    language: Language
    original: Language
    words: Mapping[str, Any]
    looks: Mapping[str, Any]

    @property
    def title(self) -> str:
        return self._named(self.words["title"])

    @property
    def heads(self) -> dict[str, str]:
        """Return the head of each column; that of the translation ends with the tag, by which the sheet is known."""
        heads = {name: self._named(self.words["columns"][name]) for name in COLUMNS}
        return heads | {"translation": f"{heads['translation']} ({self.language.tag})"}

    def _named(self, words: str) -> str:
        return words.replace("{language}", self.language.english_name)


def write(catalog: Catalog, sheet: Sheet, styles: Mapping[str, str]) -> bytes:
    """Return the .docx of a catalog's live entries; `styles` are the texts of the style parts, by their names."""
    values = _values(sheet)
    looks = {f"word/{name}": _filled(part, values).encode() for name, part in styles.items()}
    entries = [entry for entry in catalog.entries if not entry.obsolete]
    return _packed({"word/document.xml": _document(entries, sheet), "docProps/core.xml": _core(sheet), **looks})


def _document(entries: Iterable[Entry], sheet: Sheet) -> bytes:
    body = element("w:body", None, _paragraph("Title", sheet.title))
    body.extend(_paragraph("BodyText", sentence) for sentence in sheet.words["instructions"])
    body.append(_table(entries, sheet))
    body.append(element("w:p"))
    body.append(_section(sheet.looks["sheet"]))
    return serialized(element("w:document", None, body))


def _paragraph(style: str, words: str) -> etree._Element:
    return element(
        "w:p", None, element("w:pPr", None, valued("w:pStyle", style)), element("w:r", None, text("w:t", words))
    )


def _table(entries: Iterable[Entry], sheet: Sheet) -> etree._Element:
    widths = [_twips(sheet.looks["columns"][name]) for name in COLUMNS]
    properties = (
        valued("w:tblStyle", "SheetTable"),
        element("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblLook", {"w:val": "0020", "w:firstRow": "1"}),
        valued("w:tblCaption", sheet.title),
    )
    grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": str(width)}) for width in widths))
    numbers = count(1)
    made = [_row(_cells(entry, sheet), sheet, numbers) for entry in entries]
    return element("w:tbl", None, element("w:tblPr", None, *properties), grid, _head(sheet), *made)


def _head(sheet: Sheet) -> etree._Element:
    """Return the first row, which every page repeats."""
    marks = element("w:trPr", None, element("w:cantSplit"), element("w:tblHeader"))
    cells = (_cell(name, [_paragraph("SheetHead", words)], sheet) for name, words in sheet.heads.items())
    return element("w:tr", None, marks, *cells)


def _row(cells: Mapping[str, list[etree._Element]], sheet: Sheet, numbers: Iterator[int]) -> etree._Element:
    made = (
        _locked(name, _cell(name, content, sheet), next(numbers)) if name in LOCKED else _cell(name, content, sheet)
        for name, content in cells.items()
    )
    return element("w:tr", None, element("w:trPr", None, element("w:cantSplit")), *made)


def _cells(entry: Entry, sheet: Sheet) -> dict[str, list[etree._Element]]:
    mark = MARK if entry.state == "fuzzy" else ""
    return {
        "id": [_paragraph(STYLES["id"], identifier(entry))],
        "source": [_paragraph(STYLES["source"], entry.text)],
        "translation": [_spoken(f"{mark}{entry.translation}", sheet)],
        "note": [_paragraph(STYLES["note"], words) for words in _notes(entry, sheet.words)]
        or [_paragraph(STYLES["note"], "")],
    }


def _notes(entry: Entry, words: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the translator should know of a text."""
    if entry.state == "fuzzy" and entry.previous:
        yield words["changed"].replace("{english}", entry.previous.text)
    yield from entry.notes
    for flag in entry.flags:
        if flag.startswith(LIMIT):
            yield words["limit"].replace("{limit}", flag.removeprefix(LIMIT))


def _spoken(words: str, sheet: Sheet) -> etree._Element:
    """Return a paragraph in the sheet's language; Latin words in another script are runs of their own."""
    made = element("w:p", None, element("w:pPr", None, valued("w:pStyle", STYLES["translation"])))
    for stretch in scripts.split(Run(words), sheet.language, sheet.original):
        looks = scripts.looks(stretch.language, sheet.language, sheet.looks)
        made.append(element("w:r", None, *looks, text("w:t", stretch.text)))
    return made


def _cell(name: str, content: Iterable[etree._Element], sheet: Sheet) -> etree._Element:
    width = element("w:tcW", {"w:w": str(_twips(sheet.looks["columns"][name])), "w:type": "dxa"})
    return element("w:tc", None, element("w:tcPr", None, width), *content)


def _locked(name: str, cell: etree._Element, number: int) -> etree._Element:
    """Return the cell in a control that can be neither changed nor deleted (ECMA-376 part 1, 17.5.2.23)."""
    marks = (valued("w:tag", name), valued("w:id", str(number)), valued("w:lock", "sdtContentLocked"))
    return element("w:sdt", None, element("w:sdtPr", None, *marks), element("w:sdtContent", None, cell))


def _section(paper: Mapping[str, float]) -> etree._Element:
    size = {"w:w": str(_twips(paper["width_mm"])), "w:h": str(_twips(paper["height_mm"])), "w:orient": "landscape"}
    margin = str(_twips(paper["margin_mm"]))
    sides = {f"w:{side}": margin for side in ("top", "right", "bottom", "left")}
    rest = {f"w:{side}": "0" for side in ("header", "footer", "gutter")}
    return element("w:sectPr", None, element("w:pgSz", size), element("w:pgMar", sides | rest))


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_PER_MM)


def _values(sheet: Sheet) -> dict[str, str]:
    """Return what fills the $names of the style parts."""
    own, plain = (scripts.row(language, sheet.looks) for language in (sheet.language, sheet.original))
    sizes = sheet.looks["sizes"]
    points = {**sizes, "raised": sizes["text"] + own["raise_pt"]}
    faces = {f"{kind}_face": own[kind] or own["latin"] for kind in ("latin", "complex", "east_asian")}
    return {
        **{name: str(round(size * HALF_POINTS)) for name, size in points.items()},
        **faces,
        **scripts.tags(sheet.language, sheet.looks),
        "plain_face": plain["latin"],
        "plain_complex": plain["complex"],
        "source": scripts.tag(sheet.original, sheet.looks),
        "complex_tag": sheet.looks["proofing"]["complex"],
        "bidi": str(int(sheet.language.direction == "rtl")),
    }


def _filled(part: str, values: Mapping[str, str]) -> str:
    return NAME.sub(lambda match: quoteattr(values[match[1]], {'"': "&quot;"})[1:-1], part)


def _core(sheet: Sheet) -> bytes:
    root = etree.Element(f"{{{PROPERTIES}}}coreProperties", nsmap={"cp": PROPERTIES, "dc": DUBLIN_CORE})
    for name, words in (("title", sheet.title), ("language", sheet.language.tag)):
        etree.SubElement(root, f"{{{DUBLIN_CORE}}}{name}").text = words
    return serialized(root)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as a .docx, of the same bytes every time."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in {"[Content_Types].xml": _types(), **_relationships(), **parts}.items():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            package.writestr(entry, content, compresslevel=9)
    return made.getvalue()


def _types() -> bytes:
    space = f"{PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    etree.SubElement(root, f"{{{space}}}Default", Extension="rels", ContentType=RELATIONSHIPS)
    for name, kind, *_ in PARTS:
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{name}", ContentType=kind)
    return serialized(root)


def _relationships() -> dict[str, bytes]:
    space = f"{PACKAGE}/relationships"
    roots: dict[str, etree._Element] = {}
    for number, (_, _, place, target, kind) in enumerate(PARTS, 1):
        root = roots.setdefault(place, etree.Element(f"{{{space}}}Relationships", nsmap={None: space}))
        kind = KINDS.get(kind, f"{OFFICE}/{kind}")
        etree.SubElement(root, f"{{{space}}}Relationship", Id=f"rId{number}", Type=kind, Target=target)
    return {place: serialized(root) for place, root in roots.items()}
