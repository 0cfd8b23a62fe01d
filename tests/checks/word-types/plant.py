"""A part without a content type, one of a type that is not its own, and the type of a part that is not there."""

from collections.abc import Iterator

import damage
from damage import gone, marked

TYPES, HEADER = "[Content_Types].xml", "//*[@PartName='/word/header.xml']"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "word/header.xml has the content type application/xml", damage.at(content, TYPES, HEADER, gone)
    wrong = damage.word(content, TYPES, "document.main+xml", "template.main+xml")
    yield "template.main+xml where application", wrong
    moved = damage.at(content, TYPES, HEADER, marked("PartName", "/word/header9.xml"))
    yield "given for word/header9.xml, which is not there", moved
