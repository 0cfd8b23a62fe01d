"""A run made bold by hand, and a paragraph centred by hand."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "direct formatting (b)", damage.word(content, "word/document.xml", "<w:rtl/>", "<w:rtl/><w:b/>")
    centred = damage.word(content, "word/document.xml", "</w:pPr>", '<w:jc w:val="center"/></w:pPr>')
    yield "direct formatting (jc)", centred
