"""A letter that its font lacks."""

from collections.abc import Iterator
from typing import Any

import damage
import pikepdf


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    done = False

    def emptied(operands: list[Any], operator: str) -> list[damage.Instruction]:
        nonlocal done
        if operator == "TJ" and not done:
            done = True
            return [([pikepdf.Array([*operands[0], pikepdf.String(b"\0\0")])], "TJ")]
        return [(operands, operator)]

    yield "the empty box of a letter", damage.drawn(content, emptied)
