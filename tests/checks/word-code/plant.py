"""The imprint code missing at the foot."""

from collections.abc import Iterator

import damage


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    code = damage.part(content, "docProps/core.xml").partition("<dc:subject>")[2][:8]
    yield f"{code} is not at the foot", damage.word(content, "word/footer.xml", code, "")
