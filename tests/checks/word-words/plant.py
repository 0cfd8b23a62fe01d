"""A word less in the body, other words at the head, and words that are not the document's."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "where “تجمعالناسمعًا؛", damage.word(content, "word/document.xml", "تجمع الناس", "تجمع")
    yield "the body reads “Buynow!", damage.word(content, "word/document.xml", "تجمع الناس", "Buy now! تجمع الناس")
    yield "are not at the head or foot", damage.word(content, "word/header.xml", "Draft", "Final")
