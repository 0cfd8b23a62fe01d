"""Tags, language, title and claim, each taken away."""

from collections.abc import Iterator

import damage
import pikepdf


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened:
        del opened.pdf.Root.MarkInfo
    yield "has no tags", opened.content
    with damage.pdf(content) as opened:
        opened.pdf.Root.Lang = pikepdf.String("fr-CA")
    yield "says its language is “fr-CA”", opened.content
    with damage.pdf(content) as opened:
        opened.pdf.docinfo.Title = pikepdf.String("Untitled")
    yield "title is “Untitled”", opened.content
    with damage.pdf(content) as opened:
        data = opened.pdf.Root.Metadata.read_bytes().replace(b"pdfuaid:part", b"pdfuaid:prat")
        opened.pdf.Root.Metadata = opened.pdf.make_stream(data, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    yield "does not claim PDF/UA-1", opened.content
