"""QR codes as flat vector squares."""

import io

import segno

from handbill.model import Document, address_known
from handbill.writers.pdf.pictures import data_uri


def address_code(document: Document, press: bool) -> str:
    """Return the QR code of the web address as a data address (error correction M, four modules of quiet zone), or
    "".
    """
    if not address_known(document):
        return ""
    code = segno.make(document.facts["website"].href, error="m", micro=False)
    buffer = io.BytesIO()
    # ISO/IEC 18004, 6.3.8: a quiet zone of four modules on every side.
    code.save(
        buffer, kind="svg", border=4, scale=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return data_uri(buffer.getvalue())
