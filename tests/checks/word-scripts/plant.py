"""Latin words marked as of a complex script, and as East Asian."""

from collections.abc import Iterator

import damage
from damage import holding

BODY, LATIN = "word/document.xml", "//w:r/w:rPr[w:lang/@w:val]"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "marked as of another script", damage.at(content, BODY, LATIN, holding("<w:cs/>", 0))
    hinted = damage.at(content, BODY, LATIN, holding("<w:rFonts w:hint='eastAsia'/>", 0))
    yield "marked as of another script", hinted
