"""An accent apart from its letter, a space that Word drops, and a character that came with pasting."""

from collections.abc import Iterator

import damage
from damage import marked

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "(not NFC)", damage.word(content, BODY, "أسئلة", "ا\u0654سئلة")
    yield "Word drops the space", damage.at(content, BODY, "//w:t[starts-with(., ' ')]", marked("xml:space", ""))
    yield "holds the character U+200B", damage.word(content, BODY, "تجمع الناس", "تجمع\u200b الناس")
