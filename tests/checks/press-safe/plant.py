"""Words too near to the knife, over it, and too near to a fold."""

from collections.abc import Iterator

import press_damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    for across in (4.0, -3.0):
        yield "closer than 3 mm to the trim", press_damage.typed(content, "0 0 0 1 k", at=(across, 300))
    yield "closer than 3 mm to the trim", press_damage.typed(content, "0 0 0 1 k", at=(120, 3))
    yield "closer than 3 mm to a fold", press_damage.typed(content, "0 0 0 1 k", at=(267, 300))
