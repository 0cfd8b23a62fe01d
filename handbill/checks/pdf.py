"""Checks of a finished PDF, opened as a viewer opens it: pages, fonts, glyphs, tags, and the words that can be read
out of it.
"""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from handbill.checks import content as painting
from handbill.checks import legible
from handbill.checks.geometry import Box
from handbill.errors import Fault
from handbill.model import Design, Document, Passage, printed

MM_PER_POINT = 25.4 / 72
TOLERANCE_MM = 0.01
# How many of a language's words a viewer must find, by script: Arabic's ligatures defeat viewers' own heuristics.
WORDS_FOUND = {"Arab": 0.85}
# Longer than any line: a reader would speak it all at one place.
LONGEST_LINE = 160
TEXT_OPERATORS = "Tj TJ Tr BDC"
INVISIBLE = (3, 7)  # ISO 32000-1, table 106: text that is neither filled nor stroked
LATIN = re.compile(r"[A-Za-z0-9]+")
UNSPACED = frozenset(("Hans", "Hant", "Jpan"))


@dataclass(frozen=True)
class Opened:
    """A PDF as two programs see it, with the document that it was made from."""

    content: bytes
    document: Document
    design: Design

    @cached_property
    def structure(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.content))

    @cached_property
    def apart(self) -> pikepdf.Pdf:
        """Return the file opened once more: looking into its images changes it."""
        return pikepdf.open(io.BytesIO(self.content))

    @cached_property
    def pages(self) -> list[Any]:
        return list(pypdfium2.PdfDocument(self.content))

    @cached_property
    def painting(self) -> list[list[tuple[Any, str]]]:
        """Return the operators of each page that show or mark text, with what they take: operands, name."""
        read = (pikepdf.parse_content_stream(page, operators=TEXT_OPERATORS) for page in self.structure.pages)
        return [[(taken, str(name)) for taken, name in page] for page in read]

    @cached_property
    def textpages(self) -> list[Any]:
        return [page.get_textpage() for page in self.pages]

    @cached_property
    def texts(self) -> list[str]:
        """Return what pdfium reads from each page."""
        return [text.get_text_range() for text in self.textpages]

    @cached_property
    def letters(self) -> list[list[Box]]:
        """Return where the letters of each page stand, in millimetres from its lower left corner."""
        return [list(_boxes(text)) for text in self.textpages]

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return printed(self.document, self.design.prints)


