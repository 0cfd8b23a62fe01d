"""Replacement text as long as a paragraph."""

from collections.abc import Iterator
from typing import Any

import damage
import pikepdf


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    def replaced(operands: list[Any], operator: str) -> list[damage.Instruction]:
        if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
            operands[1].ActualText = pikepdf.String("A paragraph. " * 13)
        return [(operands, operator)]

    yield "replacement text longer than a line", damage.drawn(content, replaced)
