"""The codes of a PDF font: how a string is cut into them, how wide each is, and which show the empty box."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

SPACE = 32
# ISO 32000-1, 9.7.4.3: the width of a CID that is not listed.
CID_WIDTH = 1000.0


@dataclass(frozen=True)
class Face:
    """A font's codes: their length in bytes, their widths in thousandths of the type size, and the empty ones."""

    length: int
    widths: Mapping[int, float]
    width: float
    empty: frozenset[int]

    def codes(self, text: bytes) -> list[int]:
        step = self.length
        return [int.from_bytes(text[at : at + step], "big") for at in range(0, len(text), step)]

    def advance(self, code: int) -> float:
        return self.widths.get(code, self.width)


NO_FACE = Face(1, {}, 500.0, frozenset())


def face(font: Any) -> Face:
    """Return the codes of a font; of one that is not described, letters half as wide as high."""
    if font is None:
        return NO_FACE
    return _composite(font) if font.get("/Subtype") == "/Type0" else _simple(font)


def _composite(font: Any) -> Face:
    """Return the codes of a composite font; only of the identity encodings is it known which glyph a code shows."""
    below = font.DescendantFonts[0]
    identity = str(font.get("/Encoding", "")) in ("/Identity-H", "/Identity-V")
    widths = dict(_cid_widths(list(below.get("/W", []))))
    return Face(2, widths, float(below.get("/DW", CID_WIDTH)), _cid_empty(below) if identity else frozenset())


def _cid_widths(items: list[Any]) -> Iterator[tuple[int, float]]:
    """Yield each CID with its width: `first [w w …]` or `first last w` (ISO 32000-1, 9.7.4.3)."""
    at = 0
    while at + 1 < len(items):
        begin, then = int(items[at]), items[at + 1]
        if isinstance(then, pikepdf.Array):
            yield from ((begin + index, float(width)) for index, width in enumerate(then))
            at += 2
        else:
            yield from dict.fromkeys(range(begin, int(then) + 1), float(items[at + 2])).items()
            at += 3


def _cid_empty(below: Any) -> frozenset[int]:
    """Return the CIDs of glyph 0, which is .notdef in every embedded font."""
    mapping = below.get("/CIDToGIDMap")
    if not isinstance(mapping, pikepdf.Stream):
        return frozenset((0,))
    glyphs = mapping.read_bytes()
    return frozenset(at // 2 for at in range(0, len(glyphs), 2) if glyphs[at : at + 2] == b"\0\0")


def _simple(font: Any) -> Face:
    begin = int(font.get("/FirstChar", 0))
    # Of a Type 3 font widths are in its own units (9.6.5).
    unit = float(font.FontMatrix[0]) * 1000 if font.get("/Subtype") == "/Type3" else 1.0
    widths = {begin + index: float(width) * unit for index, width in enumerate(font.get("/Widths", []))}
    return Face(1, widths, NO_FACE.width, frozenset(code for code, name in names(font) if name == "/.notdef"))


def names(font: Any) -> Iterator[tuple[int, str]]:
    """Yield the codes that a simple font names anew, each with its glyph's name (9.6.6.1)."""
    encoding = font.get("/Encoding")
    code = 0
    for item in encoding.get("/Differences", []) if isinstance(encoding, pikepdf.Dictionary) else []:
        if isinstance(item, pikepdf.Name):
            yield code, str(item)
            code += 1
        else:
            code = int(item)
