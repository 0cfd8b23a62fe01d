"""What a page paints, in order: each fill, stroke, line of text and image with its colour, its size and its place on
paper; forms, patterns and drawn letters are opened.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import pikepdf

from handbill.checks import geometry, glyphs, spaces
from handbill.checks.geometry import SAME, Box, Matrix
from handbill.checks.paths import DRAWN, ENDS, Path
from handbill.checks.spaces import Color
from handbill.checks.state import CHANGES, Blend, State, Text, new_line, texted

Kind = Literal["fill", "stroke", "text", "image", "shading"]
# Forms within forms: a file that goes deeper goes round in a circle.
DEEPEST = 12
# ISO 32000-1, table 106: the ways to show text that fill it, and that stroke it.
FILLING, STROKING = (0, 2, 4, 6), (1, 2, 5, 6)


@dataclass(frozen=True)
class Picture:
    """An image or a shading: its dictionary, the page's resources, and where its unit square lies."""

    item: Any
    resources: Any
    matrix: Matrix
    space: spaces.Space | None = None


@dataclass(frozen=True)
class Painted:
    """One thing on paper. `box` is what may show of it; `size` a line's width or the height of type, in points;
    `parts` the boxes of its straight-sided pieces, unclipped; `empty` tells whether text shows a missing letter.
    """

    kind: Kind
    color: Color
    box: Box
    blend: Blend
    size: float = 0.0
    parts: tuple[Box, ...] = ()
    empty: bool = False
    picture: Picture | None = None


def painted(page: pikepdf.Page) -> list[Painted]:
    """Return what a page paints within its MediaBox; images of the page's own stream are taken out of it first."""
    page.externalize_inline_images(min_size=0)
    left, bottom, right, top = map(float, page.mediabox)
    start = State(clip=(left, bottom, right, top))
    return list(_run(page, start, page.resources, SAME, 0))


def _run(stream: Any, state: State, resources: Any, base: Matrix, depth: int) -> Iterator[Painted]:
    """Yield what a stream of operators paints; `base` is the matrix that its patterns start from (8.7.3.1)."""
    state, path = replace(state, outer=None), Path()
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        if name in CHANGES:
            state = CHANGES[name](state, operands, resources)
        elif name in DRAWN:
            DRAWN[name](path, state.matrix, operands)
        elif name in ENDS:
            yield from _expanded(_ended(path, state, ENDS[name]), resources, base, depth)
            state, path = _clipped(state, path), Path()
        elif name in SHOWS:
            state, shown = _show(state, name, operands)
            yield from _expanded(shown, resources, base, depth)
            yield from _letters(shown, state, operands, base, depth)
        elif name in PLACED:
            yield from _expanded(PLACED[name](state, operands, resources, depth), resources, base, depth)


# Paths (8.5)


def _ended(path: Path, state: State, ends: tuple[bool, bool]) -> Iterator[Painted]:
    """Yield what a finished path paints, its fill before its stroke."""
    fills, strokes = ends
    around = path.around
    if not around or not (fills or strokes):
        return
    if fills:
        # A stroke along a thin fill covers it.
        yield from _seen("fill", state, state.fill, around, parts=() if strokes else path.straight())
    if strokes:
        width = state.width * geometry.scale(state.matrix)
        thick = geometry.grown(around, width / 2)
        yield from _seen("stroke", state, state.stroke, thick, size=width, parts=path.straight())


def _seen(kind: Kind, state: State, color: Color, box: Box, **more: Any) -> Iterator[Painted]:
    """Yield a thing unless it is clipped away."""
    shared = geometry.common(box, state.clip)
    if shared:
        yield Painted(kind, color, shared, state.blend, **more)


def _clipped(state: State, path: Path) -> State:
    around = path.around
    if not path.clips or not around:
        return state
    return replace(state, clip=geometry.common(around, state.clip) or (*around[:2], *around[:2]))


# Text (9.4.3)

SHOWS = ("Tj", "TJ", "'", '"')
NUMBERS = (int, float, Decimal)
# How far type reaches below and above its base line, of its size: enough for any script here.
BELOW, ABOVE = -0.25, 0.85


def _show(state: State, name: str, operands: Any) -> tuple[State, list[Painted]]:
    """Return the state after some text, and the text as painted: filled, stroked, both or neither."""
    state = _next_line(state, name, operands)
    codes = state.text.face.codes(b"".join(_strings(operands[-1:])))
    kerns = (float(part) for part in operands[-1] if isinstance(part, NUMBERS)) if name == "TJ" else ()
    width = _width(codes, state.text) - sum(kerns) / 1000 * state.text.size * state.text.stretch
    shown = list(_text(state, width, not state.text.face.empty.isdisjoint(codes)))
    matrix = geometry.times((1, 0, 0, 1, width, 0), state.text.matrix)
    return texted(state, matrix=matrix), shown


def _next_line(state: State, name: str, operands: Any) -> State:
    if name == '"':
        state = texted(state, words_apart=float(operands[0]), apart=float(operands[1]))
    return new_line(state, 0, -state.text.leading) if name in ("'", '"') else state


def _width(codes: list[int], text: Text) -> float:
    """Return how far the codes move along the line, in units of text space (9.4.4)."""
    spaced = text.words_apart * codes.count(glyphs.SPACE) if text.face.length == 1 else 0.0
    drawn = sum(map(text.face.advance, codes)) / 1000 * text.size
    return (drawn + text.apart * len(codes) + spaced) * text.stretch


