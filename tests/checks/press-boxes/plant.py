"""Boxes that are missing, of the wrong size, or in the wrong place; a page that is turned or magnified."""

from collections.abc import Iterator

import damage

CHANGES = [
    ("has no TrimBox", "/TrimBox", None),
    ("has no BleedBox", "/BleedBox", None),
    ("the BleedBox is not 3.175 mm outside", "/BleedBox", [0, 0, 792, 612]),
    ("the BleedBox is not 3.175 mm outside", "/BleedBox", [-8.96, -9, 801, 621]),
    ("the MediaBox is not 12.7 mm outside", "/MediaBox", [-36, -36, 828, 647]),
    ("the trimmed size is 279.38 × 215.90 mm", "/TrimBox", [0.05, 0, 792, 612]),
    ("the CropBox cuts the bleed off", "/CropBox", [0, 0, 792, 612]),
    ("has an ArtBox", "/ArtBox", [0, 0, 792, 612]),
    ("the trimmed size is 558.80", "/UserUnit", 2),
    ("is turned", "/Rotate", 90),
]


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    for words, key, value in CHANGES:
        with damage.pdf(content) as opened:
            page = opened.pdf.pages[0].obj
            if value is None:
                del page[key]
            else:
                page[key] = value
        yield words, opened.content
