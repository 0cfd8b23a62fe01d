"""Two controls with one id, a control with none, and a property with one that is not free."""

from collections.abc import Iterator

import damage
from damage import gone, marked

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    ids = "//w:sdt[w:sdtPr/w:tag/@w:val='answer.what']/w:sdtPr/w:id"
    taken = damage.part(content, BODY).partition('<w:id w:val="')[2].partition('"')[0]
    yield f"2 control ids are {taken}", damage.at(content, BODY, ids, marked("w:val", taken))
    yield "has the id “”, which is no whole number", damage.at(content, BODY, ids, gone)
    low = damage.at(content, "docProps/custom.xml", "//*[@pid]", marked("pid", "1"))
    yield "a property has the id 1", low
