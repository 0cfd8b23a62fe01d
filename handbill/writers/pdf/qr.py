"""QR codes as flat vector squares."""

import io
from functools import lru_cache

import segno

from handbill.model import Document, address_known
from handbill.templates import data_uri
from handbill.writers.pdf.colors import BLACK, PAPER, written


def address_code(document: Document, press: bool) -> str:
    """Return the QR code of the web address as a data address (error correction M, four modules of quiet zone), or
    "".
    """
    return _code(document.facts["website"].href, press) if address_known(document) else ""


# The pieces of an edition share one, in all languages.
@lru_cache(maxsize=16)
def _code(address: str, press: bool) -> str:
    code = segno.make(address, error="m", micro=False)
    buffer = io.BytesIO()
    # ISO/IEC 18004, 6.3.8: a quiet zone of four modules on every side.
    code.save(
        buffer, kind="svg", border=4, scale=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return data_uri(_inked(buffer.getvalue()) if press else buffer.getvalue())


def _inked(svg: bytes) -> bytes:
    """Return the picture in the press's black and paper."""
    # SVG fills a stroked path in RGB black unless told not to.
    svg = svg.replace(b"<path stroke", b'<path fill="none" stroke')
    for flat, color in ((b'"#000"', BLACK), (b'"#fff"', PAPER)):
        svg = svg.replace(flat, f'"{written(color, press=True)}"'.encode())
    return svg
