"""A property too late, one that has no place there, and one behind the words that it is about."""

from collections.abc import Iterator

import damage
from damage import holding, last

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    late = damage.at(content, BODY, "//w:rPr[w:rStyle and w:rtl]/w:rStyle", last)
    yield "rStyle stands too late in rPr (ECMA-376 part 1, 17.3.2.28)", late
    odd = damage.at(content, BODY, "//w:sectPr", holding("<w:spacing/>"))
    yield "spacing has no place in sectPr", odd
    yield "pPr stands behind the content that it is about", damage.at(content, BODY, "//w:p/w:pPr", last)
