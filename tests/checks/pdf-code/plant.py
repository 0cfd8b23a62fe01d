"""The imprint code missing on paper, and in the file's properties."""

from collections.abc import Iterator

import damage
import pikepdf


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened:
        code = str(opened.pdf.docinfo.Keywords)
        del opened.pdf.docinfo.Keywords
        data = opened.pdf.Root.Metadata.read_bytes().replace(code.encode(), b"")
        opened.pdf.Root.Metadata = opened.pdf.make_stream(data, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    yield f"{code} is not in the file’s properties", opened.content
    yield f"{code} is not printed", damage.silenced(content, code)
