"""An answer in no control, and a control that belongs to no question."""

from collections.abc import Iterator

import damage
from damage import marked, unwrapped

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    answer = "//w:sdt[w:sdtPr/w:tag/@w:val='answer.reach']"
    yield "the control answer.reach is not there", damage.at(content, BODY, answer, unwrapped)
    other = damage.at(content, BODY, f"{answer}/w:sdtPr/w:tag", marked("w:val", "answer.other"))
    yield "the control answer.other belongs to no question", other
