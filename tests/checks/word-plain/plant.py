"""A run made bold by hand, one with a face of its own, and a paragraph centred by hand."""

from collections.abc import Iterator

import damage
from damage import holding

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "direct formatting (b)", damage.at(content, BODY, "//w:r/w:rPr[w:rtl]", holding("<w:b/>", 0))
    faced = damage.at(content, BODY, "//w:r/w:rPr[w:rtl]", holding("<w:rFonts w:cs='Arial'/>", 0))
    yield "direct formatting (rFonts)", faced
    paragraph = "//w:p/w:pPr[w:pStyle/@w:val='BodyText'][not(w:bidi)]"
    centred = damage.at(content, BODY, paragraph, holding("<w:jc w:val='center'/>", 1))
    yield "direct formatting (jc)", centred
