"""A font that is only named, and one that is embedded whole."""

from collections.abc import Iterator

import damage
import pikepdf


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened:
        descriptor = _descriptor(opened.pdf)
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]
    yield "is not embedded", opened.content
    with damage.pdf(content) as opened:
        _descriptor(opened.pdf).FontName = pikepdf.Name("/NotoSans")
    yield "the font /NotoSans is embedded whole", opened.content


def _descriptor(opened: pikepdf.Pdf) -> pikepdf.Dictionary:
    dictionaries = (item for item in opened.objects if isinstance(item, pikepdf.Dictionary))
    return next(item for item in dictionaries if item.get("/Type") == "/FontDescriptor")
