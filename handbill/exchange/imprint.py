"""The imprint code that a file from outside carries: in the properties of a PDF or Word file, the head of an e-mail or
a web page, or else as it is printed.
"""

from __future__ import annotations

import re
from contextlib import closing
from email import policy
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from handbill.errors import fault
from handbill.exchange import docx, guard, sections
from handbill.model import CROCKFORD

# Loaded where it is needed, as in the reader.
if TYPE_CHECKING:
    import pypdfium2

CODE = re.compile(f"[{CROCKFORD}]{{8}}")
NAMED = re.compile(rf"(?<![A-Za-z0-9])({CODE.pattern})(?![A-Za-z0-9])")
# As it stands at the foot of a page: the code, then the name of the language.
PRINTED = re.compile(rf"(?<![A-Za-z0-9])({CODE.pattern}) ?·")
# Of a PDF no more pages are looked at, and of a page no more letters.
MOST_PAGES, MOST_LETTERS = 40, 50_000
# Of an e-mail, the head is at the beginning.
HEAD = 64_000


def code(content: bytes, path: str) -> str:
    """Return the code in a file's bytes, "" where it has none; raise Faults where the file is damaged or hostile."""
    if content.startswith(b"%PDF"):
        return _in_pdf(content, path)
    if content.startswith((b"PK", guard.COMPOUND)):
        return sections.code(docx.read(guard.unpack(content, path)))
    if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        return _in_page(content)
    return _in_mail(content)


def _in_pdf(content: bytes, path: str) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise fault(path, 0, "the PDF is damaged or has a password; ask for it again, or type --code") from None
    with document:
        named = document.get_metadata_value("Keywords")[:100]
        found = NAMED.search(named)
        return found[1] if found else _on_pages(document)


def _on_pages(document: pypdfium2.PdfDocument) -> str:
    import pypdfium2

    for number in range(min(len(document), MOST_PAGES)):
        try:
            with closing(document[number]) as page, closing(page.get_textpage()) as text:
                found = PRINTED.search(text.get_text_range(0, min(text.count_chars(), MOST_LETTERS)))
        except pypdfium2.PdfiumError:
            continue
        if found:
            return found[1]
    return ""


class _Page(HTMLParser):
    """Reads a web page's keywords, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.keywords: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and str(given.get("name")).lower() == "keywords":
            self.keywords.append(given.get("content") or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _in_page(content: bytes) -> str:
    page = _Page(content.decode("utf-8", errors="replace"))
    found = NAMED.search(" ".join(page.keywords)) or PRINTED.search("\n".join(page.words))
    return found[1] if found else ""


def _in_mail(content: bytes) -> str:
    head = BytesParser(policy=policy.compat32).parsebytes(content[:HEAD], headersonly=True)
    found = CODE.fullmatch(str(head.get("X-Handbill-Code", "")).strip())
    return found[0] if found else ""