Found = Iterator[str]


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the PDF of the document; `path` is for messages."""
    opened = Opened(content, document, design)
    return [Fault(path, 0, message, code) for code, faults in CHECKS.items() for message in faults(opened)]


def _pages(opened: Opened) -> Found:
    """Every page is the sheet, to 0.01 mm, and there are as many as the design allows."""
    sides = opened.design.measures.get("sides")
    most = len(sides) if sides else opened.design.measures["max_sheets"]
    if len(opened.pages) > most:
        yield f"{len(opened.pages)} pages where {most} are allowed"
    for number, page in enumerate(opened.structure.pages, 1):
        left, bottom, right, top = (float(value) for value in page.mediabox)
        size = ((right - left) * MM_PER_POINT, (top - bottom) * MM_PER_POINT)
        wanted = opened.design.measures["sheet"]
        if any(abs(a - b) > TOLERANCE_MM for a, b in zip(size, wanted, strict=True)):
            yield f"page {number} is {size[0]:.2f} × {size[1]:.2f} mm where {wanted[0]} × {wanted[1]} mm is wanted"


def _fonts(opened: Opened) -> Found:
    """Every font is embedded, and only the letters in use of it (ISO 14289-1, 7.21.4)."""
    for name, descriptor in _descriptors(opened.structure):
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"the font {name} is not embedded"
        elif not re.match(r"/?[A-Z]{6}\+", name):
            yield f"the font {name} is embedded whole"


def _descriptors(structure: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    for item in structure.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            yield str(item.get("/FontName", "?")), item


def _glyphs(opened: Opened) -> Found:
    """Glyph 0 is the empty box of a missing letter; it stands nowhere."""
    for number, page in enumerate(opened.painting, 1):
        for operands, operator in page:
            if operator in ("Tj", "TJ") and any(_empty(part) for part in _strings(operands)):
                yield f"page {number} shows the empty box of a letter that the font lacks"
                return


def _strings(operands: Any) -> Iterator[bytes]:
    for operand in operands:
        if isinstance(operand, pikepdf.String):
            yield bytes(operand)
        elif isinstance(operand, pikepdf.Array):
            yield from (bytes(part) for part in operand if isinstance(part, pikepdf.String))


def _empty(codes: bytes) -> bool:
    """Return whether a string of two-byte glyph numbers (Identity-H) holds number 0."""
    return any(codes[index : index + 2] == b"\0\0" for index in range(0, len(codes), 2))


def _invisible(opened: Opened) -> Found:
    """No text is hidden: what can be found can be seen."""
    for number, page in enumerate(opened.painting, 1):
        for operands, operator in page:
            if operator == "Tr" and int(operands[0]) in INVISIBLE:
                yield f"page {number} holds invisible text"
                return


def _replaced(opened: Opened) -> Found:
    """Replacement text stands for a line at most."""
    for number, page in enumerate(opened.painting, 1):
        for operands, operator in page:
            properties = operands[1] if operator == "BDC" else None
            words = str(properties.get("/ActualText", "")) if isinstance(properties, pikepdf.Dictionary) else ""
            if len(words) > LONGEST_LINE:
                yield f"page {number} has replacement text longer than a line: “{words[:30]}…”"


def _contrast(opened: Opened) -> Found:
    """All text stands out from what is beneath it (WCAG 2.2, 1.4.6), and nothing is painted over it."""
    for number, page in enumerate(opened.apart.pages, 1):
        left, bottom, right, top = map(float, page.mediabox)
        found = Counter(what for what, _ in legible.faint(painting.painted(page), (left, bottom, right, top)))
        for what, count in found.items():
            yield f"page {number}: {what}{f' ({count} places)' if count > 1 else ''}"


def _tagged(opened: Opened) -> Found:
    """The file is tagged, says its language and title, and claims PDF/UA-1 (ISO 14289-1, 5, 7.1, 7.2)."""
    root, title = opened.structure.Root, str(opened.structure.docinfo.get("/Title", ""))
    if not root.get("/MarkInfo", {}).get("/Marked", False) or "/StructTreeRoot" not in root:
        yield "the file has no tags, so that it cannot be read aloud in order"
    if str(root.get("/Lang", "")) != opened.document.language.tag:
        yield f"the file says its language is “{root.get('/Lang', '')}” where it is “{opened.document.language.tag}”"
    if opened.document.title.text not in title:
        yield f"the file’s title is “{title}”"
    with opened.structure.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        if str(metadata.get("pdfuaid:part", "")) != "1":
            yield "the file does not claim PDF/UA-1"


def _languages(opened: Opened) -> Found:
    """Every language that a passage is in is named by an element, or by the file."""
    named = {
        str(item["/Lang"])
        for item in opened.structure.objects
        if isinstance(item, pikepdf.Dictionary) and "/Lang" in item
    }
    for tag in sorted({passage.language.tag for passage in opened.passages} - named):
        yield f"the file holds text in {tag} that is not marked so"


def _words(opened: Opened) -> Found:
    """A viewer finds the document's words as whole words; of Chinese, its characters in order."""
    script = opened.document.language.script
    if script in UNSPACED:
        yield from _unspaced(opened)
        return
    wanted = set().union(*(words_of(passage.text) for passage in opened.passages))
    missing = wanted - words_of(" ".join(opened.texts))
    share = 1 - len(missing) / max(len(wanted), 1)
    if share < WORDS_FOUND.get(script, 1):
        some = " ".join(sorted(missing)[:8])
        yield f"a viewer finds {share:.1%} of the words ({len(missing)} are missing: {some})"


def _unspaced(opened: Opened) -> Found:
    text = "".join(_han(page) for page in opened.texts)
    for passage in opened.passages:
        if _han(passage.text) not in text:
            yield f"a viewer does not find “{passage.text[:24]}” in one piece"
    latin = {word for passage in opened.passages for word in LATIN.findall(passage.text)}
    for word in sorted(latin - set(LATIN.findall(" ".join(opened.texts)))):
        yield f"a viewer does not find “{word}”"


def _han(text: str) -> str:
    return "".join(character for character in text if unicodedata.east_asian_width(character) == "W")


# Unicode joins and marks that a search ignores: Arabic vowels and the tatweel, joiners, direction marks.
_IGNORED = re.compile("[\u0640\u200c-\u200f]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w|(?:https?://)?\w+(?:\.\w+)+(?:/[\w./-]*\w)?|\+?\d[\d-]{5,}\d")


