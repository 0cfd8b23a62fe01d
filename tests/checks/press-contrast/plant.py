"""Text that its ground swallows: a light ink on paper, black on a dark field, white on a light one, painted over."""

from collections.abc import Iterator

import press_damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "text in DeviceCMYK 0.1 0.5 0.95 0.02 has a", press_damage.typed(content, "0.1 0.5 0.95 0.02 k", size=24)
    field = "1 0.7 0.3 0.3 k 190 290 200 40 re f"
    yield "text in DeviceCMYK 0 0 0 1 has a contrast of 1.", press_damage.typed(content, f"{field} 0 0 0 1 k")
    light = "0.2 0.1 0 0 k 190 290 200 40 re f"
    yield "text in DeviceCMYK 0 0 0 0 has a contrast of 1.", press_damage.typed(content, f"{light} 0 0 0 0 k", size=24)
    yield "something is painted over text", press_damage.painted(content, "0 0 0 0 k 300 100 100 300 re f")
