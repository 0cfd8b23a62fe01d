"""The imprint code at the head and not at the foot."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    code = damage.part(content, "docProps/core.xml").partition("<dc:subject>")[2][:8]
    bare = damage.word(content, "word/footer.xml", f"{code} ·", "·")
    yield f"{code} is not at the foot", damage.word(bare, "word/header.xml", "Draft", f"{code} Draft")
