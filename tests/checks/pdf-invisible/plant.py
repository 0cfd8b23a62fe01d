"""Text that can be searched and not seen."""

from collections.abc import Iterator
from typing import Any

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    def hidden(operands: list[Any], operator: str) -> list[damage.Instruction]:
        return [(operands, operator), ([3], "Tr")] if operator == "BT" else [(operands, operator)]

    yield "page 1 holds invisible text", damage.drawn(content, hidden)
