"""An empty paragraph, and a page broken by hand."""

from collections.abc import Iterator

import damage
from damage import holding

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    empty = "<w:p><w:pPr><w:pStyle w:val='BodyText'/></w:pPr></w:p>"
    yield "a paragraph of the style BodyText is empty", damage.at(content, BODY, "/*/*", holding(empty, 0))
    broken = damage.at(content, BODY, "//w:p/w:r", holding("<w:br w:type='page'/>"))
    yield "broken by hand (page)", broken
