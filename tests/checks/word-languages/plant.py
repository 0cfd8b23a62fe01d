"""Another language in the properties, none assumed for complex scripts, and English not marked as English."""

from collections.abc import Iterator

import damage
from damage import marked


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "do not name the language ar", damage.word(content, "docProps/core.xml", ">ar<", ">fr<")
    silent = damage.at(content, "word/styles.xml", "//w:docDefaults//w:lang", marked("w:bidi", ""))
    yield "the styles name no language for w:bidi", silent
    unmarked = damage.word(content, "word/document.xml", '<w:lang w:val="en-CA"/>', "")
    yield "is not marked as en-CA", unmarked
