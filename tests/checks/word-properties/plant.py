"""A program's name for the author, and a date of the clock."""

from collections.abc import Iterator

import damage
from damage import told

CORE = "docProps/core.xml"


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "dc:creator is “python-docx”", damage.at(content, CORE, "//dc:creator", told("python-docx"))
    yield "dcterms:created is “2013", damage.at(content, CORE, "//dcterms:created", told("2013-12-23T23:15:00Z"))
