"""What WeasyPrint's tag tree leaves out: the language of each element, list numbering, and the words of redrawn
lines.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
import weasyprint.pdf.tags
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream

from handbill.engine.changes import replaced

# Languages whose letters are drawn in another order than they are read: a reader needs the words beside the drawing.
# Never right-to-left ones: with ActualText poppler and pdfium turn Arabic words round.
REDRAWN = frozenset(("hi", "pa", "bn", "gu", "ta", "te", "kn", "ml", "mr", "ne", "si"))
NUMBERING = {"ol": "/Decimal", "ul": "/Disc"}  # ISO 32000-1, table 347
POINTS_PER_PX = 0.75
PRINT_FLAG = 4  # ISO 32000-1, table 165: bit 3


Finisher = Callable[[weasyprint.Document, pydyf.PDF], None]


@contextmanager
def accessible(language: str, imposed: weasyprint.Document) -> Iterator[Finisher]:
    """Within the block, PDFs get languages, list numbering and ActualText in their tags; yields the finisher that
    ends them.
    """
    original = weasyprint.pdf.tags._build_box_tree
    marked = Stream.marked
    panels = {
        id(child): slot for sheet in imposed.pages for slot in sheet.slots for child in slot.page._page_box.children
    }
    orders: dict[bytes, int] = {}
    within: list[Any] = []

    def build(box: Any, parent: Any, *arguments: Any) -> Iterator[pydyf.Dictionary]:
        within.extend([panels[id(box)]] if id(box) in panels else [])
        for element in original(box, parent, *arguments):
            _describe(element, box, language)
            _place(element, box, within)
            if id(box) in panels:
                orders[element.reference] = panels[id(box)].order
            yield element

    def mark(self: Stream, box: Any, tag: str) -> Any:
        return _with_words(self, box, tag) if _redrawn(self, box, language) else marked(self, box, tag)

    with replaced(weasyprint.pdf.tags, "_build_box_tree", build), replaced(Stream, "marked", mark):
        yield lambda document, pdf: _finish(pdf, orders)


def _describe(element: pydyf.Dictionary, box: Any, language: str) -> None:
    """Add to a structure element what its HTML element says; pages, margins and anonymous boxes say nothing."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    source = box.element
    if source is None or isinstance(box, boxes.PageBox | boxes.MarginBox) or "Lang" in element:
        return
    if source.get("lang") and source.get("lang") != language and box.element_tag == source.tag:
        element["Lang"] = pydyf.String(source.get("lang"))
    if element["S"] == "/L" and box.element_tag in NUMBERING:
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": NUMBERING[box.element_tag]})


def _place(element: pydyf.Dictionary, box: Any, within: list[Any]) -> None:
    """Give a picture's bounding box in the page's points; WeasyPrint gives it in the panel's pixels, from the top."""
    if element["S"] != "/Figure" or not within:
        return
    slot = within[-1]
    left, top = box.content_box_x() + slot.left, box.content_box_y()
    corners = (left, slot.page.height - top - box.height, left + box.width, slot.page.height - top)
    element["A"]["BBox"] = pydyf.Array([corner * POINTS_PER_PX for corner in corners])


def _redrawn(stream: Stream, box: Any, language: str) -> bool:
    """Return whether the words are to stand beside a line: all lines of a document share the fonts that redraw."""
    if stream._tags is None or not isinstance(box, boxes.TextBox):
        return False
    return bool(REDRAWN & {tag.split("-")[0] for tag in (language, box.style["lang"] or "")})


@contextmanager
def _with_words(stream: Stream, box: boxes.TextBox, tag: str) -> Iterator[None]:
    """Mark a line's text with the words themselves (ISO 32000-1, 14.9.4)."""
    identifier = len(stream._tags)
    stream._tags[box] = {"tag": tag, "mcid": identifier}
    properties = pydyf.Dictionary({"MCID": identifier, "ActualText": pydyf.String(box.text)})
    stream.begin_marked_content(tag, properties)
    try:
        yield
    finally:
        stream.end_marked_content()


def _finish(pdf: pydyf.PDF, orders: dict[bytes, int]) -> None:
    """Set the structure in reading order, panel by panel, and let links print (ISO 32000-1, 12.5.3)."""
    for item in pdf.objects:
        if not isinstance(item, pydyf.Dictionary):
            continue
        if item.get("Subtype") == "/Link":
            item["F"] = PRINT_FLAG
        if item.get("S") == "/Document":
            item["K"].sort(key=lambda reference: orders.get(reference, 0))