def _text(state: State, width: float, empty: bool) -> Iterator[Painted]:
    text = state.text
    place = geometry.times(text.matrix, state.matrix)
    line = (0.0, text.rise + BELOW * text.size, width, text.rise + ABOVE * text.size)
    box = geometry.mapped(geometry.bounds((line[:2], line[2:])), place)
    size = abs(text.size) * geometry.height(place)
    for modes, color in ((FILLING, state.fill), (STROKING, state.stroke)):
        if text.mode in modes:
            yield from _seen("text", state, color, box, size=size, empty=empty)


def _letters(shown: list[Painted], state: State, operands: Any, base: Matrix, depth: int) -> Iterator[Painted]:
    """Yield what the letters of a Type 3 font draw in colours of their own (9.6.5, d0)."""
    font = state.text.font
    if not shown or font is None or font.get("/Subtype") != "/Type3" or depth > DEEPEST:
        return
    used = {code for part in _strings(operands) for code in part}
    named = {name for code, name in glyphs.names(font) if code in used}
    for name in sorted(named & set(font.CharProcs.keys())):
        inner = _run(font.CharProcs[name], state, font.get("/Resources", pikepdf.Dictionary()), base, depth + 1)
        if b"d0" in font.CharProcs[name].read_bytes()[:80]:
            yield from (replace(thing, box=shown[0].box, size=shown[0].size, parts=()) for thing in inner)


def _strings(operands: Any) -> Iterator[bytes]:
    """Yield the strings that an operator shows."""
    for operand in operands:
        parts = operand if isinstance(operand, pikepdf.Array) else [operand]
        yield from (bytes(part) for part in parts if isinstance(part, pikepdf.String))


# What stands elsewhere: images, forms, shadings (8.7.4.2, 8.9, 8.10)

UNIT: Box = (0, 0, 1, 1)


def _placed(state: State, operands: Any, resources: Any, depth: int) -> Iterator[Painted]:
    item = resources.get("/XObject", {}).get(str(operands[0]))
    if item is None or depth > DEEPEST:
        return
    if item.get("/Subtype") == "/Image":
        yield from _image(state, item, resources)
    elif item.get("/Subtype") == "/Form":
        yield from _form(state, item, resources, depth)


def _form(state: State, item: Any, resources: Any, depth: int) -> Iterator[Painted]:
    a, b, c, d, e, f = map(float, item.get("/Matrix", SAME))
    matrix = geometry.times((a, b, c, d, e, f), state.matrix)
    left, bottom, right, top = map(float, item.BBox)
    seen = geometry.common(geometry.mapped((left, bottom, right, top), matrix), state.clip)
    if seen:
        # A group begins opaque, and is blended as a whole (11.6.6).
        blend = Blend() if "/Group" in item else state.blend
        inner = replace(state, matrix=matrix, clip=seen, blend=blend)
        for thing in _run(item, inner, item.get("/Resources", resources), matrix, depth + 1):
            yield replace(thing, blend=thing.blend.within(state.blend))


def _image(state: State, item: Any, resources: Any) -> Iterator[Painted]:
    """Yield an image; one that is a mask is painted in the fill colour."""
    box = geometry.mapped(UNIT, state.matrix)
    space = item.get("/ColorSpace", item.get("/CS"))
    mask = item.get("/ImageMask", item.get("/IM", False))
    found = spaces.UNKNOWN if space is None else spaces.read(space, resources)
    color = state.fill if mask else Color(found, ())
    picture = Picture(item, resources, state.matrix, None if mask else found)
    yield from _seen("image", state, color, box, picture=picture)


def _shading(state: State, operands: Any, resources: Any, _: int) -> Iterator[Painted]:
    item = resources.get("/Shading", {}).get(str(operands[0]))
    if item is not None:
        yield from _shaded(state.clip, state.blend, item, resources)


def _shaded(box: Box, blend: Blend, item: Any, resources: Any) -> Iterator[Painted]:
    space = spaces.read(item.ColorSpace, resources)
    yield Painted("shading", Color(space, ()), box, blend, picture=Picture(item, resources, SAME, space))


PLACED: Mapping[str, Callable[[State, Any, Any, int], Iterator[Painted]]] = {
    "Do": _placed,
    "sh": _shading,
}


# Patterns (8.7)


def _expanded(things: Any, resources: Any, base: Matrix, depth: int) -> Iterator[Painted]:
    """Yield the things, those in a pattern as what the pattern paints."""
    for thing in things:
        if thing.color.pattern is None or thing.kind == "shading":
            yield thing
        else:
            yield from _patterned(thing, resources, base, depth)


def _patterned(thing: Painted, resources: Any, base: Matrix, depth: int) -> Iterator[Painted]:
    pattern = thing.color.pattern
    if "/Shading" in pattern:
        yield from _shaded(thing.box, thing.blend, pattern.Shading, resources)
    elif depth <= DEEPEST:
        a, b, c, d, e, f = map(float, pattern.get("/Matrix", SAME))
        plain = replace(thing.color, space=thing.color.space.base or spaces.GRAY, pattern=None)
        start = State(geometry.times((a, b, c, d, e, f), base), fill=plain, stroke=plain, blend=thing.blend)
        inside = _run(pattern, start, pattern.get("/Resources", resources), start.matrix, depth + 1)
        yield from (replace(each, box=thing.box) for each in inside)
