"""The conservation check: every word of the document is laid out, in order, inside its page, and nothing else is."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from handbill.errors import HandbillError
from handbill.model import Design, Document, printed
from handbill.typography import joined, squeezed

TOLERANCE_PX = 0.5
# Ink of accents may stand above or below its line box.
TOLERANCE_BLOCK_PX = 4.5


def check(laid_out: weasyprint.Document, document: Document, design: Design) -> None:
    """Raise HandbillError where words were lost, added, moved, or run out of their page."""
    place = f"{document.edition}/{document.language.tag}/{design.name}"
    found = "".join(squeezed(box.text) for page in laid_out.pages for box in text_boxes(page._page_box))
    wanted = "".join(map(squeezed, expected(document, design)))
    if found != wanted:
        raise HandbillError(
            f"{place}: {_difference(found, wanted)}; shorten the text or widen templates/{design.template}"
        )
    for number, page in enumerate(laid_out.pages, 1):
        for box in _cut(page):
            raise HandbillError(f"{place}: “{box.text}” begins inside a letter; mend where templates.py parts words")
        for box in _unjoined(page):
            cure = "make the whole word bold, or put a space between"
            raise HandbillError(f"{place}: “{box.text}” begins where Arabic letters join, which it would part; {cure}")
        for box in _outside(page):
            words = getattr(box, "text", "a picture")
            raise HandbillError(
                f"{place}: “{words}” runs out of page or panel {number}; shorten it or allow it to break"
            )


def expected(document: Document, design: Design) -> Iterator[str]:
    """Return the texts that the design prints, in reading order."""
    for passage in printed(document, design.prints):
        yield passage.text


def _difference(found: str, wanted: str) -> str:
    """Say where two texts part, in words that can be searched for."""
    index = next(
        (i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), min(len(found), len(wanted))
    )
    around = slice(max(index - 12, 0), index + 24)
    return f"words are lost or changed: laid out “{found[around]}” where the text has “{wanted[around]}”"


def descend(box: boxes.Box) -> Iterator[boxes.Box]:
    """Return the box and every box below it, placeholders of absolute boxes opened."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    yield box
    for child in box.all_children() if hasattr(box, "all_children") else ():
        yield from descend(child)


def content(page_box: boxes.PageBox) -> Iterator[boxes.Box]:
    """Return the boxes of a page without those in its margins."""
    for child in page_box.children:
        if not isinstance(child, boxes.MarginBox):
            yield from descend(child)


def text_boxes(page_box: boxes.PageBox) -> Iterator[boxes.TextBox]:
    """Return the text boxes of a page, without numbers that the style adds and what stands in its margins."""
    for box in content(page_box):
        if isinstance(box, boxes.TextBox) and "::" not in (box.element_tag or ""):
            yield box


def _cut(page: weasyprint.document.Page) -> Iterator[boxes.TextBox]:
    """Yield the boxes whose first letter is a mark parted from its base: it would be drawn on a dotted circle."""
    for box in text_boxes(page._page_box):
        if unicodedata.category(box.text[:1] or " ").startswith("M"):
            yield box


def _unjoined(page: weasyprint.document.Page) -> Iterator[boxes.TextBox]:
    """Yield the boxes that touch an Arabic letter before them with one of theirs: each box is shaped by itself."""
    for before, box in pairwise(text_boxes(page._page_box)):
        touches = abs(before.position_x - box.position_x - box.width) < TOLERANCE_PX
        level = abs(before.position_y - box.position_y) < before.height / 2
        if touches and level and joined(before.text, box.text):
            yield box


def _outside(page: weasyprint.document.Page) -> Iterator[boxes.Box]:
    frame = page._page_box
    left, top = frame.content_box_x(), frame.content_box_y()
    for box in content(frame):
        if not isinstance(box, boxes.TextBox | boxes.ReplacedBox) or not getattr(box, "text", "x").strip():
            continue
        if (box.element_tag or "").endswith("::marker"):
            left_limit, right_limit = left - 20, left + frame.width + 20
        else:
            left_limit, right_limit = left - TOLERANCE_PX, left + frame.width + TOLERANCE_PX
        x, y = box.content_box_x(), box.content_box_y()
        bottom = top + frame.height + TOLERANCE_BLOCK_PX
        fits = left_limit <= x and x + box.width <= right_limit and top - TOLERANCE_BLOCK_PX <= y
        if not fits or y + box.height > bottom:
            yield box
