"""Pictures too coarse for print: across, up, within a form, and of one bit."""

from collections.abc import Iterator

import press_damage
from pikepdf import Dictionary, Name


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    gray = press_damage.image(b"\x80" * 10000, 100, 100)
    for operators in ("100 0 0 24 100 100 cm /Im Do", "0 24 -100 0 300 100 cm /Im Do"):
        yield "an image of 72 ppi", press_damage.painted(content, operators, XObject={"Im": gray})
    mask = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=80, Height=80, ImageMask=True, BitsPerComponent=1)
    stencil = (b"\xaa" * 800, mask)
    operators = "0 0 0 1 k 24 0 0 24 100 100 cm /Im Do"
    yield "an image of 240 ppi", press_damage.painted(content, operators, XObject={"Im": stencil})
    inline = "24 0 0 24 100 100 cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 80808080> EI"
    yield "an image of 6 ppi", press_damage.painted(content, inline)
