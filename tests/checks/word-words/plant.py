"""A word less, words that are not the document's, two lines in each other's place, and other words at the head."""

from collections.abc import Iterator

import damage

BODY = "word/document.xml"
ONE, TWO, HELD = "تقوم بثلاثة أمور:", "تجمع الناس معًا؛", "\ue000"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "where “الناسمعًا؛", damage.word(content, BODY, "تجمع الناس", "تجمع")
    yield "the body reads “اشترواالآن", damage.word(content, BODY, "تجمع الناس", "اشتروا الآن! تجمع الناس")
    held = damage.word(content, BODY, ONE, HELD)
    yield "where “قومبثلاثةأمور:", damage.word(damage.word(held, BODY, TWO, ONE), BODY, HELD, TWO)
    yield "are not at the head or foot", damage.word(content, "word/header.xml", "مسودة", "نهائية")
