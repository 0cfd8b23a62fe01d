"""Preflight: what a print shop looks for in a press file, so that it neither sends it back nor prints it wrong.

Of PDF/X-4 (ISO 15930-7) only what stands here is looked at; see report.py for what is not.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf

from handbill.checks import geometry, ink, legible, pdf, sheet, spaces
from handbill.checks.content import Painted
from handbill.checks.geometry import MM_PER_POINT, Box
from handbill.checks.sheet import Sheet
from handbill.errors import Fault
from handbill.model import Design, Document

TOLERANCE_MM = 0.01
TOLERANCE = TOLERANCE_MM / MM_PER_POINT
# Knives and folders wander: print shops ask for 3 mm (findings from their guides; see docs/printing.md).
SAFE_MM = 3.0
# The least bleed that counts as touching the trim: what ends this close to the knife shows a white edge.
TOUCHING = 0.1 / MM_PER_POINT
# Coated sheet-fed paper dries with 300 % of ink; more sets off on the next sheet.
MOST_INK = 3.0
HAIRLINE_PT = 0.25
LEAST_PPI = 300.0
# Rounding in a file: of a size in points, of a share of ink, of a resolution.
POINT_ROUNDING, INK_ROUNDING, PPI_ROUNDING = 0.005, 0.0005, 0.5
BLACK_ALONE = ((0.0, 0.0, 0.0, 1.0), (0.0,))
ALLOWED = ("DeviceCMYK", "DeviceGray", "Indexed DeviceCMYK", "Indexed DeviceGray")
REGISTRATION = "Separation All"


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


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the press file of the document; `path` is for messages."""
    press = Press(pdf.Opened(content, document, design))
    return [Fault(path, 0, message, code) for code, faults in CHECKS.items() for message in faults(press)]


def _told(page: Sheet, cases: Iterable[Case]) -> Found:
    """Yield a sentence for each kind of case on a sheet: where the first is, and how many more there are."""
    places: dict[str, list[Box]] = {}
    for what, box in cases:
        places.setdefault(what, []).append(box)
    for what, boxes in places.items():
        more = f"; and {len(boxes) - 1} more on this page" if len(boxes) > 1 else ""
        yield f"{page.place(boxes[0])}: {what}{more}"


def _each(cases: Callable[[Press, Sheet], Iterator[Case]]) -> Callable[[Press], Found]:
    """Return the check of every sheet for cases that have a place."""
    return lambda press: (message for page in press.sheets for message in _told(page, cases(press, page)))


# The sheet


def _boxes(press: Press) -> Found:
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


def _pages(press: Press) -> Found:
    """There is a page a side, no more and no fewer; of a flat piece at most as many as its design allows."""
    count, sides = len(press.sheets), press.measures.get("sides")
    if sides and count != len(sides):
        yield f"the number of pages is {count} where {len(sides)} are wanted, one a side"
    elif not sides and count > press.measures["max_sheets"]:
        yield f"the number of pages is {count} where {press.measures['max_sheets']} are allowed"


def _folds(press: Press, page: Sheet) -> Iterator[Case]:
    """Each letter lies within one panel."""
    for left, bottom, right, top in page.letters:
        if any(left < fold < right for fold in page.folds):
            yield "text runs across a fold", (left, bottom, right, top)


def _fold_marks(press: Press) -> Found:
    """Above and below the trim a mark stands at each fold, and no other but the crop marks."""
    for page in press.sheets:
        corners = (page.trim[0], page.trim[2])
        for where, marks in zip(("above", "below"), _upright(page), strict=True):
            found = [x for x in marks if not _near(x, corners)]
            for fold in page.folds:
                if not _near(fold, found):
                    yield f"{page.place((fold, *page.trim[1:2], fold, page.trim[3]))}: no mark {where} the fold"
            for x in found:
                if not _near(x, page.folds):
                    yield f"page {page.number}: a mark {where} the trim, {_across(page, x)}, is at no fold"


def _across(page: Sheet, x: float) -> str:
    return f"{(x - page.trim[0]) * MM_PER_POINT:.2f} mm from the left"


def _near(value: float, others: Iterable[float]) -> bool:
    return any(abs(value - other) <= TOLERANCE for other in others)


