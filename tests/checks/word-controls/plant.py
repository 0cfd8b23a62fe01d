"""A control without a title or with another's tag, an imprint that can be changed, kinds that LibreOffice spoils."""

from collections.abc import Iterator

import damage
from damage import gone, holding, marked

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    field = "//w:sdtPr[w:tag/@w:val='partner.email']"
    yield "the control partner.email has no title", damage.at(content, BODY, f"{field}/w:alias", gone)
    same = damage.at(content, BODY, f"{field}/w:tag", marked("w:val", "partner.contact"))
    yield "2 controls are tagged “partner.contact”", same
    yield "the control imprint has the lock “”", damage.at(content, "word/footer.xml", "//w:lock", gone)
    kind = "//w:sdtPr[w:tag/@w:val='answer.what']/w:docPartObj"
    yield "the control answer.what of paragraphs would be written back", damage.at(content, BODY, kind, gone)
    yield "of plain text would be written back several times", damage.at(content, BODY, field, holding("<w:text/>"))
