"""A logo that is not described, one drawn too wide, one that is no PNG, and a drawing of an older kind."""

from collections.abc import Iterator

import damage
from damage import holding, marked

BODY = "word/document.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "a picture is described as “”", damage.at(content, BODY, "//wp:docPr", marked("descr", ""))
    yield "pixels is drawn 9000000 ×", damage.at(content, BODY, "//wp:extent", marked("cx", "9000000"))
    yield "a picture is no PNG", damage.with_part(content, "word/media/logo.png", b"GIF89a")
    old = damage.at(content, BODY, "//w:p/w:r", holding("<w:pict/>"))
    yield "a pict is a drawing of an older kind", old
