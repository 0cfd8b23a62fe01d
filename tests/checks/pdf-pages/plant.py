"""A sheet of the wrong size, and sheets too many."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened:
        opened.pdf.pages[0].mediabox = [0, 0, 595.28, 841.89]
    yield "page 1 is 210.00 × 297.00 mm", opened.content
    with damage.pdf(content) as opened:
        opened.pdf.pages.extend([opened.pdf.pages[0]] * 3)
    yield "pages where 2 are allowed", opened.content
