"""A part that Word cannot do without."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "the part _rels/.rels is missing", damage.without(content, "_rels/.rels")
