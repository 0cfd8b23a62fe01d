"""A press file that is open, and how a check tells what it finds on its sheets."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf

from handbill.checks import geometry, pdf, sheet
from handbill.checks.content import Painted
from handbill.checks.geometry import MM_PER_POINT, Box
from handbill.checks.sheet import Sheet

TOLERANCE_MM = 0.01
TOLERANCE = TOLERANCE_MM / MM_PER_POINT
# What a page can paint, as a person calls it.
KINDS = {"fill": "an area", "stroke": "a line", "text": "text", "image": "an image", "shading": "a shading"}


@dataclass(frozen=True)
class Press:
    """A press file that is open: as other PDFs are, and by its sheets."""

    opened: pdf.Opened

    @property
    def apart(self) -> pikepdf.Pdf:
        return self.opened.apart

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        return sheet.sheets(self.opened, self.apart.pages)

    @property
    def measures(self) -> Mapping[str, Any]:
        return self.opened.design.measures

    @property
    def root(self) -> Any:
        return self.opened.structure.Root


Found = Iterator[str]
Case = tuple[str, Box]


def told(page: Sheet, cases: Iterable[Case]) -> Found:
    """Yield a sentence for each kind of case on a sheet: where the first is, and how many more there are."""
    places: dict[str, list[Box]] = {}
    for what, box in cases:
        places.setdefault(what, []).append(box)
    for what, boxes in places.items():
        more = f"; and {len(boxes) - 1} more on this page" if len(boxes) > 1 else ""
        yield f"{page.place(boxes[0])}: {what}{more}"


def each(cases: Callable[[Press, Sheet], Iterator[Case]]) -> Callable[[Press], Found]:
    """Return the check of every sheet for cases that have a place."""
    return lambda press: (message for page in press.sheets for message in told(page, cases(press, page)))


def near(value: float, others: Iterable[float]) -> bool:
    return any(abs(value - other) <= TOLERANCE for other in others)


def within(page: Sheet, thing: Painted) -> bool:
    """Return whether a thing shows inside the bleed, not at its edge alone."""
    return geometry.common(thing.box, geometry.grown(page.bleed, -TOLERANCE)) is not None
