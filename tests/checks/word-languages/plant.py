"""Another language in the properties, and a style that runs the other way."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "do not name the language ar", damage.word(content, "docProps/core.xml", ">ar<", ">fr<")
    turned = damage.word(content, "word/styles.xml", '<w:bidi w:val="1"/>', '<w:bidi w:val="0"/>')
    yield "the Normal style runs in the wrong direction", turned
