"""Headings outside the outline, no title, and a heading of the second level before the first."""

from collections.abc import Iterator

import damage
from damage import gone, marked


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    flat = damage.at(content, "word/styles.xml", "//w:style[@w:styleId='Heading1']//w:outlineLvl", gone)
    yield "is not in the outline at its level", flat
    title = damage.at(content, "word/document.xml", "//w:pStyle[@w:val='Title']", marked("w:val", "Subtitle"))
    yield "no paragraph is the title", title
    second = damage.at(content, "word/document.xml", "//w:pStyle[@w:val='Notice']", marked("w:val", "Heading2"))
    yield "skips a level", second
