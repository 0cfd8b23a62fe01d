"""A bookmark too few, and bookmarks in another order."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened, opened.pdf.open_outline() as outline:
        del outline.root[0].children[2]
    yield "not the questions in their order", opened.content
    with damage.pdf(content) as opened, opened.pdf.open_outline() as outline:
        outline.root[0].children.reverse()
    yield "not the questions in their order", opened.content
