"""A word across a fold, a fold without its marks, and a mark where no fold is."""

from collections.abc import Iterator
from typing import Any

import damage
import press_damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    for across in (258.0, 256.0):
        yield "text runs across a fold", press_damage.typed(content, "0 0 0 1 k", at=(across, 300))
    dashed = False

    def unmarked(operands: list[Any], operator: str) -> list[damage.Instruction]:
        nonlocal dashed
        dashed = len(operands[0]) > 0 if operator == "d" else dashed
        return [([], "n")] if dashed and operator == "S" else [(operands, operator)]

    yield "no mark above the fold", damage.drawn(content, unmarked)
    mark = "/reg CS 1 SCN 0.25 w 100 626 m 100 644 l S"
    yield "35.28 mm from the left, is at no fold", press_damage.painted(content, mark)
