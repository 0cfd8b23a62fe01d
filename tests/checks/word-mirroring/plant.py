"""A sheet, all styles, and an English paragraph that run in the wrong direction."""

from collections.abc import Iterator

import damage
from damage import gone

BODY = "word/document.xml"
ENGLISH = "//w:p[w:pPr/w:pStyle/@w:val='Heading1']/w:pPr/w:bidi"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "a sheet or table runs in the wrong direction (bidi)", damage.at(content, BODY, "//w:sectPr/w:bidi", gone)
    yield "“Is there “more”?” runs in the wrong direction", damage.at(content, BODY, ENGLISH, gone)
