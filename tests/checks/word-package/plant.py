"""A part that Word cannot do without; a part that declares an entity."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "the part _rels/.rels is missing", damage.without(content, "_rels/.rels")
    declared = damage.word(content, "word/styles.xml", "<w:styles ", "<!DOCTYPE x [<!ENTITY y 'z'>]><w:styles ")
    yield "word/styles.xml has a document type", declared
