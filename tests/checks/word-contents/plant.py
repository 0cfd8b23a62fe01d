"""An entry that leads elsewhere, and a list that is no field."""

from collections.abc import Iterator

import damage
from damage import marked, told

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    entry = damage.at(content, BODY, "//w:hyperlink[@w:anchor]", marked("w:anchor", "faq_end"))
    yield "does not lead to its heading", entry
    yield "the list of contents is no field", damage.at(content, BODY, "//w:instrText", told(" PAGE "))
