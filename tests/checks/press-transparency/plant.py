"""What shows through: by opacity, by blending, by a mask; and pages that would blend in light."""

from collections.abc import Iterator

import damage
import press_damage
from pikepdf import Dictionary, Name

BOX = "/Odd gs 0 0.5 0 0 k 100 100 50 50 re f"
GROUP = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
MASK = Dictionary(S=Name.Luminosity)
PARAMETERS = [Dictionary(ca=0.5), Dictionary(BM=Name.Multiply), Dictionary(SMask=MASK)]


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    for parameters in PARAMETERS:
        yield "an area is transparent or blended", press_damage.painted(content, BOX, ExtGState={"Odd": parameters})
    yield "an area is transparent or blended", _grouped(content)
    yield "an image has a soft mask", _masked(content)
    with damage.pdf(content) as opened:
        opened.pdf.pages[0].Group.CS = Name.DeviceRGB
    yield "colours would blend in /DeviceRGB", opened.content
    with damage.pdf(content) as opened:
        del opened.pdf.pages[0]["/Group"]
    yield "colours would blend in no space at all", opened.content


def _grouped(content: bytes) -> bytes:
    """Return the file with a group that is half transparent, and whose own parts are not."""
    keys = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 50, 50], Group=GROUP, Resources=Dictionary())
    keys.Resources.ExtGState = Dictionary(Full=Dictionary(ca=1))
    group = (b"/Full gs 0 0.5 0 0 k 0 0 50 50 re f", keys)
    parameters = {"Odd": PARAMETERS[0]}
    return press_damage.painted(
        content, "1 0 0 1 100 100 cm /Odd gs /Fm Do", XObject={"Fm": group}, ExtGState=parameters
    )


def _masked(content: bytes) -> bytes:
    gray = press_damage.image(b"\x80" * 10000, 100, 100)
    shown = press_damage.painted(content, "24 0 0 24 100 100 cm /Im Do", XObject={"Im": gray, "Mask": gray})
    with damage.pdf(shown) as opened:
        held = opened.pdf.pages[0].resources.XObject
        held.Im.SMask = held.Mask
    return opened.content
