"""English in an Arabic file that is not marked as English."""

from collections.abc import Iterator

import damage
import pikepdf


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened:
        for item in opened.pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Lang") == "en-CA":
                del item["/Lang"]
    yield "text in en-CA that is not marked", opened.content
