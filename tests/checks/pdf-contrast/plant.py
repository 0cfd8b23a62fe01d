"""Text that its ground swallows: grey, white, dark on dark, half on a field, see-through, on a picture, covered."""

from collections.abc import Iterator

import pikepdf
import press_damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "text in DeviceGray 0.5 has a contrast of 4.0:1", press_damage.typed(content, "0.5 g")
    yield "text in DeviceGray 0.4 has a contrast of 5.7:1", press_damage.typed(content, "0.4 g", size=30)
    yield "text in DeviceGray 1 has a contrast of 1.0:1", press_damage.typed(content, "1 g")
    field = "0.1 0.2 0.4 rg 190 290 200 40 re f"
    yield "text in DeviceGray 0 has a contrast of 1.", press_damage.typed(content, f"{field} 0 g")
    half = "0.1 0.2 0.4 rg 212 290 200 40 re f"
    yield "text in DeviceGray 1 has a contrast of 1.0:1", press_damage.typed(content, f"{half} 1 g")
    pale = pikepdf.Dictionary(ca=0.5)
    yield "contrast cannot be told", press_damage.typed(content, "/pale gs 0 g", ExtGState={"pale": pale})
    picture = press_damage.image(b"\x20" * 4, 2, 2)
    drawn = "q 200 0 0 40 190 290 cm /picture Do Q 1 g"
    yield "contrast cannot be told", press_damage.typed(content, drawn, XObject={"picture": picture})
    yield "something is painted over text", press_damage.painted(content, "1 g 0 0 612 792 re f")
