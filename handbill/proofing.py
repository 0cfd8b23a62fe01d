"""Computes handbill's own CMYK profile: press files can be made and looked at before a print shop gives its own.

No press was measured for it: it is for proofs, and must never be taken for a printing condition. The clauses are those
of ICC.1:2001-04, version 2 of the format. `python -m handbill.proofing PATH` writes the profile.
"""

import math
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

from handbill import files

Values = Sequence[float]  # CIELAB, ratios of tristimulus values, or four inks from 0 to 1: cyan, magenta, yellow, black
Pull = tuple[float, Values]  # how far a measure is from where it should be, and how fast each ink moves it

NAME = "handbill proof (computed, no press measured)"
RIGHTS = "CC0 1.0: no rights reserved"
DATE = (2026, 1, 1, 0, 0, 0)  # the model's: with a clock's, no two profiles would be the same
D50 = (0.9642, 1.0, 0.8249)  # 6.1, the illuminant of the profile connection space

# The model: paper and solids in CIELAB, round figures of the order of ISO 12647-2's aims for coated paper. Rows of one
# order: as a binary number whose digits are cyan, magenta, yellow.
PAPER, BLACK = (95, 0, -2), (16, 0, 0)
SOLIDS = (PAPER, (89, -5, 93), (48, 74, -3), (47, 68, 48), (55, -37, -50), (50, -66, 26), (24, 20, -46), (23, 0, -1))
SHEEN = 0.35  # what black sends back over ink that sends back nothing, as a share of black on paper
GAIN = 0.03  # growth of a dot of half area; light caught in the paper adds more of it (_mix)

# The separation.
TOTAL_INK = 2.97  # 300 %, less what rounding may add
BLACK_FROM, BLACK_TO, BLACK_CHROMA = 75, 10, 120  # lightness where black ink begins and is full; chroma that has none
CAP, WISH = 100, 12  # what going over the total ink, or a wrong black, weighs against one unit of CIELAB
STEPS, STILL = 20, 1e-4  # steps to take at most; a step so small is the last

# The tables: nodes an axis from ink to CIELAB and back. Back, an axis has its first node's value and its step: greys
# (a = b = 0) stand on nodes, none is spent on what no ink reaches, and what is darker than any ink counts as darkest.
TO_LAB, TO_INK = 8, 16
AXES = ((10, 6), (-7 * 34 / 3, 34 / 3), (-50, 10))
BEYOND = 4  # units of CIELAB off the nearest printable colour: out of gamut
PLAIN = bytes(range(256))
UNIT = [value / 255 for value in PLAIN]


def profile() -> bytes:
    """Return the profile: header (6.1), tag table (6.2), and the tags' data, which the rendering intents share."""
    tags, data = _tags(), b""
    start = 128 + 4 + 12 * sum(len(names) for names, _ in tags)
    rows: list[bytes] = []
    for names, content in tags:
        rows += [struct.pack(">4sII", name, start + len(data), len(content)) for name in names]
        data += content + bytes(-len(content) % 4)
    return _header(start + len(data)) + struct.pack(">I", len(rows)) + b"".join(rows) + data


def luminance(inks: Values) -> float:
    """Return the light that inks on paper send back, as a share of what the bare paper does."""
    return _ratios(_mix(_areas(inks)))[1]


def _header(size: int) -> bytes:
    """Return the header (6.1) of an output profile whose intent is media-relative colorimetric."""
    kind = struct.pack(">I4xI4s4s4s6H4s", size, 0x02400000, b"prtr", b"CMYK", b"Lab ", *DATE, b"acsp")
    return (kind + struct.pack(">24xI", 1) + _fixed(D50)).ljust(128, b"\0")


