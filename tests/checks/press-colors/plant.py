"""Light instead of ink, spot colours and profiles: in areas, lines, text, images, forms, patterns, shadings, letters;
and the colour of all plates inside the bleed.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf
import press_damage
from pikepdf import Array, Dictionary, Name

BOX = "100 100 50 50 re f"
TINT = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[0, 1, 0, 0])
LIGHT = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0], C1=[1, 0, 0])
LAB = Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82])])
SPOT = Array([Name.Separation, Name("/PANTONE#20032"), Name.DeviceCMYK, TINT])


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "an area in DeviceRGB", press_damage.painted(content, f"1 0 0 rg {BOX}")
    yield "a line in DeviceRGB", press_damage.painted(content, "1 0 0 RG 1 w 100 100 m 150 100 l S")
    yield "text in DeviceRGB", press_damage.typed(content, "1 0 0 rg", size=20)
    yield "an area in Lab", press_damage.painted(content, f"/L cs 50 0 0 sc {BOX}", ColorSpace={"L": LAB})
    spot = press_damage.painted(content, f"/S cs 1 scn {BOX}", ColorSpace={"S": SPOT})
    yield "an area in Separation PANTONE 032", spot
    yield "(Separation All) is used inside the bleed", press_damage.painted(content, f"/reg cs 0.5 scn {BOX}")
    yield from _pictures(content)
    yield from _nested(content)


def _pictures(content: bytes) -> Iterator[tuple[str, bytes]]:
    place = "20 0 0 20 100 100 cm /Im Do"
    indexed = Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(b"\0\0\0\xff\0\0")])
    for space, data, named in (
        ("/DeviceRGB", b"\x80" * 30000, "DeviceRGB"),
        (indexed, b"\1" * 10000, "Indexed DeviceRGB"),
        (LAB, b"\x80" * 30000, "Lab"),
    ):
        picture = press_damage.image(data, 100, 100, space)
        yield f"an image in {named}", press_damage.painted(content, place, XObject={"Im": picture})
    inline = "20 0 0 20 100 100 cm BI /W 100 /H 100 /CS /RGB /BPC 8 /F /AHx ID " + "80" * 30000 + "> EI"
    yield "an image in DeviceRGB", press_damage.painted(content, inline)


def _nested(content: bytes) -> Iterator[tuple[str, bytes]]:
    form = _form("1 0 0 rg 0 0 50 50 re f")
    yield "an area in DeviceRGB", press_damage.painted(content, "/Fm Do", XObject={"Fm": form})
    tile = Dictionary(
        PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 9, 9], XStep=9, YStep=9, Resources=Dictionary()
    )
    pattern = {"P": (b"1 0 0 rg 0 0 5 5 re f", tile)}
    yield "an area in DeviceRGB", press_damage.painted(content, f"/Pattern cs /P scn {BOX}", Pattern=pattern)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[100, 0, 150, 0], Function=LIGHT)
    clip = "100 100 50 50 re W n /Sh sh"
    yield "a shading in DeviceRGB", press_damage.painted(content, clip, Shading={"Sh": shading})
    shaded = Dictionary(PatternType=2, Shading=shading)
    yield "a shading in DeviceRGB", press_damage.painted(content, f"/Pattern cs /P scn {BOX}", Pattern={"P": shaded})
    default = press_damage.painted(content, f"0 0.5 0 0 k {BOX}", ColorSpace={"DefaultCMYK": SPOT})
    yield "Separation PANTONE 032", default


def _form(operators: str) -> tuple[bytes, Any]:
    keys = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 50, 50],
        Matrix=[1, 0, 0, 1, 100, 100],
        Resources=Dictionary(),
    )
    return operators.encode(), keys
