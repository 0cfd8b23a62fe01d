"""A style that is bold in Latin letters only, and one whose size is for complex scripts only."""

from collections.abc import Iterator

import damage
from damage import gone

STYLES = "word/styles.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "Heading1 has one of b and bCs", damage.at(content, STYLES, "//w:style[@w:styleId='Heading1']//w:bCs", gone)
    yield "Title has one of sz and szCs", damage.at(content, STYLES, "//w:style[@w:styleId='Title']//w:sz", gone)
