"""A file that asks the reader, opens in an older mode, and shows who wrote what."""

from collections.abc import Iterator

import damage
from damage import holding

SETTINGS = "word/settings.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    asking = damage.at(content, SETTINGS, "/*", holding("<w:updateFields/>"))
    yield "updateFields asks the reader", asking
    yield "compatibility mode is 14", damage.word(content, SETTINGS, 'w:val="15"', 'w:val="14"')
    tracked = damage.at(content, "word/document.xml", "//w:p", holding("<w:ins w:id='900' w:author='x'/>"))
    yield "a trace of writing is left (ins)", tracked
