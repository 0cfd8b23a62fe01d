"""A list that is not there, one that goes on from another, a heading numbered by hand, a style not linked."""

from collections.abc import Iterator

import damage
from damage import gone, holding, marked

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    numbers = "//w:p[w:pPr/w:pStyle/@w:val='ListNumber']/w:pPr/w:numPr/w:numId"
    yield "the list 77 is not there", damage.at(content, BODY, numbers, marked("w:val", "77"))
    run_on = damage.at(content, "word/numbering.xml", "//w:num[last()]/w:lvlOverride", gone)
    yield "go on from another list", run_on
    heading = "//w:p/w:pPr[w:pStyle/@w:val='Heading1']"
    counted = damage.at(content, BODY, heading, holding("<w:numPr><w:numId w:val='1'/></w:numPr>", 1))
    yield "is numbered by hand", counted
    style = damage.at(content, "word/numbering.xml", "//w:pStyle", marked("w:val", "BodyText"))
    yield "the style BodyText does not name the list that names it", style
