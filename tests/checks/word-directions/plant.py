"""Arabic words not marked as right to left, and Latin ones marked so."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "is not marked as right to left", damage.word(content, "word/document.xml", "<w:rtl/>", "")
    marked = damage.word(content, "word/document.xml", '<w:lang w:val="en-CA"/>', '<w:rtl/><w:lang w:val="en-CA"/>')
    yield "is marked as right to left", marked
