"""Addresses that cannot be clicked."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened:
        for page in opened.pdf.pages:
            if "/Annots" in page:
                del page["/Annots"]
    yield "the address https://example.org/ar cannot be clicked", opened.content
