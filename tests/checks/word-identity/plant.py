"""The digest of other words, and no edition."""

from collections.abc import Iterator

import damage
from damage import gone, told

CUSTOM = "docProps/custom.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "FAQ-Digest is “0000", damage.at(content, CUSTOM, "//*[@name='FAQ-Digest']/*", told("0" * 64))
    yield "FAQ-Edition is “”", damage.at(content, CUSTOM, "//*[@name='FAQ-Edition']", gone)
