"""Pictures for programs that show no SVG: a logo drawn as PNG, with the same bytes every time."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from handbill import libraries
from handbill.errors import HandbillError
from handbill.model import Memory

if TYPE_CHECKING:
    from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"
PIXELS_PER_INCH = 300
POINTS_PER_INCH, MM_PER_INCH = 72, 25.4
# Of an upright picture, in its widths.
LONGEST = 6
# How many times larger than its page a drawing amid much white is drawn; one that is smaller still prints coarser.
LARGEST = 3


def png(picture: bytes, box_mm: tuple[float, float], memory: Memory | None = None) -> bytes:
    """Return an SVG as a PNG on white of 300 pixels an inch, as large as fits into a box of that width and height; and
    a PNG as it is. What was drawn is kept in the memory. Raises HandbillError where it cannot be drawn.
    """
    if picture.startswith(PNG):
        return picture
    versions = repr(libraries.versions())
    key = sha256(b"\0".join((picture, repr(box_mm).encode(), versions.encode()))).hexdigest()
    kept = memory.get(key) if memory is not None else None
    drawn = base64.b64decode(kept) if kept else _drawn(picture, box_mm)
    if memory is not None and not kept:
        memory.put(key, base64.b64encode(drawn).decode())
    return drawn


def size(picture: bytes) -> tuple[int, int]:
    """Return a PNG's width and height in pixels (PNG 11.2.1, IHDR)."""
    return int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])


@lru_cache(maxsize=16)
def _drawn(picture: bytes, box_mm: tuple[float, float]) -> bytes:
    page, rough = _page(picture, box_mm[0]), PIXELS_PER_INCH / POINTS_PER_INCH
    wanted = (length * PIXELS_PER_INCH / MM_PER_INCH for length in box_mm)
    # Drawn once to see how much of it is ink, and again at its size.
    fitting = min(LARGEST, *(room / length for room, length in zip(wanted, _inked(page, rough).size, strict=True)))
    buffer = io.BytesIO()
    _inked(page, rough * fitting).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _page(picture: bytes, width_mm: float) -> bytes:
    """Return a PDF page of the picture, at that width, on paper long enough for an upright one."""
    # These libraries take their time to be imported, and a logo is drawn once.
    from handbill.engine import NOT_DRAWN, undrawn, warned, weasyprint

    address = f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"
    style = f"@page{{size:{width_mm}mm {width_mm * LONGEST}mm;margin:0}}img{{display:block;width:100%}}"
    with warned() as messages:
        page = weasyprint.HTML(string=f'<style>{style}</style><img src="{address}">').write_pdf()
    if undrawn(messages):
        raise HandbillError(NOT_DRAWN)
    return page


def _inked(page: bytes, scale: float) -> Image.Image:
    """Return the page without the white around its ink, so that the picture stands flush with the text."""
    import pypdfium2
    from PIL import Image, ImageChops

    flat = pypdfium2.PdfDocument(page)[0].render(scale=scale).to_pil().convert("RGB")
    inked = ImageChops.difference(flat, Image.new("RGB", flat.size, "white")).getbbox()
    if inked is None:
        from handbill.engine import NOT_DRAWN

        raise HandbillError(NOT_DRAWN)
    return flat.crop(inked)