def words_of(text: str) -> set[str]:
    """Return the distinct words as a search compares them: NFC, punctuation and Arabic marks dropped, addresses
    whole.
    """
    plain = _IGNORED.sub("", unicodedata.normalize("NFC", text.replace("\u2019", "'").replace("\u00a0", " ")))
    addresses = set(_ADDRESS.findall(plain))
    rest = "".join(_kept(character) for character in _ADDRESS.sub(" ", plain))
    return addresses | set(rest.split())


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Mn" and "ARABIC" in unicodedata.name(character, ""):
        return ""
    return character if kind[0] in "LMN" else " "


def _reach(opened: Opened) -> Found:
    """Nothing that must be read lies where office printers do not reach, or over a fold."""
    safe = opened.design.measures["safe_area"]
    for number, page in enumerate(opened.pages, 1):
        width, height = (side * MM_PER_POINT for side in page.get_size())
        for left, bottom, right, top in opened.letters[number - 1]:
            if left < safe or bottom < safe or right > width - safe or top > height - safe:
                yield f"page {number} has text {min(left, bottom, width - right, height - top):.1f} mm from the edge"
                break


def _folds(opened: Opened) -> Found:
    """Each letter lies within one panel."""
    panels, sides = opened.design.measures.get("panels"), opened.design.measures.get("sides", {})
    if not panels:
        return
    for number, (letters, side) in enumerate(zip(opened.letters, sides.values(), strict=False), 1):
        order = side[::-1] if opened.document.language.direction == "rtl" else side
        folds = [sum(panels[name] for name in order[:count]) for count in range(1, len(order))]
        if any(left < fold < right for left, _, right, _ in letters for fold in folds):
            yield f"page {number} has text across a fold"


def _boxes(text: Any) -> Iterator[Box]:
    """Yield left, bottom, right, top of each letter in millimetres from the lower left corner."""
    for index in range(text.count_chars()):
        if pdfium.FPDFText_GetUnicode(text, index) > 32:
            box = tuple(value * MM_PER_POINT for value in text.get_charbox(index))
            if box[2] > box[0]:
                yield box


def _links(opened: Opened) -> Found:
    """Every address in the text can be clicked."""
    wanted = {run.href for passage in opened.passages for run in passage.runs if run.href}
    found = {
        str(note.A.URI)
        for page in opened.structure.pages
        for note in page.get("/Annots", [])
        if note.get("/A", {}).get("/S") == "/URI"
    }
    for href in sorted(wanted - found):
        yield f"the address {href} cannot be clicked"


def _bookmarks(opened: Opened) -> Found:
    """Each question has its bookmark, in order."""
    with opened.structure.open_outline() as outline:
        titles = [_spaced(child.title) for root in outline.root for child in (root, *root.children)]
    asked = opened.document.questions if {"questions", "paired", "asked"} & set(opened.design.prints) else ()
    wanted = [_spaced(question.question.text) for question in asked]
    if [title for title in titles if title in wanted] != wanted:
        yield "the bookmarks are not the questions in their order"


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _code(opened: Opened) -> Found:
    """The imprint code is printed, and stands in the file's properties."""
    if opened.document.code not in " ".join(opened.texts):
        yield f"the imprint code {opened.document.code} is not printed"
    if opened.document.code not in str(opened.structure.docinfo.get("/Keywords", "")):
        yield f"the imprint code {opened.document.code} is not in the file’s properties"


def _drafts(opened: Opened) -> Found:
    """A draft says so on every sheet, in words that those who hand it out can read too."""
    mark = opened.document.source_labels["draft"].text
    for number, text in enumerate(opened.texts, 1):
        if opened.document.reasons and mark not in _spaced(text):
            yield f"page {number} does not say that this is a draft"


CHECKS: dict[str, Callable[[Opened], Found]] = {
    "pdf-pages": _pages,
    "pdf-fonts": _fonts,
    "pdf-glyphs": _glyphs,
    "pdf-invisible": _invisible,
    "pdf-replaced": _replaced,
    "pdf-contrast": _contrast,
    "pdf-tagged": _tagged,
    "pdf-languages": _languages,
    "pdf-words": _words,
    "pdf-reach": _reach,
    "pdf-folds": _folds,
    "pdf-links": _links,
    "pdf-bookmarks": _bookmarks,
    "pdf-code": _code,
    "pdf-drafts": _drafts,
}
