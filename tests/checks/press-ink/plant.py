"""More ink than dries: in an area, in one pixel, in a JPEG, in a palette, at the end of a shading, by overprint."""

import io
from collections.abc import Iterator
from typing import Any

import press_damage
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

BOX = "100 100 50 50 re f"
PLACE = "24 0 0 24 100 100 cm /Im Do"
RICH = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[1, 1, 0.8, 0.5])


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "301% of ink", press_damage.painted(content, f"1 1 0.5 0.51 k {BOX}")
    yield "340% of ink", press_damage.typed(content, "1 1 0.9 0.5 k", size=20)
    yield from _pictures(content)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[100, 0, 150, 0], Function=RICH)
    clip = "100 100 50 50 re W n /Sh sh"
    yield "330% of ink", press_damage.painted(content, clip, Shading={"Sh": shading})
    over = Dictionary(OP=True, op=True, OPM=1)
    both = f"1 1 0 0 k {BOX} /Over gs 0 0 1 0.5 k {BOX}"
    yield "350% of ink", press_damage.painted(content, both, ExtGState={"Over": over})


def _pictures(content: bytes) -> Iterator[tuple[str, bytes]]:
    pixels = bytearray(b"\x10" * 40000)
    pixels[4 * 5050 : 4 * 5050 + 4] = bytes((255, 255, 255, 51))
    # The pixel in column 50 and row 50 of 100, in an image 24 pt wide that begins 100 pt from the left.
    yield "page 1, 39.5 mm from the left", _shown(content, press_damage.image(bytes(pixels), 100, 100, "/DeviceCMYK"))
    palette = Array([Name.Indexed, Name.DeviceCMYK, 1, String(bytes((0, 0, 0, 0, 255, 255, 255, 51)))])
    yield "320% of ink", _shown(content, press_damage.image(b"\1" * 10000, 100, 100, palette))
    yield "% of ink", _shown(content, jpeg((255, 255, 255, 60)))


def _shown(content: bytes, picture: tuple[bytes, Any]) -> bytes:
    return press_damage.painted(content, PLACE, XObject={"Im": picture})


def jpeg(ink: tuple[int, int, int, int]) -> tuple[bytes, Any]:
    """Return a JPEG of one colour as image programs write it: upside down, with a Decode that turns it round."""
    data = io.BytesIO()
    Image.new("CMYK", (100, 100), ink).save(data, "JPEG", quality=95)
    turned = {"Filter": Name.DCTDecode, "Decode": Array([1, 0] * 4)}
    return press_damage.image(data.getvalue(), 100, 100, "/DeviceCMYK", **turned)
