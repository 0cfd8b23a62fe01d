"""Of a press file, what the knife and the folder need: boxes, pages, folds, marks, safe areas and bleed."""

from collections.abc import Iterator

from handbill.checks import geometry, ink, sheet, spaces
from handbill.checks.content import Painted
from handbill.checks.geometry import MM_PER_POINT, Box
from handbill.checks.preflight import TOLERANCE, TOLERANCE_MM, Case, Found, Press, near, told, within
from handbill.checks.sheet import Sheet

# Knives and folders wander: print shops ask for 3 mm (findings from their guides; see docs/printing.md).
SAFE_MM = 3.0
# The least bleed that counts as touching the trim: what ends this close to the knife shows a white edge.
TOUCHING = 0.1 / MM_PER_POINT
REGISTRATION = "Separation All"


def boxes(press: Press) -> Found:
    """The boxes are there, lie around the trim as they must, and nothing crops the bleed."""
    bleed, slug = press.measures["press"]["bleed"], press.measures["press"]["slug"]
    for page in press.sheets:
        yield from _absent(page)
        yield from _size(page, press.measures["sheet"])
        for name, wanted, box in (("BleedBox", bleed, page.bleed), ("MediaBox", slug, page.media)):
            around = geometry.grown(page.trim, wanted / MM_PER_POINT)
            if any(abs(a - b) > TOLERANCE for a, b in zip(box, around, strict=True)):
                yield f"page {page.number}: the {name} is not {wanted} mm outside the TrimBox on every side"
        if not geometry.covers(sheet.read_box(page.page.cropbox), page.bleed, TOLERANCE):
            yield f"page {page.number}: the CropBox cuts the bleed off"


def _absent(page: Sheet) -> Found:
    """ISO 15930-7, 6.10: a TrimBox or an ArtBox, not both."""
    for name in ("/TrimBox", "/BleedBox"):
        if name not in page.page:
            yield f"page {page.number} has no {name[1:]}"
    if "/ArtBox" in page.page:
        yield f"page {page.number} has an ArtBox beside its TrimBox"


def _size(page: Sheet, wanted: tuple[float, float]) -> Found:
    unit = float(page.page.get("/UserUnit", 1)) * MM_PER_POINT
    width, height = (side * unit for side in geometry.sides(page.trim))
    if abs(width - wanted[0]) > TOLERANCE_MM or abs(height - wanted[1]) > TOLERANCE_MM:
        found = f"{width:.2f} × {height:.2f} mm where {wanted[0]} × {wanted[1]} mm is wanted"
        yield f"page {page.number}: the trimmed size is {found}"
    if int(page.page.get("/Rotate", 0)) % 360:
        yield f"page {page.number} is turned"


def pages(press: Press) -> Found:
    """There is a page a side, no more and no fewer; of a flat piece at most as many as its design allows."""
    count, sides = len(press.sheets), press.measures.get("sides")
    if sides and count != len(sides):
        yield f"the number of pages is {count} where {len(sides)} are wanted, one a side"
    elif not sides and count > press.measures["max_sheets"]:
        yield f"the number of pages is {count} where {press.measures['max_sheets']} are allowed"


def folds(press: Press, page: Sheet) -> Iterator[Case]:
    """Each letter lies within one panel."""
    for left, bottom, right, top in page.letters:
        if any(left < fold < right for fold in page.folds):
            yield "text runs across a fold", (left, bottom, right, top)


def fold_marks(press: Press) -> Found:
    """Above and below the trim a mark stands at each fold, and no other but the crop marks."""
    for page in press.sheets:
        corners = (page.trim[0], page.trim[2])
        for where, marks in zip(("above", "below"), _upright(page), strict=True):
            found = [x for x in marks if not near(x, corners)]
            for fold in page.folds:
                if not near(fold, found):
                    yield f"{page.place((fold, *page.trim[1:2], fold, page.trim[3]))}: no mark {where} the fold"
            for x in found:
                if not near(x, page.folds):
                    yield f"page {page.number}: a mark {where} the trim, {_across(page, x)}, is at no fold"


def _across(page: Sheet, x: float) -> str:
    return f"{(x - page.trim[0]) * MM_PER_POINT:.2f} mm from the left"


def _upright(page: Sheet) -> tuple[list[float], list[float]]:
    """Return the places across of the upright marks above and below the bleed."""
    marks = [part for part in _marks(page) if part[2] - part[0] < TOLERANCE]
    above = [part[0] for part in marks if part[1] >= page.bleed[3]]
    return above, [part[0] for part in marks if part[3] <= page.bleed[1]]


