"""A letter that its font lacks."""

from collections.abc import Iterator
from typing import Any

import damage
import pikepdf


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    def emptied(operands: list[Any], operator: str) -> list[damage.Instruction]:
        return [([pikepdf.String(b"\0\0")], "Tj")] if operator in ("Tj", "TJ") else [(operands, operator)]

    yield "shows the empty box", damage.drawn(content, emptied)
