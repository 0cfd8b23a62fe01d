"""How the words of a page stand out from what is painted beneath them, and whether something is painted over them."""

from collections.abc import Iterable, Iterator

from handbill import contrast
from handbill.checks import geometry
from handbill.checks.content import ABOVE, BELOW, Painted
from handbill.checks.geometry import Box
from handbill.checks.spaces import Color

PAPER = 1.0
# Rounding in a file, of a contrast.
ROUNDING = 0.01
# In points: what lies over less of a line than this is its neighbour's edge, and what leaves less of it bare its field.
SLIVER = 0.5
# Of a line of text only what lies between its base line and this share of its size is looked at: all letters are there.
MIDDLE = 0.5
AREAS = ("fill", "image", "shading")


def faint(things: Iterable[Painted], within: Box) -> Iterator[tuple[str, Box]]:
    """Yield what is wrong with the text inside a box, and where: too little contrast, or something painted over it.

    Lines are not looked at, nor what lies beneath a shape with curves beside it.
    """
    areas: list[Painted] = []
    lines: list[Painted] = []
    for thing in (each for each in things if geometry.overlaps(each.box, within)):
        if thing.kind == "text":
            yield from ((what, thing.box) for what in _unlike(thing, areas))
            lines.append(thing)
        elif thing.kind in AREAS:
            yield from (("something is painted over text", line.box) for line in lines if _lies(thing, _core(line)))
            areas.append(thing)


def _unlike(line: Painted, areas: list[Painted]) -> Iterator[str]:
    grounds = list(_beneath(_core(line), areas))
    own = light(line)
    ratios = [contrast.ratio(own, ground) for ground in grounds if own is not None and ground is not None]
    if len(ratios) < len(grounds):
        yield "text has a colour, or lies on one, whose contrast cannot be told"
    elif min(ratios) < contrast.LEAST - ROUNDING:
        found = f"text in {_named(line.color)} has a contrast of {min(ratios):.1f}:1 with what is beneath it"
        yield f"{found}; at least {contrast.LEAST:g}:1 is wanted"


def _beneath(core: Box, areas: list[Painted]) -> Iterator[float | None]:
    """Yield the luminance of each area that shows beneath a line, from the uppermost, at last that of the paper."""
    for area in reversed(areas):
        if _lies(area, core):
            yield light(area)
            if _hides(area, core):
                return
    yield PAPER


def _core(line: Painted) -> Box:
    """Return the part of a line's box that its letters fill."""
    left, bottom, right, top = line.box
    size = (top - bottom) / (ABOVE - BELOW)
    base = bottom - BELOW * size
    return (left, base, right, base + MIDDLE * size)


def _lies(area: Painted, core: Box) -> bool:
    """Return whether an area paints some of a box; within two of its pieces is the hole of a frame."""
    if not geometry.overlaps(area.box, core, SLIVER):
        return False
    pieces = _pieces(area)
    covering = sum(geometry.covers(piece, core, SLIVER) for piece in pieces)
    return any(geometry.overlaps(piece, core, SLIVER) for piece in pieces) and (not covering or covering % 2 == 1)


def _hides(area: Painted, core: Box) -> bool:
    """Return whether an area paints all of a box; one with curves may leave its corners."""
    whole = area.parts or area.kind != "fill"
    return bool(whole) and area.blend.opaque and any(geometry.covers(piece, core, SLIVER) for piece in _pieces(area))


def _pieces(area: Painted) -> list[Box]:
    shown = (geometry.common(part, area.box) for part in area.parts or (area.box,))
    return [piece for piece in shown if piece]


def light(thing: Painted) -> float | None:
    """Return the luminance of a thing's colour; None where it is see-through, a picture, or in a colour that has none
    by itself.
    """
    if not thing.blend.opaque or (thing.picture and thing.picture.space):
        return None
    return luminance(thing.color)


def luminance(color: Color) -> float | None:
    """Return the luminance of a colour of light or of the four inks, where white or paper is 1."""
    family, values = color.space.family, color.values
    if family in ("DeviceCMYK", "ICCBased CMYK"):
        return contrast.of_inks(values)
    if family in ("DeviceGray", "CalGray", "ICCBased Gray"):
        return contrast.of_light(values * 3)
    return contrast.of_light(values) if family in ("DeviceRGB", "CalRGB", "ICCBased RGB") else None


def _named(color: Color) -> str:
    return f"{color.space.family} {' '.join(f'{value:.3g}' for value in color.values)}"