def _marks(page: Sheet) -> Iterator[Box]:
    """Yield the straight strokes outside the bleed."""
    strokes = (thing for thing in page.things if thing.kind == "stroke" and not within(page, thing))
    return (part for thing in strokes for part in thing.parts)


def crop_marks(press: Press) -> Found:
    """Two marks at each corner of the trim, outside the bleed, in the colour that is on every plate."""
    for page in press.sheets:
        marks = list(_marks(page))
        for corner in ((x, y) for x in page.trim[::2] for y in page.trim[1::2]):
            if not all(_points_at(corner, axis, marks) for axis in (0, 1)):
                yield f"{page.place((*corner, *corner))}: a crop mark is missing"
        strokes = (thing for thing in page.things if thing.kind == "stroke" and not within(page, thing))
        if any(spaces.leaf(thing.color.space) != REGISTRATION for thing in strokes):
            yield f"page {page.number}: a mark is not in the colour of all plates (Separation All)"


def _points_at(corner: tuple[float, float], axis: int, marks: list[Box]) -> bool:
    """Return whether a mark lies on the line through a corner; axis 0 is an upright line."""
    along = corner[1 - axis]
    for mark in marks:
        on_line = near(corner[axis], (mark[axis],)) and near(corner[axis], (mark[axis + 2],))
        if on_line and min(abs(mark[1 - axis] - along), abs(mark[3 - axis] - along)) < geometry.INCH / 2:
            return True
    return False


def safe(press: Press, page: Sheet) -> Iterator[Case]:
    """Text keeps away from the knife and the folds."""
    margin = (SAFE_MM - TOLERANCE_MM) / MM_PER_POINT
    safe = geometry.grown(page.trim, -margin)
    for box in page.letters:
        if not geometry.covers(safe, box):
            yield f"text is closer than {SAFE_MM:g} mm to the trim", box
        if any(box[0] < fold + margin and box[2] > fold - margin for fold in page.folds):
            yield f"text is closer than {SAFE_MM:g} mm to a fold", box


# Bleed


def bleeds(press: Press) -> Found:
    """What touches the trim goes on to the edge of the bleed, and what the design lets bleed is there."""
    for page in press.sheets:
        areas = [thing for thing in page.things if thing.kind != "text" and not ink.paper(thing.color)]
        yield from told(page, _short(page, [thing for thing in areas if geometry.overlaps(thing.box, page.trim, 0.01)]))
        for name in press.measures.get("bleeds", {}):
            wanted = _bled(page, name)
            if wanted and not any(geometry.covers(thing.box, wanted, TOLERANCE) for thing in areas):
                yield f"page {page.number}: the {_called(name)} is not coloured to the edge of the bleed"


def _called(name: str) -> str:
    return name if name == "sheet" else f"panel {name}"


def _bled(page: Sheet, name: str) -> Box | None:
    """Return a panel with its bleed, or the whole sheet with it; None where the page does not hold it."""
    area = {"sheet": page.trim, **dict(page.areas)}.get(name)
    if area is None:
        return None
    edges = zip(area, page.trim, page.bleed, strict=True)
    left, bottom, right, top = (out if near(own, (edge,)) else own for own, edge, out in edges)
    return (left, bottom, right, top)


def _short(page: Sheet, areas: list[Painted]) -> Iterator[Case]:
    for thing in areas:
        for side in range(4):
            if _touches(page, thing.box, side) and not _goes_on(page, thing, side, areas):
                yield f"something painted ends at the {SIDES[side]} trim and does not bleed", thing.box


SIDES = ("left", "lower", "right", "upper")


def _touches(page: Sheet, box: Box, side: int) -> bool:
    """Return whether a box reaches the trim on a side and stops before the edge of the bleed."""
    outward = 1 if side >= 2 else -1
    past_trim = (box[side] - page.trim[side]) * outward
    return past_trim > -TOUCHING and (box[side] - page.bleed[side]) * outward < -TOLERANCE


def _goes_on(page: Sheet, thing: Painted, side: int, areas: list[Painted]) -> bool:
    """Return whether something of the same colour carries it on to the edge of the bleed."""
    edges = list(thing.box)
    edges[side], edges[side - 2] = page.bleed[side], thing.box[side]
    left, bottom, right, top = edges
    wanted = (left, bottom, right, top)
    return any(other.color == thing.color and geometry.covers(other.box, wanted, TOLERANCE) for other in areas)