def _upright(page: Sheet) -> tuple[list[float], list[float]]:
    """Return the places across of the upright marks above and below the bleed."""
    marks = [part for part in _marks(page) if part[2] - part[0] < TOLERANCE]
    above = [part[0] for part in marks if part[1] >= page.bleed[3]]
    return above, [part[0] for part in marks if part[3] <= page.bleed[1]]


def _marks(page: Sheet) -> Iterator[Box]:
    """Yield the straight strokes outside the bleed."""
    strokes = (thing for thing in page.things if thing.kind == "stroke" and not _within(page, thing))
    return (part for thing in strokes for part in thing.parts)


def _within(page: Sheet, thing: Painted) -> bool:
    """Return whether a thing shows inside the bleed, not at its edge alone."""
    return geometry.common(thing.box, geometry.grown(page.bleed, -TOLERANCE)) is not None


def _crop_marks(press: Press) -> Found:
    """Two marks at each corner of the trim, outside the bleed, in the colour that is on every plate."""
    for page in press.sheets:
        marks = list(_marks(page))
        for corner in ((x, y) for x in page.trim[::2] for y in page.trim[1::2]):
            if not all(_points_at(corner, axis, marks) for axis in (0, 1)):
                yield f"{page.place((*corner, *corner))}: a crop mark is missing"
        strokes = (thing for thing in page.things if thing.kind == "stroke" and not _within(page, thing))
        if any(spaces.leaf(thing.color.space) != REGISTRATION for thing in strokes):
            yield f"page {page.number}: a mark is not in the colour of all plates (Separation All)"


def _points_at(corner: tuple[float, float], axis: int, marks: list[Box]) -> bool:
    """Return whether a mark lies on the line through a corner; axis 0 is an upright line."""
    along = corner[1 - axis]
    for mark in marks:
        on_line = _near(corner[axis], (mark[axis],)) and _near(corner[axis], (mark[axis + 2],))
        if on_line and min(abs(mark[1 - axis] - along), abs(mark[3 - axis] - along)) < geometry.INCH / 2:
            return True
    return False


def _safe(press: Press, page: Sheet) -> Iterator[Case]:
    """Text keeps away from the knife and the folds."""
    margin = (SAFE_MM - TOLERANCE_MM) / MM_PER_POINT
    safe = geometry.grown(page.trim, -margin)
    for box in page.letters:
        if not geometry.covers(safe, box):
            yield f"text is closer than {SAFE_MM:g} mm to the trim", box
        if any(box[0] < fold + margin and box[2] > fold - margin for fold in page.folds):
            yield f"text is closer than {SAFE_MM:g} mm to a fold", box


# Bleed


def _bleeds(press: Press) -> Found:
    """What touches the trim goes on to the edge of the bleed, and what the design lets bleed is there."""
    for page in press.sheets:
        areas = [thing for thing in page.things if thing.kind != "text" and not ink.paper(thing.color)]
        yield from _told(
            page, _short(page, [thing for thing in areas if geometry.overlaps(thing.box, page.trim, 0.01)])
        )
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
    left, bottom, right, top = (out if _near(own, (edge,)) else own for own, edge, out in edges)
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


# Colour and ink


def _colors(press: Press, page: Sheet) -> Iterator[Case]:
    """Only process colours and grey are painted; the colour of all plates only outside the bleed."""
    for thing in page.things:
        family = spaces.leaf(thing.color.space)
        if thing.picture and thing.picture.space:
            family = spaces.leaf(thing.picture.space)
        if family == REGISTRATION and _within(page, thing):
            yield "the colour of all plates (Separation All) is used inside the bleed", thing.box
        elif family != REGISTRATION and family not in ALLOWED:
            yield f"{KINDS[thing.kind]} in {family}; only DeviceCMYK and DeviceGray are wanted", thing.box


KINDS = {"fill": "an area", "stroke": "a line", "text": "text", "image": "an image", "shading": "a shading"}


def _black(press: Press, page: Sheet) -> Iterator[Case]:
    """Text that is small is black alone, so that no second plate blurs it."""
    from_size = press.measures["press"]["coloured_from"]
    for thing in page.things:
        small = thing.kind == "text" and thing.size < from_size - POINT_ROUNDING
        if small and _within(page, thing) and thing.color.values not in BLACK_ALONE:
            values = " ".join(f"{value:g}" for value in thing.color.values)
            what = f"text of {thing.size:.1f} pt is in {spaces.leaf(thing.color.space)} {values}"
            yield f"{what}; under {from_size} pt it is to be black alone (0 0 0 1)", thing.box


