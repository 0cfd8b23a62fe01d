"""A style set to the right, and one that says where letters hang in a line."""

from collections.abc import Iterator

import damage
from damage import holding

STYLES, PARAGRAPHS = "word/styles.xml", "//w:style[@w:styleId='Subtitle']/w:pPr"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "jc is right in pPr", damage.at(content, STYLES, PARAGRAPHS, holding("<w:jc w:val='right'/>"))
    hung = damage.at(content, STYLES, PARAGRAPHS, holding("<w:textAlignment w:val='top'/>"))
    yield "textAlignment is top in pPr", hung
