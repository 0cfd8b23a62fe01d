"""Text across a fold."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "page 2 has text across a fold", damage.moved(content, -12, page=1)
