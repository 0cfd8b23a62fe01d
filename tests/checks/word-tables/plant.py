"""A table without a header row, without a title, with a column too many, in another's cell."""

from collections.abc import Iterator

import damage
from damage import doubled, gone, holding

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "the first row of a table is no header", damage.at(content, BODY, "//w:tblHeader", gone)
    yield "a table has no tblCaption", damage.at(content, BODY, "//w:tblCaption", gone)
    yield "a table of 3 columns has a row of 2 cells", damage.at(content, BODY, "//w:gridCol", doubled)
    yield "a cell does not end with a paragraph", damage.at(content, BODY, "//w:tc", holding("<w:tbl/>"))
