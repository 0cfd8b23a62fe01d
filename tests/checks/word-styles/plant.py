"""A style that is not there, one misspelt, one that follows nothing, and a paragraph without any."""

from collections.abc import Iterator

import damage
from damage import gone, marked

BODY, STYLES = "word/document.xml", "word/styles.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    paragraph = "//w:p/w:pPr/w:pStyle[@w:val='BodyText']"
    yield "the paragraph style Body is not there", damage.at(content, BODY, paragraph, marked("w:val", "Body"))
    yield "has no style", damage.at(content, BODY, paragraph, gone)
    name = "//w:style[@w:styleId='Title']/w:name"
    yield "the name of its style Title “title”", damage.at(content, STYLES, name, marked("w:val", "title"))
    followed = damage.at(content, STYLES, "//w:style/w:next", marked("w:val", "Nothing"))
    yield "names the style Nothing, which is not there", followed
