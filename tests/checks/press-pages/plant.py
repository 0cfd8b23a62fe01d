"""A side too many, and one too few."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened:
        opened.pdf.add_blank_page(page_size=(864, 684))
    yield "the number of pages is 3 where 2", opened.content
    with damage.pdf(content) as opened:
        del opened.pdf.pages[1]
    yield "the number of pages is 1 where 2", opened.content
