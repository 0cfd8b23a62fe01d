"""A link, and a field to fill in."""

from collections.abc import Iterator

import damage
from pikepdf import Array, Dictionary, Name


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[100, 100, 200, 120], Border=[0, 0, 0])
    with damage.pdf(content) as opened:
        opened.pdf.pages[1].Annots = Array([link])
    yield "page 2 has annotations (Link)", opened.content
    with damage.pdf(content) as opened:
        opened.pdf.Root.AcroForm = Dictionary(Fields=[])
    yield "a form to fill in", opened.content
