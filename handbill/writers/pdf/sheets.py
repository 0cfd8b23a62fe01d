"""Imposition: panels laid out one by one are set side by side on sheets, their links, bookmarks and tags with them."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import weasyprint
from weasyprint.formatting_structure import boxes

from handbill.errors import HandbillError
from handbill.model import Design, Document
from handbill.writers.pdf import marks, slugs
from handbill.writers.pdf.conserve import descend
from handbill.writers.pdf.render import px

PX_TO_PT = 0.75
EDGE_PX = 0.01


class Slot(NamedTuple):
    """A page or panel on its sheet: its left edge in CSS pixels, and its number in reading order."""

    page: Any
    left: float
    order: int


def impose(laid_out: weasyprint.Document, document: Document, design: Design) -> weasyprint.Document:
    """Return the document with its pages or panels set on sheets; raise HandbillError where their number is wrong."""
    place = f"{document.edition}/{document.language.tag}/{design.name}"
    slots = _folded if "panels" in design.measures else _flat
    plans = slots(laid_out.pages, document, design.measures, place)
    press = design.measures.get("press")
    lines = slugs.lines(document, design) if press else [None] * len(plans)
    sheets = [Sheet(*plan, press, line) for plan, line in zip(plans, lines, strict=False)]
    imposed = laid_out.copy(sheets)
    imposed.make_bookmark_tree = lambda *_, **__: outline(sheets)
    return imposed


SheetPlan = tuple[list[Slot], float, float]


def _flat(pages: Sequence[Any], document: Document, measures: Mapping[str, Any], place: str) -> list[SheetPlan]:
    most = measures["max_sheets"]
    if len(pages) > most:
        allowed = f"{most} are" if most > 1 else "one is"
        raise HandbillError(
            f"{place}: the text needs {len(pages)} sides, but {allowed} allowed; {shortening(document)}"
        )
    return [([Slot(page, 0.0, order)], page.width, page.height) for order, page in enumerate(pages)]


def _folded(pages: Sequence[Any], document: Document, measures: Mapping[str, Any], place: str) -> list[SheetPlan]:
    names = list(measures["panels"])
    if len(pages) != len(names):
        raise HandbillError(f"{place}: {_miscount(pages, document, measures)}")
    panels = dict(zip(names, pages, strict=True))
    width, height = map(px, measures["sheet"])
    return [(_slots(panels, side, names, document), width, height) for side in measures["sides"].values()]


def _miscount(pages: Sequence[Any], document: Document, measures: Mapping[str, Any]) -> str:
    """Say which part of a folded piece takes more panels than it has, or fewer, and what to do."""
    parts = [next((name for name in map(_section, descend(page._page_box)) if name), "") for page in pages]
    wanted = len(measures["flow"]["panels"])
    if parts.count("flow") < wanted:
        return f"{len(document.questions)} questions are too few for {wanted + 1} panels; use the handout instead"
    for part, cure in (
        ("cover", "the title or the invitation"),
        ("back", f"the question “{document.questions[-1].id}”"),
    ):
        extra = [page for page, name in zip(pages, parts, strict=True) if name == part][1:]
        lines = sum(isinstance(box, boxes.LineBox) for page in extra for box in descend(page._page_box))
        if extra:
            return f"the panel {part} is {lines} line{'s' if lines > 1 else ''} too long; shorten {cure}"
    return f"the text needs {len(pages)} panels, but there are {len(measures['panels'])}; {shortening(document)}"


def shortening(document: Document) -> str:
    """Say which question to shorten: the one with the most letters."""
    longest = max(document.questions, key=lambda question: len(question.text)).id
    return f"shorten the question “{longest}”" + (", the longest" if len(document.questions) > 1 else "")


def _section(box: Any) -> str:
    """Return the part of the piece that a box begins, or ""."""
    return box.element.get("class", "") if box.element is not None and box.element_tag == "section" else ""


def _slots(panels: Mapping[str, Any], side: list[str], names: list[str], document: Document) -> list[Slot]:
    """Return the panels of one side where they are printed, in the order in which they are read."""
    order = side[::-1] if document.language.direction == "rtl" else side
    left = dict(zip(order, offsets([panels[name].width for name in order]), strict=True))
    return [Slot(panels[name], left[name], names.index(name)) for name in sorted(side, key=names.index)]


def offsets(widths: Sequence[float]) -> list[float]:
    """Return where each of some widths begins when they stand side by side; the inner ones are the folds."""
    return list(accumulate(widths, initial=0.0))[:-1]


class PanelsBox(boxes.PageBox):
    """A page box that only groups panels, for WeasyPrint's tag tree: without margin boxes, which are printed as
    artifacts.
    """

    def __init__(self, children: list[boxes.Box], style: Any) -> None:
        self.children = children
        self.style = style
        self.element = None
        self.element_tag = None
        self.link_annotation = None
        self.widget_annotation = None


class Sheet:
    """What WeasyPrint 70 takes for a page: a sheet that paints its panels each in its place."""

    def __init__(
        self, slots: list[Slot], width: float, height: float, press: Mapping[str, Any] | None, slug: Any
    ) -> None:
        self.slots = slots
        self.width, self.height = width, height
        self.press, self.slug = press, slug
        self.bleed = dict.fromkeys(("top", "right", "bottom", "left"), px(press["slug"]) if press else 0)
        self.forms: dict[None, list[Any]] = {None: []}
        self.links = [(kind, to, _moved(area, x), box) for page, x, _ in slots for kind, to, area, box in page.links]
        self.anchors = {name: _moved(area, x) for page, x, _ in slots for name, area in page.anchors.items()}
        # The outline is made from all sheets at once, in reading order.
        self.bookmarks: list[Any] = []
        inner = [
            child for page, _, _ in slots for child in page._page_box.children if not isinstance(child, boxes.MarginBox)
        ]
        self._page_box = PanelsBox(inner, slots[0].page._page_box.style)

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint each panel into the PDF stream, clipped to its place and, at the sheet's edges, to the bleed."""
        bleed = px(self.press["bleed"]) if self.press else 0
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            for page, x, _ in self.slots:
                with stream.stacked():
                    left = x - (bleed if x < EDGE_PX else 0)
                    right = x + page.width + (bleed if x + page.width > self.width - EDGE_PX else 0)
                    stream.rectangle(left, -bleed, right - left, self.height + 2 * bleed)
                    stream.clip()
                    stream.end()
                    stream.transform(e=x)
                    _paint(page, stream)
            if self.press:
                folds = sorted(x for _, x, _ in self.slots if x > EDGE_PX)
                marks.paint(stream, self.width, self.height, folds, self.press, self.slug)


