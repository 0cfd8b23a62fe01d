"""A bookmark that is not closed, one that Word cannot keep, a question outside its own or without one."""

from collections.abc import Iterator

import damage
from damage import gone, holding, last, marked

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "does not begin and end once", damage.at(content, BODY, "//w:bookmarkEnd", gone)
    cut = '<w:bookmarkStart w:id="900" w:name="faq-what"/>', '<w:bookmarkEnd w:id="900"/>'
    yield "Word cannot keep the name “faq-what”", damage.at(content, BODY, "//w:p", *map(holding, cut))
    yield "is not around the words of its question", damage.at(content, BODY, "//w:bookmarkStart", last)
    renamed = damage.at(content, BODY, "//w:bookmarkStart", marked("w:name", "faq_other"))
    yield "the question what has no bookmark faq_what", renamed