def _contrast(press: Press, page: Sheet) -> Iterator[Case]:
    """Text stands out from what is beneath it, on the paper that the model in proofing.py knows."""
    return legible.faint(page.things, page.bleed)


def _hairlines(press: Press, page: Sheet) -> Iterator[Case]:
    """Lines are as wide as a plate can hold, whether stroked or filled."""
    least = HAIRLINE_PT - POINT_ROUNDING
    for thing in page.things:
        if thing.kind == "stroke" and thing.size < least:
            yield f"a line of {thing.size:.2f} pt; at least {HAIRLINE_PT} pt is wanted", thing.box
        widths = [min(geometry.sides(part)) for part in thing.parts if thing.kind == "fill"]
        if widths and min(widths) < least and not ink.paper(thing.color):
            yield f"a filled rule of {min(widths):.2f} pt; at least {HAIRLINE_PT} pt is wanted", thing.box


def _ink(press: Press) -> Found:
    """Nowhere inside the bleed lies more ink than dries."""
    for page in press.sheets:
        worst = ink.greatest(page.things, page.bleed)
        if worst.total > MOST_INK + INK_ROUNDING:
            unknown = "" if worst.known else " (its colours cannot be read, and are taken for the most)"
            yield f"{page.place(worst.box)}: {worst.total:.0%} of ink where {MOST_INK:.0%} is the most{unknown}"


def _images(press: Press, page: Sheet) -> Iterator[Case]:
    """Pictures have the points that a press can show."""
    for thing in page.things:
        if thing.kind == "image" and thing.picture:
            found = resolution(thing)
            if found < LEAST_PPI - PPI_ROUNDING:
                yield f"an image of {found:.0f} ppi at its printed size; at least {LEAST_PPI:.0f} is wanted", thing.box


def resolution(thing: Painted) -> float:
    """Return the pixels an inch of an image as printed, across or up, whichever is fewer."""
    matrix, item = thing.picture.matrix, thing.picture.item
    across, up = geometry.lengths(matrix)
    return min(int(item.Width) / max(across, 1e-6), int(item.Height) / max(up, 1e-6)) * geometry.INCH


# The file


def _glyphs(press: Press, page: Sheet) -> Iterator[Case]:
    """Glyph 0 is the empty box of a missing letter; it stands nowhere."""
    for thing in page.things:
        if thing.empty:
            yield "the empty box of a letter that the font lacks", thing.box


def _intent(press: Press) -> Found:
    """The file says for which printing condition it is made, and holds its profile (ISO 15930-7, 6.2.2)."""
    found = intents(press.root)
    if len(found) != 1:
        yield f"{len(found)} output intents of PDF/X (GTS_PDFX) where one is wanted"
        return
    named, wanted = str(found[0].get("/OutputConditionIdentifier", "")), press.measures["press"]["profile"]
    if named != wanted["condition"]:
        yield f"the printing condition is “{named}” where “{wanted['condition']}” is wanted"
    profile = found[0].get("/DestOutputProfile")
    content = profile.read_bytes() if isinstance(profile, pikepdf.Stream) else b""
    if not content or content != wanted["content"]:
        yield f"the profile of the printing condition {'is another' if content else 'is not in the file'}"
    if content and not _for_press(content):
        yield "the profile of the printing condition is not one of a CMYK press"


def intents(root: Any) -> list[Any]:
    """Return the output intents of PDF/X."""
    return [intent for intent in root.get("/OutputIntents", []) if intent.get("/S") == "/GTS_PDFX"]


def _for_press(profile: bytes) -> bool:
    """Return whether a profile is of class prtr and colour space CMYK (ICC.1:2010, 7.2, bytes 12 and 16)."""
    return (profile[12:16], profile[16:20], profile[36:40]) == (b"prtr", b"CMYK", b"acsp")


def _annotations(press: Press) -> Found:
    """Nothing lies over the page: no links, notes or fields (ISO 15930-7, 6.17)."""
    for page in press.sheets:
        kinds = sorted({str(note.get("/Subtype", "?"))[1:] for note in page.page.get("/Annots", [])})
        if kinds:
            yield f"page {page.number} has annotations ({', '.join(kinds)})"
    if "/AcroForm" in press.root:
        yield "the file holds a form to fill in"


