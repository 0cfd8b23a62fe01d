"""What a file says of itself, each taken away: what any PDF says, and what a press file says besides."""

from collections.abc import Iterator

import damage
import press_damage
from pikepdf import Name

CLAIMS = [
    ("do not say the standard", "pdfxid:GTS_PDFXVersion>PDF/X-4", "pdfxid:GTS_PDFXVersion>PDF/X-1a"),
    ("do not say whether it is trapped", "pdf:Trapped>False", "pdf:Trapped>Unknown"),
    ("do not say the date of creation", "xmp:CreateDate>2026-11-22", "xmp:CreateDate>2024-01-01"),
    ("do not say the date of change", "xmp:ModifyDate", "xmp:ModifyDay"),
    ("do not say the date of its metadata", "xmp:MetadataDate", "xmp:MetadataDay"),
    ("do not say its identifier", "xmpMM:DocumentID", "xmpMM:DocumentNo"),
]


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield from press_damage.plants("pdf-tagged")(content)
    for words, old, new in CLAIMS:
        yield words, press_damage.metadata(content, old, new)
    with damage.pdf(content) as opened:
        del opened.pdf.pages[1]["/Tabs"]
    yield "page 2: the tab order", opened.content
    with damage.pdf(content) as opened:
        del opened.pdf.Root["/ViewerPreferences"]
    yield "not asked to show the title", opened.content
    with damage.pdf(content) as opened:
        opened.pdf.docinfo.Trapped = Name.Unknown
    yield "does not say whether it is trapped", opened.content
