"""Small text in more than black: four-colour black, a colour, white, a coloured outline, small by its matrix."""

from collections.abc import Iterator

import press_damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "text of 8.0 pt is in DeviceCMYK 0.6 0.4 0.4 1", press_damage.typed(content, "0.6 0.4 0.4 1 k", size=8)
    yield "text of 13.9 pt is in DeviceCMYK 0 0.5 0 0", press_damage.typed(content, "0 0.5 0 0 k", size=13.9)
    yield "text of 9.0 pt is in DeviceCMYK 0 0 0 0.9", press_damage.typed(content, "0 0 0 0.9 k", size=9)
    yield "text of 9.0 pt is in DeviceGray 0.5", press_damage.typed(content, "0.5 g", size=9)
    yield "text of 9.0 pt is in DeviceCMYK 0 0 0 0", press_damage.typed(content, "0 0 0 0 k", size=9)
    outlined = press_damage.typed(content, "0 0 0 1 k 0 1 0 0 K 0.3 w 2 Tr", size=9)
    yield "text of 9.0 pt is in DeviceCMYK 0 1 0 0", outlined
    turned = "0 1 0 0 k 0 0.5 -0.5 0 300 100 cm"
    yield "text of 10.0 pt is in DeviceCMYK 0 1 0 0", press_damage.typed(content, turned, size=20, at=(100, 100))