def _transparency(press: Press) -> Found:
    """Nothing is transparent, and were it, it would blend in process colours."""
    for page in press.sheets:
        yield from _told(page, _blended(page))
        group = page.page.get("/Group", {})
        if group.get("/CS") != "/DeviceCMYK":
            yield f"page {page.number}: colours would blend in {group.get('/CS', 'no space at all')}, not in DeviceCMYK"


def _blended(page: Sheet) -> Iterator[Case]:
    for thing in page.things:
        if not thing.blend.opaque:
            yield f"{KINDS[thing.kind]} is transparent or blended", thing.box
        item = thing.picture.item if thing.picture else {}
        if "/SMask" in item or int(item.get("/SMaskInData", 0)):
            yield "an image has a soft mask", thing.box


def _tagged(press: Press) -> Found:
    """The file is tagged and says what it is, to print shops and to readers: language, title, standards, dates."""
    yield from pdf.CHECKS["pdf-tagged"](press.opened)
    for number, page in enumerate(press.opened.structure.pages, 1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}: the tab order is not that of the structure"
    if not press.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "a viewer is not asked to show the title"
    yield from _claims(press)
    if press.opened.structure.pdf_version < "1.6":
        yield f"the file is PDF {press.opened.structure.pdf_version}; PDF/X-4 is 1.6"


# What the metadata say: key, what it is, and the value wanted (ISO 15930-7, 6.5; ISO 32000-1, 14.3.3 and 14.11.6).
CLAIMS = (
    ("{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion", "the standard", r"PDF/X-4"),
    ("{http://ns.adobe.com/pdf/1.3/}Trapped", "whether it is trapped", r"True|False"),
    ("{http://ns.adobe.com/xap/1.0/}CreateDate", "the date of creation", "{date}"),
    ("{http://ns.adobe.com/xap/1.0/}ModifyDate", "the date of change", "{date}"),
    ("{http://ns.adobe.com/xap/1.0/}MetadataDate", "the date of its metadata", "{date}"),
    ("{http://ns.adobe.com/xap/1.0/mm/}DocumentID", "its identifier", r".+"),
)


def _claims(press: Press) -> Found:
    metadata = press.apart.open_metadata()
    date = press.opened.document.revised.isoformat()
    for key, what, wanted in CLAIMS:
        found = str(metadata.get(key, ""))
        if not re.fullmatch(wanted.replace("{date}", rf"{date}.*"), found):
            yield f"the metadata do not say {what} rightly (“{found}”)"
    trapped = str(press.apart.docinfo.get("/Trapped", ""))
    if trapped not in ("/True", "/False"):
        yield "the file does not say whether it is trapped"


def _as(code: str) -> Callable[[Press], Found]:
    """Return the check of any PDF as one of a press file."""
    return lambda press: pdf.CHECKS[code](press.opened)


def _both(*checks: Callable[[Press], Found]) -> Callable[[Press], Found]:
    return lambda press: (message for each in checks for message in each(press))


CHECKS: dict[str, Callable[[Press], Found]] = {
    "press-boxes": _boxes,
    "press-pages": _pages,
    "press-folds": _both(_each(_folds), _fold_marks),
    "press-marks": _crop_marks,
    "press-safe": _each(_safe),
    "press-bleed": _bleeds,
    "press-fonts": _as("pdf-fonts"),
    "press-glyphs": _each(_glyphs),
    "press-colors": _each(_colors),
    "press-black": _each(_black),
    "press-contrast": _each(_contrast),
    "press-hairlines": _each(_hairlines),
    "press-ink": _ink,
    "press-images": _each(_images),
    "press-intent": _intent,
    "press-annotations": _annotations,
    "press-transparency": _transparency,
    "press-words": _as("pdf-words"),
    "press-invisible": _as("pdf-invisible"),
    "press-replaced": _as("pdf-replaced"),
    "press-languages": _as("pdf-languages"),
    "press-bookmarks": _as("pdf-bookmarks"),
    "press-code": _as("pdf-code"),
    "press-drafts": _as("pdf-drafts"),
    # Last: pdf-tagged completes the file's properties from its metadata, which pdf-code would not see then.
    "press-tagged": _tagged,
}
