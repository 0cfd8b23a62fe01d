"""A field that would show nothing or other words when emptied, one that looks filled in, one without such words."""

from collections.abc import Iterator

import damage
from damage import gone, marked, told

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    entry = "//w:docPart[.//w:name/@w:val='partner.email']"
    emptied = damage.at(content, "word/glossary/document.xml", entry, gone)
    yield "the words partner.email of the control partner.email are not in the glossary", emptied
    field = "//w:sdt[w:sdtPr/w:tag/@w:val='partner.email']"
    filled = damage.at(content, BODY, f"{field}//w:rStyle", marked("w:val", "Strong"))
    yield "look as if they had been filled in", filled
    other = damage.at(content, "word/glossary/document.xml", f"{entry}//w:t", told("…"))
    yield "shows other words than it would when emptied", other
    yield "has no words to show when it is empty", damage.at(content, BODY, f"{field}//w:placeholder", gone)