def _tags() -> list[tuple[tuple[bytes, ...], bytes]]:
    """Return what an output profile must have (6.3.3): for each content, the tags that stand for it."""
    separations, axes, gains = list(_separations()), _axes(), _bytes(255 * area for area in _areas(UNIT))
    white = [ratio * full for ratio, full in zip(_ratios(PAPER), D50, strict=True)]
    device = _bytes(255 * ink for _, inks in separations for ink in inks)
    misses = _bytes(math.dist(lab, _mix(_areas(inks))) for lab, inks in separations)
    # Both texts and whole words, as LittleCMS writes them: WeasyPrint's embedding then changes no byte.
    names = [struct.pack(">4xI", len(NAME) + 1) + f"{NAME}\0".encode(code) for code in ("ascii", "utf-16-be")]
    return [
        ((b"desc",), b"desc" + b"".join(names) + bytes(70 + 3)),  # 6.5.17: no Macintosh text; whole words
        ((b"cprt",), b"text" + bytes(4) + RIGHTS.encode("ascii") + b"\0"),  # 6.5.18
        ((b"wtpt",), b"XYZ " + bytes(4) + _fixed(white)),  # 6.5.26
        ((b"A2B0", b"A2B1", b"A2B2"), _lut(TO_LAB, [gains] * 4, _colours(), [PLAIN] * 3)),
        ((b"B2A0", b"B2A1", b"B2A2"), _lut(TO_INK, axes, device, [PLAIN] * 4)),
        ((b"gamt",), _lut(TO_INK, axes, misses, [bytes(255 * (miss > BEYOND) for miss in PLAIN)])),
    ]


def _lut(nodes: int, inputs: Sequence[bytes], table: bytes, outputs: Sequence[bytes]) -> bytes:
    """Return a lut8Type (6.5.8); its matrix is of use for XYZ alone, and changes nothing."""
    head = struct.pack(">4s4x4B", b"mft1", len(inputs), len(outputs), nodes, 0)
    return head + _fixed((1, 0, 0, 0, 1, 0, 0, 0, 1)) + b"".join(inputs) + table + b"".join(outputs)


def _fixed(values: Values) -> bytes:
    """Return the values as s15Fixed16Number (5.3)."""
    return struct.pack(f">{len(values)}i", *(round(65536 * value) for value in values))


def _bytes(values: Iterable[float]) -> bytes:
    return bytes(max(0, min(255, round(value))) for value in values)


def _areas(inks: Values) -> Values:
    """Return the share of the paper that each ink's dots cover."""
    return [ink + 4 * GAIN * ink * (1 - ink) for ink in inks]


def _colours() -> bytes:
    """Return every node's colour in the 8-bit encoding of CIELAB (annex A), black's changing fastest."""
    nodes = product([node / (TO_LAB - 1) for node in range(TO_LAB)], repeat=4)
    return _bytes(code for lightness, a, b in map(_mix, nodes) for code in (lightness * 2.55, a + 128, b + 128))


