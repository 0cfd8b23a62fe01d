"""The sheets of a press file as a print shop measures them: boxes, panels, folds, paint, and where letters stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import pikepdf
import pypdfium2.raw as pdfium

from handbill.checks import content, geometry, pdf
from handbill.checks.content import Painted
from handbill.checks.geometry import MM_PER_POINT, Box

SPACE = 32


@dataclass(frozen=True)
class Sheet:
    """One page, its boxes in points; where it names no TrimBox, all of it is the trim, and the trim the bleed."""

    number: int
    page: pikepdf.Page
    shown: tuple[Box, ...]
    panels: tuple[tuple[str, float], ...]

    @cached_property
    def media(self) -> Box:
        return read_box(self.page.mediabox)

    @cached_property
    def trim(self) -> Box:
        return read_box(self.page.get("/TrimBox", self.page.mediabox))

    @cached_property
    def bleed(self) -> Box:
        return read_box(self.page.get("/BleedBox", self.page.get("/TrimBox", self.page.mediabox)))

    @cached_property
    def letters(self) -> tuple[Box, ...]:
        """Return the boxes of the letters inside the bleed; the slug line lies outside."""
        return tuple(box for box in self.shown if geometry.common(box, self.bleed))

    @cached_property
    def things(self) -> list[Painted]:
        return content.painted(self.page)

    @cached_property
    def folds(self) -> tuple[float, ...]:
        """Return where the folds are, in points from the left of the page's own space."""
        return tuple(box[2] for _, box in self.areas[:-1])

    @cached_property
    def areas(self) -> tuple[tuple[str, Box], ...]:
        """Return each panel with its place, from the left."""
        left, bottom, _, top = self.trim
        edges = list(accumulate((width / MM_PER_POINT for _, width in self.panels), initial=left))
        names = [name for name, _ in self.panels]
        return tuple((name, (edges[at], bottom, edges[at + 1], top)) for at, name in enumerate(names))

    def place(self, box: Box) -> str:
        """Return in words where a thing begins; of what hangs over the trim, where its part within begins."""
        box = geometry.common(box, self.trim) or box
        across, down = (box[0] - self.trim[0]) * MM_PER_POINT, (self.trim[3] - box[3]) * MM_PER_POINT
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) * 2
        panel = next((f" (panel {name})" for name, area in self.areas if geometry.covers(area, middle)), "")
        return f"page {self.number}, {across:.1f} mm from the left and {down:.1f} mm from the top of the trim{panel}"


def sheets(opened: pdf.Opened, pages: Iterable[pikepdf.Page]) -> tuple[Sheet, ...]:
    """Return the pages of a press file; what is looked into may be changed by it."""
    return tuple(
        Sheet(number, page, tuple(letters(opened.pages[number - 1])), panels(opened, number))
        for number, page in enumerate(pages, 1)
    )


def panels(opened: pdf.Opened, number: int) -> tuple[tuple[str, float], ...]:
    """Return names and widths (mm) of a page's panels from the left; none of a flat piece."""
    measures = opened.design.measures
    sides = list(measures.get("sides", {}).values())
    if "panels" not in measures or number > len(sides):
        return ()
    order = sides[number - 1][:: -1 if opened.document.language.direction == "rtl" else 1]
    return tuple((name, measures["panels"][name]) for name in order)


def letters(page: Any) -> Iterator[Box]:
    """Yield the box of each letter that a viewer sees, in points of the page's own space."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        if pdfium.FPDFText_GetUnicode(text, index) > SPACE:
            left, bottom, right, top = text.get_charbox(index)
            if right > left:
                yield left, bottom, right, top


def read_box(values: Any) -> Box:
    """Return a rectangle as left, bottom, right, top, however it is written (ISO 32000-1, 7.9.5)."""
    one, two, three, four = map(float, values)
    return (min(one, three), min(two, four), max(one, three), max(two, four))
