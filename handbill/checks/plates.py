"""Of a press file, what comes onto the plates: colours, black text, contrast, lines, ink, pictures, missing letters."""

from collections.abc import Iterator

from handbill.checks import geometry, ink, legible, spaces
from handbill.checks.content import Painted
from handbill.checks.preflight import KINDS, Case, Found, Press, within
from handbill.checks.sheet import Sheet
from handbill.checks.trim import REGISTRATION

# Coated sheet-fed paper dries with 300 % of ink; more sets off on the next sheet.
MOST_INK = 3.0
HAIRLINE_PT = 0.25
LEAST_PPI = 300.0
# Rounding in a file: of a size in points, of a share of ink, of a resolution.
POINT_ROUNDING, INK_ROUNDING, PPI_ROUNDING = 0.005, 0.0005, 0.5
BLACK_ALONE = ((0.0, 0.0, 0.0, 1.0), (0.0,))
ALLOWED = ("DeviceCMYK", "DeviceGray", "Indexed DeviceCMYK", "Indexed DeviceGray")


def colors(press: Press, page: Sheet) -> Iterator[Case]:
    """Only process colours and grey are painted; the colour of all plates only outside the bleed."""
    for thing in page.things:
        family = spaces.leaf(thing.color.space)
        if thing.picture and thing.picture.space:
            family = spaces.leaf(thing.picture.space)
        if family == REGISTRATION and within(page, thing):
            yield "the colour of all plates (Separation All) is used inside the bleed", thing.box
        elif family != REGISTRATION and family not in ALLOWED:
            yield f"{KINDS[thing.kind]} in {family}; only DeviceCMYK and DeviceGray are wanted", thing.box


def black(press: Press, page: Sheet) -> Iterator[Case]:
    """Text that is small is black alone, so that no second plate blurs it."""
    from_size = press.measures["press"]["coloured_from"]
    for thing in page.things:
        small = thing.kind == "text" and thing.size < from_size - POINT_ROUNDING
        if small and within(page, thing) and thing.color.values not in BLACK_ALONE:
            values = " ".join(f"{value:g}" for value in thing.color.values)
            what = f"text of {thing.size:.1f} pt is in {spaces.leaf(thing.color.space)} {values}"
            yield f"{what}; under {from_size} pt it is to be black alone (0 0 0 1)", thing.box


def contrast(press: Press, page: Sheet) -> Iterator[Case]:
    """Text stands out from what is beneath it, on the paper that the model in proofing.py knows."""
    return legible.faint(page.things, page.bleed)


def hairlines(press: Press, page: Sheet) -> Iterator[Case]:
    """Lines are as wide as a plate can hold, whether stroked or filled."""
    least = HAIRLINE_PT - POINT_ROUNDING
    for thing in page.things:
        if thing.kind == "stroke" and thing.size < least:
            yield f"a line of {thing.size:.2f} pt; at least {HAIRLINE_PT} pt is wanted", thing.box
        widths = [min(geometry.sides(part)) for part in thing.parts if thing.kind == "fill"]
        if widths and min(widths) < least and not ink.paper(thing.color):
            yield f"a filled rule of {min(widths):.2f} pt; at least {HAIRLINE_PT} pt is wanted", thing.box


def inked(press: Press) -> Found:
    """Nowhere inside the bleed lies more ink than dries."""
    for page in press.sheets:
        worst = ink.greatest(page.things, page.bleed)
        if worst.total > MOST_INK + INK_ROUNDING:
            unknown = "" if worst.known else " (its colours cannot be read, and are taken for the most)"
            yield f"{page.place(worst.box)}: {worst.total:.0%} of ink where {MOST_INK:.0%} is the most{unknown}"


def images(press: Press, page: Sheet) -> Iterator[Case]:
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


def glyphs(press: Press, page: Sheet) -> Iterator[Case]:
    """Glyph 0 is the empty box of a missing letter; it stands nowhere."""
    for thing in page.things:
        if thing.empty:
            yield "the empty box of a letter that the font lacks", thing.box