Bookmark = tuple[str, tuple[int, float, float], list[Any], str]


def outline(pages: Sequence[Sheet]) -> list[Bookmark]:
    """Return WeasyPrint's bookmark tree of all sheets in reading order: label, target (sheet, x, y in points),
    children, state.
    """
    slots = sorted(
        ((slot.order, number, slot) for number, sheet in enumerate(pages) for slot in sheet.slots), key=lambda s: s[0]
    )
    tree: list[Bookmark] = []
    for _, number, slot in slots:
        for level, label, (x, y), state in slot.page.bookmarks:
            target = (number, (x + slot.left) * PX_TO_PT, (slot.page.height - y) * PX_TO_PT)
            siblings = tree if level == 1 or not tree else tree[-1][2]
            siblings.append((label, target, [], state))
    return tree


def _moved(area: tuple[float, ...], x: float) -> tuple[float, ...]:
    """Return a rectangle (x1, y1, x2, y2) moved to the right."""
    x1, y1, x2, y2 = area
    return (x1 + x, y1, x2 + x, y2)


def _paint(page: Any, stream: Any) -> None:
    """Paint a page: its content with tags, what stands in its margins as an artifact."""
    box = page._page_box
    margins = [child for child in box.children if isinstance(child, boxes.MarginBox)]
    body = [child for child in box.children if not isinstance(child, boxes.MarginBox)]
    try:
        box.children = body
        page.paint(stream, 1)
        box.children = margins
        if margins:
            _paint_artifact(page, stream)
    finally:
        box.children = body + margins


def _paint_artifact(page: Any, stream: Any) -> None:
    with stream.artifact():
        kept, stream._tags = stream._tags, None
        try:
            page.paint(stream, 1)
        finally:
            stream._tags = kept
