"""Every second line without its words."""

from collections.abc import Iterator
from typing import Any

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    count = 0

    def silenced(operands: list[Any], operator: str) -> list[damage.Instruction]:
        nonlocal count
        count += operator in ("Tj", "TJ")
        return [] if operator in ("Tj", "TJ") and count % 2 == 0 else [(operands, operator)]

    yield "of the words", damage.drawn(content, silenced)
