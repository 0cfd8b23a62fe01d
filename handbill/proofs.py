"""Pictures of first pages, for those who look before they print: contact sheets, and the small ones of the shelf."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

# Loaded where they are needed, as in the reader.
if TYPE_CHECKING:
    from PIL import Image

# Pixels: wide enough to see breaks and balance, small enough for a web page.
PAGE_WIDTH, GAP, COLUMNS = 420, 12, 4
GROUND = "#8a8f94"
PALETTE = 64
# A picture of the shelf: two pixels for each of its 180 or so on the page.
THUMBNAIL, QUALITY = 400, 60


def sheet(files: Sequence[bytes], page: int = 0) -> bytes:
    """Return a PNG with the given page of each PDF, in rows of four; a PDF with fewer pages shows its last."""
    from PIL import Image

    pictures = [_picture(content, page) for content in files]
    height = max(picture.height for picture in pictures)
    rows = -(-len(pictures) // COLUMNS)
    columns = min(COLUMNS, len(pictures))
    size = (columns * (PAGE_WIDTH + GAP) + GAP, rows * (height + GAP) + GAP)
    whole = Image.new("RGB", size, GROUND)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, COLUMNS)
        whole.paste(picture, (GAP + column * (PAGE_WIDTH + GAP), GAP + row * (height + GAP)))
    return _png(whole)


def thumbnail(content: bytes) -> bytes:
    """Return a WebP of a PDF's first page, its longer side THUMBNAIL pixels."""
    buffer = io.BytesIO()
    picture = _picture(content, 0)
    picture.thumbnail((THUMBNAIL, THUMBNAIL))
    picture.save(buffer, "WEBP", quality=QUALITY)
    return buffer.getvalue()


def _picture(content: bytes, page: int) -> Image.Image:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    shown = document[min(page, len(document) - 1)]
    return shown.render(scale=PAGE_WIDTH / shown.get_width()).to_pil().convert("RGB")


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.quantize(PALETTE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
