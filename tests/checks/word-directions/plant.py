"""Arabic words not marked as right to left, and Latin ones marked so."""

from collections.abc import Iterator

import damage
from damage import holding

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "is not marked as right to left", damage.word(content, BODY, "<w:rtl/>", "<w:cs/>")
    marked = damage.at(content, BODY, "//w:r/w:rPr[w:lang/@w:val]", holding("<w:rtl/>", 0))
    yield "is marked as right to left", marked
