"""A field that does not end, and one that fetches a file."""

from collections.abc import Iterator

import damage
from damage import gone

FOOT = "word/footer.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "a field does not begin, say", damage.at(content, FOOT, "//w:r[w:fldChar/@w:fldCharType='end']", gone)
    yield "a field says “INCLUDETEXT x”", damage.word(content, FOOT, " NUMPAGES ", " INCLUDETEXT x ")
