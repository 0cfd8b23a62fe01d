"""A draft that does not say so."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "page 1 does not say that this is a draft", damage.silenced(content, "Draft: not for distribution")
