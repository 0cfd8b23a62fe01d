"""Crop marks that are missing, and marks on the black plate alone."""

from collections.abc import Iterator
from typing import Any

import damage
import press_damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    dashed = False

    def unmarked(operands: list[Any], operator: str) -> list[damage.Instruction]:
        nonlocal dashed
        dashed = len(operands[0]) > 0 if operator == "d" else dashed
        return [([], "n")] if not dashed and operator == "S" else [(operands, operator)]

    yield "a crop mark is missing", damage.drawn(content, unmarked)
    black = press_damage.painted(content, "0 0 0 1 K 0.25 w 0 626 m 0 644 l S")
    yield "a mark is not in the colour of all plates", black
