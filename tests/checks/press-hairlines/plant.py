"""Lines too thin for a plate: as written, by scale, as thin as a device can, and as a filled rule."""

from collections.abc import Iterator

import pikepdf
import press_damage

THIN = [
    ("a line of 0.10 pt", "0 0 0 1 K 0.1 w 100 100 m 150 100 l S"),
    ("a line of 0.20 pt", "0 0 0 1 K 0.2 0 0 0.2 0 0 cm 1 w 500 500 m 700 500 l S"),
    ("a line of 0.20 pt", "0 0 0 1 K 1 0 0 0.2 0 0 cm 1 w 100 500 m 150 500 l S"),
    ("a line of 0.00 pt", "0 0 0 1 K 0 w 100 100 m 150 100 l S"),
    ("a filled rule of 0.10 pt", "0 0 0 1 k 100 100 50 0.1 re f"),
    ("a filled rule of 0.10 pt", "0 0 0 1 k 100 100 50 20 re 100 150 m 150 150 l 150 150.1 l 100 150.1 l h f"),
]


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    for words, operators in THIN:
        yield words, press_damage.painted(content, operators)
    parameters = press_damage.painted(
        content, "/Thin gs 0 0 0 1 K 100 100 m 150 100 l S", ExtGState={"Thin": pikepdf.Dictionary(LW=0.1)}
    )
    yield "a line of 0.10 pt", parameters