def _mix(areas: Values) -> Values:
    """Return the colour of inks' areas relative to the paper (Neugebauer; the roots are Yule and Nielsen's, n = 2)."""
    prints = OVERPRINTS
    for area in areas:
        pairs = zip(prints[: len(prints) // 2], prints[len(prints) // 2 :], strict=True)
        prints = [(x + area * (u - x), y + area * (v - y), z + area * (w - z)) for (x, y, z), (u, v, w) in pairs]
    x, y, z = (math.cbrt(r * r) if r * r > (6 / 29) ** 3 else r * r * (29 / 6) ** 2 / 3 + 4 / 29 for r in prints[0])
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _ratios(lab: Values) -> Values:
    """Return the tristimulus values of a colour in CIELAB as ratios of the white's."""
    y = (lab[0] + 16) / 116
    roots = (y + lab[1] / 500, y, y - lab[2] / 200)
    return [root**3 if root > 6 / 29 else 3 * (6 / 29) ** 2 * (root - 4 / 29) for root in roots]


def _overprints() -> list[tuple[float, ...]]:
    """Return the roots of every overprint's tristimulus values relative to the paper, black's changing fastest."""
    paper, inked = _ratios(PAPER), map(_ratios, (*SOLIDS, BLACK))
    *bare, black = ([value / white for value, white in zip(values, paper, strict=True)] for values in inked)
    over = [[k * (SHEEN + (1 - SHEEN) * v) for k, v in zip(black, values, strict=True)] for values in bare]
    return [tuple(map(math.sqrt, values)) for pair in zip(bare, over, strict=True) for values in pair]


def _axes() -> list[bytes]:
    """Return for each axis of CIELAB where each encoded value lies among the nodes, 0 at the first, 255 at the last."""
    values = ([v / 2.55 for v in PLAIN], *[[v - 128 for v in PLAIN]] * 2)
    scales = zip(values, AXES, strict=True)
    return [_bytes(255 / (TO_INK - 1) * (v - first) / step for v in axis) for axis, (first, step) in scales]


def _separations() -> Iterator[tuple[Values, Values]]:
    """Yield every node of CIELAB with the inks that print it, or else the colour nearest to it."""
    inks: Values = (0.5, 0.5, 0.5, 0.5)
    for lab in product(*([first + step * node for node in range(TO_INK)] for first, step in AXES)):
        inks = _separate(lab, inks)
        yield lab, inks


def _separate(lab: Values, inks: Values) -> Values:
    """Return the inks for a colour by least squares, from a guess (Levenberg and Marquardt, kept within bounds)."""
    damping, pulls = 1.0, _pulls(lab, inks)
    for _ in range(STEPS):
        step = _step(inks, pulls, damping)
        tried = [max(0.0, min(1.0, ink + change)) for ink, change in zip(inks, step, strict=True)]
        after = _pulls(lab, tried)
        better = sum(miss * miss for miss, _ in after) < sum(miss * miss for miss, _ in pulls)
        inks, pulls, damping = (tried, after, damping / 4) if better else (inks, pulls, damping * 8)
        if max(map(abs, step)) < STILL:
            break
    return inks


def _pulls(lab: Values, inks: Values) -> list[Pull]:
    """Return what draws the inks: the colour wanted, the black wanted, and the total ink where they are over it."""
    colour, small = _mix(_areas(inks)), 1e-5
    moved = [_mix(_areas([*inks[:i], inks[i] + small, *inks[i + 1 :]])) for i in range(4)]
    pulls = [(lab[i] - colour[i], [(near[i] - colour[i]) / small for near in moved]) for i in range(3)]
    excess = max(0, sum(inks) - TOTAL_INK)
    return [*pulls, (WISH * (_black(lab) - inks[3]), (0, 0, 0, WISH)), (-CAP * excess, [CAP * (excess > 0)] * 4)]


def _black(lab: Values) -> float:
    """Return the black ink to use in a colour (grey component replacement): more, the darker and the greyer it is."""
    darkness = max(0, min(1, (BLACK_FROM - lab[0]) / (BLACK_FROM - BLACK_TO)))
    return darkness**1.5 * max(0, 1 - math.hypot(lab[1], lab[2]) / BLACK_CHROMA)


def _step(inks: Values, pulls: Sequence[Pull], damping: float) -> Values:
    """Return how to change the inks, those left alone that are drawn over a bound where they stand."""
    drawn = [sum(miss * slopes[i] for miss, slopes in pulls) for i in range(4)]
    free = [(ink > 0 or draw > 0) and (ink < 1 or draw < 0) for ink, draw in zip(inks, drawn, strict=True)]
    rows = [[free[i] * free[j] * sum(s[i] * s[j] for _, s in pulls) for j in range(4)] for i in range(4)]
    for i, row in enumerate(rows):
        row[i] += damping
    return _solve([[*row, own * draw] for row, own, draw in zip(rows, free, drawn, strict=True)])


def _solve(rows: list[list[float]]) -> Values:
    """Return the solution of linear equations (Gauss and Jordan; they are positive definite, no row need be moved)."""
    for i, pivot in enumerate(rows):
        pivot[:] = [value / pivot[i] for value in pivot]
        for row in (*rows[:i], *rows[i + 1 :]):
            row[:] = [value - row[i] * own for value, own in zip(row, pivot, strict=True)]
    return [row[-1] for row in rows]


OVERPRINTS = _overprints()

if __name__ == "__main__":
    files.write_whole(Path(sys.argv[1]), profile())
