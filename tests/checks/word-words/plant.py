"""A word less."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "are not there", damage.word(content, "word/document.xml", "تجمع الناس", "تجمع")
    yield "are not there", damage.word(content, "word/header.xml", "Draft", "Final")
