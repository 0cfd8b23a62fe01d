"""Areas, lines and pictures that end at the knife, and a cover whose colour does."""

from collections.abc import Iterator
from typing import Any

import damage
import press_damage

SHORT = [
    ("ends at the left trim", "0 0.5 0 0 k 0 100 50 50 re f"),
    ("ends at the left trim", "0 0.5 0 0 k -4 100 50 50 re f"),
    ("ends at the upper trim", "0 0.5 0 0 k 100 560 50 52 re f"),
    ("ends at the lower trim", "0 0.5 0 0 k -20 -20 200 600 re W n 100 0.2 50 50 re f"),
    ("ends at the left trim", "0 0.5 0 0 K 10 w 5 100 m 5 200 l S"),
    ("ends at the left trim", "50 0 0 50 0 100 cm /Im Do"),
]


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    gray = press_damage.image(b"\x80" * 90000, 300, 300)
    for words, operators in SHORT:
        yield words, press_damage.painted(content, operators, XObject={"Im": gray})
    yield "the panel cover is not coloured to the edge of the bleed", damage.drawn(content, _uncoloured)


def _uncoloured(operands: list[Any], operator: str) -> list[damage.Instruction]:
    """Drop the cover's colour, the only thing so wide."""
    wide = operator == "re" and float(operands[2]) > 370
    return [([20, 20, 9, 9], "re")] if wide else [(operands, operator)]
