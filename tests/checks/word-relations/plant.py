"""A link to nowhere, a picture from elsewhere, a part that nothing leads to, an address without words."""

from collections.abc import Iterator

import damage
from damage import gone, marked

RELATIONS = "word/_rels/document.xml.rels"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    unknown = damage.at(content, "word/document.xml", "//w:headerReference", marked("r:id", "rId98"))
    yield "a headerReference refers to rId98, which is no header", unknown
    fetched = damage.at(content, RELATIONS, "//*[@Target='media/logo.png']", marked("TargetMode", "External"))
    yield "leads out of the file, to media/logo.png", fetched
    yield "nothing leads to the part word/theme.xml", damage.at(content, RELATIONS, "//*[@Target='theme.xml']", gone)
    doubled = damage.at(content, RELATIONS, "//*[@TargetMode]", damage.doubled, marked("Id", "rId99"))
    yield "has the address rId99, to which no words lead", doubled
