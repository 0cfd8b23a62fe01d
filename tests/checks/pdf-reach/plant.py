"""Text where office printers do not reach."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "mm from the edge", damage.moved(content, -15)
